package io.ingress4j.matcher;

import io.ingress4j.matcher.feature.FeatureSet;
import io.ingress4j.matcher.feature.accesslog.AccessLogFeature;
import io.ingress4j.matcher.feature.approot.AppRootFeature;
import io.ingress4j.matcher.feature.bodysize.BodySizeFeature;
import io.ingress4j.matcher.feature.forwarded.ForwardedFeature;
import io.ingress4j.matcher.feature.redirect.RedirectFeature;
import io.ingress4j.matcher.feature.rewrite.RewriteFeature;
import io.ingress4j.matcher.feature.serveralias.ServerAliasFeature;
import io.ingress4j.matcher.feature.sslredirect.SslRedirectFeature;
import io.ingress4j.matcher.feature.timeout.TimeoutFeature;
import io.ingress4j.matcher.feature.upstreamvhost.UpstreamVhostFeature;
import io.ingress4j.matcher.feature.www.WwwFeature;
import java.util.List;

/** The features that come with the library. Their order is the order in which filters see a request. */
public final class StandardFeatures {
    private static final FeatureSet ALL = new FeatureSet(List.of(
            new ServerAliasFeature(),
            new ForwardedFeature(),
            new BodySizeFeature(),
            new TimeoutFeature(),
            new AccessLogFeature(),
            new WwwFeature(),
            new AppRootFeature(),
            new RedirectFeature(),
            new SslRedirectFeature(),
            new RewriteFeature(),
            new UpstreamVhostFeature()));

    private StandardFeatures() {}

    /** Returns the features. */
    public static FeatureSet all() {
        return ALL;
    }
}
