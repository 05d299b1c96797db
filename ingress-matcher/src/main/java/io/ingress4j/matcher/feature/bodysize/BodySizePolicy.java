package io.ingress4j.matcher.feature.bodysize;

import io.ingress4j.matcher.route.Policy;

/**
 * How long a request body may be. A longer one is answered with 413: at once where the request declares its length,
 * otherwise when the limit is passed.
 *
 * <p><b>Source.</b> The annotation and the setting {@code proxy-body-size}.
 *
 * @param maxBytes the limit, or 0 for none
 */
public record BodySizePolicy(long maxBytes) implements Policy {

    /** What holds where nobody asks for anything: one mebibyte. */
    public static final BodySizePolicy DEFAULT = new BodySizePolicy(1 << 20);

    /**
     * Checks the limit.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public BodySizePolicy {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: zero or more)");
        }
    }
}
