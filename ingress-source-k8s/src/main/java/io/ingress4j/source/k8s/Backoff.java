package io.ingress4j.source.k8s;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait after a failure: twice as long each time up to a bound, and never quite the same. */
final class Backoff {
    private final Timing timing;
    private int failures;

    Backoff(Timing timing) {
        this.timing = timing;
    }

    Duration next() {
        return next(timing.lastRetry());
    }

    /** Returns the wait for a failure that may last, {@code longest} in the end. */
    Duration next(Duration longest) {
        long most = longest.toNanos();
        long wait = Math.min(most, timing.firstRetry().toNanos() << Math.min(failures++, 20));
        return Duration.ofNanos(wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1));
    }

    void reset() {
        failures = 0;
    }
}
