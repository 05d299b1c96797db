package io.ingress4j.source.k8s.status;

/** How often somebody else has overwritten the status of one Ingress, and how long it is therefore left alone. */
final class Contest {
    private static final int PATIENCE = 3;

    private final Timing timing;
    private int times;
    private long last;
    private long pause;
    private long until;

    Contest(Timing timing) {
        this.timing = timing;
    }

    /**
     * Hears that what we had written is overwritten.
     *
     * @return whether that begins a time in which the object is left alone after one in which it was not
     */
    boolean lost(long now) {
        if (times > 0 && now - last > pause + timing.mostContested().toNanos()) {
            times = 0;
            pause = 0;
        }
        times++;
        last = now;
        if (times < PATIENCE) {
            return false;
        }
        boolean first = pause == 0;
        pause = first
                ? timing.contested().toNanos()
                : Math.min(2 * pause, timing.mostContested().toNanos());
        until = now + pause;
        return first;
    }

    /** Returns for how many nanoseconds the object is left alone. */
    long left(long now) {
        return pause == 0 ? 0 : Math.max(0, until - now);
    }

    long pause() {
        return pause;
    }
}
