/** Decides which Service gets a request. */
module io.ingress4j.matcher {
    requires transitive io.ingress4j.model;
    requires static transitive org.jspecify;
    requires static org.assertj.core;
    requires java.naming;
    requires re2j;

    exports io.ingress4j.matcher;
    exports io.ingress4j.matcher.assertj;
    exports io.ingress4j.matcher.cluster;
    exports io.ingress4j.matcher.feature;
    exports io.ingress4j.matcher.feature.accesslog;
    exports io.ingress4j.matcher.feature.approot;
    exports io.ingress4j.matcher.feature.bodysize;
    exports io.ingress4j.matcher.feature.forwarded;
    exports io.ingress4j.matcher.feature.redirect;
    exports io.ingress4j.matcher.feature.rewrite;
    exports io.ingress4j.matcher.feature.serveralias;
    exports io.ingress4j.matcher.feature.sslredirect;
    exports io.ingress4j.matcher.feature.timeout;
    exports io.ingress4j.matcher.feature.upstreamvhost;
    exports io.ingress4j.matcher.feature.www;
    exports io.ingress4j.matcher.http;
    exports io.ingress4j.matcher.route;
    exports io.ingress4j.matcher.tls;
    exports io.ingress4j.matcher.translate;
}
