package io.ingress4j.matcher.feature.sslredirect;

import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.AnnotationReader;
import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.feature.GlobalSettings;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.feature.SettingKey;
import io.ingress4j.matcher.route.RouteMatch;
import java.util.List;
import java.util.Optional;

/** Reads {@link SslRedirectPolicy}; on for hosts with a certificate unless switched off. */
public final class SslRedirectFeature implements Feature<SslRedirectPolicy> {
    static final AnnotationKey SSL_REDIRECT = new AnnotationKey(
            "ssl-redirect", "Redirects HTTP to HTTPS where the host has a certificate; true by default.");
    static final AnnotationKey FORCE =
            new AnnotationKey("force-ssl-redirect", "Redirects HTTP to HTTPS, certificate or not.");
    static final AnnotationKey PRESERVE =
            new AnnotationKey("preserve-trailing-slash", "Keeps a slash at the end when redirecting to HTTPS.");

    private static final String EXEMPT = "no-tls-redirect-locations";

    /** Makes the feature. */
    public SslRedirectFeature() {}

    @Override
    public List<AnnotationKey> annotations() {
        return List.of(SSL_REDIRECT, FORCE, PRESERVE);
    }

    @Override
    public List<SettingKey> settings() {
        return List.of(
                SettingKey.bool(SSL_REDIRECT.name()),
                SettingKey.bool(FORCE.name()),
                SettingKey.bool(PRESERVE.name()),
                new SettingKey(EXEMPT, "paths by comma", text -> true),
                GlobalSettings.REDIRECT_STATUS);
    }

    @Override
    public Class<SslRedirectPolicy> policyType() {
        return SslRedirectPolicy.class;
    }

    @Override
    public Optional<SslRedirectPolicy> parse(AnnotationReader in) {
        boolean redirect = in.bool(SSL_REDIRECT).orElse(true);
        boolean force = in.bool(FORCE).orElse(false);
        boolean preserve = in.bool(PRESERVE).orElse(false);
        return redirect || force ? Optional.of(new SslRedirectPolicy(force, preserve, in.globals())) : Optional.empty();
    }

    @Override
    public Optional<HttpFilter> filter(SslRedirectPolicy policy, RouteMatch match) {
        String exempt = policy.globals().text(EXEMPT).orElse("/.well-known/acme-challenge");
        for (String path : exempt.split(",", -1)) {
            if (!path.isBlank() && isBelow(path.strip(), match.path())) {
                return Optional.empty();
            }
        }
        return Optional.of(new SslRedirectFilter(policy));
    }

    /** Whether {@code path} is {@code above} or has it for its first segments. */
    private static boolean isBelow(String above, String path) {
        String segments = above.endsWith("/") ? above.substring(0, above.length() - 1) : above;
        return path.startsWith(segments)
                && (path.length() == segments.length() || path.charAt(segments.length()) == '/');
    }
}
