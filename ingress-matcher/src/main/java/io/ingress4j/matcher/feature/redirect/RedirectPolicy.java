package io.ingress4j.matcher.feature.redirect;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.route.Policy;

/**
 * A redirect for every request of a route; path and query of the request play no part.
 *
 * <p><b>Source.</b> The annotations {@code permanent-redirect}, {@code temporal-redirect}, their codes, and
 * {@code relative-redirects}.
 *
 * @param status the status, 300 to 308
 * @param location an absolute URL or a path
 * @param relative whether a path is sent as it is; otherwise scheme and host of the request are put before it
 */
public record RedirectPolicy(int status, String location, boolean relative) implements Policy {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the status is none of a redirect
     */
    public RedirectPolicy {
        requireNonNull(location, "location");
        if (status < 300 || status > 308) {
            throw new IllegalArgumentException("status: " + status + " (expected: 300 to 308)");
        }
    }
}
