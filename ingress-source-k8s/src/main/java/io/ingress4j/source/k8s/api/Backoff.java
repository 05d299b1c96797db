package io.ingress4j.source.k8s.api;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait after a failure: twice as long each time up to a bound, and never quite the same. */
public final class Backoff {
    private final Waits waits;
    private int failures;

    /** Makes one without a failure yet. */
    public Backoff(Waits waits) {
        this.waits = waits;
    }

    /** Returns the wait for a failure. */
    public Duration next() {
        return next(waits.lastRetry());
    }

    /** Returns the wait for a missing right, which may last. */
    public Duration nextRefused() {
        return next(waits.refusedRetry());
    }

    private Duration next(Duration longest) {
        long most = longest.toNanos();
        long wait = Math.min(most, waits.firstRetry().toNanos() << Math.min(failures++, 20));
        return Duration.ofNanos(wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1));
    }

    /** Hears that it goes well. */
    public void reset() {
        failures = 0;
    }
}
