package io.ingress4j.proxy.netty.time;

import java.time.Duration;

/** How long anything is waited for. */
public final class Waits {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(3650);

    private Waits() {}

    /** Returns a wait as it is measured, in milliseconds: one where it is shorter than that, ten years where it is endless. */
    public static Duration measurable(Duration wait) {
        if (wait.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
