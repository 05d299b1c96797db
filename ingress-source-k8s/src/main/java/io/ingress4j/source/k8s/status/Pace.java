package io.ingress4j.source.k8s.status;

import java.util.concurrent.TimeUnit;

/** How often something may be done: so many at once, and from then on so many a second. One thread uses it. */
final class Pace {
    private final double burst;
    private final double perNano;
    private double left;
    private long at;

    Pace(int burst, int perSecond, long now) {
        this.burst = burst;
        this.perNano = perSecond / (double) TimeUnit.SECONDS.toNanos(1);
        this.left = burst;
        this.at = now;
    }

    /** Takes one, and returns how many nanoseconds to wait before it is done. */
    long take(long now) {
        left = Math.min(burst, left + (now - at) * perNano) - 1;
        at = now;
        return left >= 0 ? 0 : (long) Math.ceil(-left / perNano);
    }

    /** Takes one, and waits until it may be done. */
    void await() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(take(System.nanoTime()));
    }
}
