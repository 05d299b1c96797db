package io.ingress4j.matcher.feature.timeout;

import io.ingress4j.matcher.route.Policy;
import java.time.Duration;

/**
 * How long an exchange may wait for its upstream.
 *
 * <p><b>Units.</b> Positive durations. None bounds the exchange as a whole: a slow but steady response may take longer
 * than any of the three.
 *
 * <p><b>Errors.</b> A wait that runs out before the head of the response was sent is answered with 504; after that the
 * client's connection is cut.
 *
 * <p><b>Source.</b> The annotations {@code proxy-connect-timeout}, {@code proxy-send-timeout} and
 * {@code proxy-read-timeout}, and the settings of the same names.
 *
 * @param connect the longest wait for one connection
 * @param send the longest gap between two writes of the request
 * @param read the longest gap between two reads of the response
 */
public record TimeoutPolicy(Duration connect, Duration send, Duration read) implements Policy {

    /** What holds where nobody asks for anything. */
    public static final TimeoutPolicy DEFAULT =
            new TimeoutPolicy(Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(60));

    /**
     * Checks the three waits.
     *
     * @throws IllegalArgumentException if one is zero or negative
     */
    public TimeoutPolicy {
        requirePositive("connect", connect);
        requirePositive("send", send);
        requirePositive("read", read);
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
        }
    }
}
