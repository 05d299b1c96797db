package io.ingress4j.proxy.netty.time;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Lets one of many like lines of a log through, and the next one ten seconds later at the soonest. For all threads; of two
 * that come at once, one is let through.
 */
public final class Seldom {
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier clock;
    private final AtomicLong next;

    /** Makes one that lets the first line through. */
    public Seldom() {
        this(System::nanoTime);
    }

    Seldom(LongSupplier clock) {
        this.clock = clock;
        this.next = new AtomicLong(clock.getAsLong());
    }

    /** Returns whether a line may be logged now; who asks is the one that does it. */
    public boolean isTime() {
        long now = clock.getAsLong();
        long due = next.get();
        return now - due >= 0 && next.compareAndSet(due, now + QUIET_NANOS);
    }
}
