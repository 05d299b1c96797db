package io.ingress4j.matcher.feature.sslredirect;

import io.ingress4j.matcher.feature.GlobalSettings;
import io.ingress4j.matcher.route.Policy;

/**
 * A redirect of plain HTTP requests to HTTPS.
 *
 * <p><b>Source.</b> The annotations {@code ssl-redirect}, {@code force-ssl-redirect} and {@code preserve-trailing-slash};
 * the settings of the same names, {@code http-redirect-code} and {@code no-tls-redirect-locations}.
 *
 * @param force whether hosts without a certificate are redirected, too
 * @param preserveTrailingSlash whether one slash at the end of the target is kept
 * @param globals the settings that the redirect follows
 */
public record SslRedirectPolicy(boolean force, boolean preserveTrailingSlash, GlobalSettings globals)
        implements Policy {

    /** Returns the policy without the settings that are the same for all. */
    @Override
    public String toString() {
        return "SslRedirectPolicy[force=" + force + ", preserveTrailingSlash=" + preserveTrailingSlash + "]";
    }
}
