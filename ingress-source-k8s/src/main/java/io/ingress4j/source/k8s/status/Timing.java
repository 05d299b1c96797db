package io.ingress4j.source.k8s.status;

import io.ingress4j.source.k8s.api.Waits;
import java.time.Duration;

/**
 * How long is waited for what.
 *
 * @param lease after what time without a sign another replica may take over
 * @param renew how long after its last sign the leader speaks, shorter than {@code lease} by more than {@code answer}
 * @param retry the time between two signs, or two attempts to become the leader
 * @param answer the longest wait for the API server
 * @param failed the wait after a failure
 * @param refused the wait after a missing permission
 * @param contested the first wait where somebody else keeps writing the same status; each further one is twice as long
 * @param mostContested the longest such wait, and how long somebody else has to keep away to be forgotten
 * @param repeated the time between two Events of the same
 */
record Timing(
        Duration lease,
        Duration renew,
        Duration retry,
        Duration answer,
        Duration failed,
        Duration refused,
        Duration contested,
        Duration mostContested,
        Duration repeated) {
    private static final Duration WATCH = Duration.ofSeconds(60);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);

    static final Timing DEFAULT = new Timing(
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            Duration.ofMinutes(10));

    /** Returns how long what is watched is waited for. */
    Waits waits() {
        return new Waits(answer, WATCH, answer, FIRST_RETRY, failed, refused, answer);
    }

    /** Returns these times with an election that is so quick, and a wait after a refusal as long as one attempt's. */
    Timing quick(Duration lease, Duration renew, Duration retry) {
        return new Timing(lease, renew, retry, answer, retry, retry, contested, mostContested, repeated);
    }

    /** Returns these times with another first wait where somebody else keeps writing the same status. */
    Timing contested(Duration first) {
        return new Timing(lease, renew, retry, answer, failed, refused, first, mostContested, repeated);
    }

    /** Returns these times with another time between two Events of the same. */
    Timing repeated(Duration time) {
        return new Timing(lease, renew, retry, answer, failed, refused, contested, mostContested, time);
    }
}
