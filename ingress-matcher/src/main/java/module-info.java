/** Decides which Service gets a request. */
module io.ingress4j.matcher {
    requires transitive io.ingress4j.model;
    requires static transitive org.jspecify;
    requires re2j;

    exports io.ingress4j.matcher;
    exports io.ingress4j.matcher.cluster;
    exports io.ingress4j.matcher.feature;
    exports io.ingress4j.matcher.http;
    exports io.ingress4j.matcher.route;
    exports io.ingress4j.matcher.tls;
}
