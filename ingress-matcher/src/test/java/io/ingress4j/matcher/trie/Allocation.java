package io.ingress4j.matcher.trie;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Measures what a call allocates on its own thread. */
final class Allocation {
    private static final int CALLS = 100_000;

    private Allocation() {}

    /** Returns the bytes a call allocates, in whole numbers, in the best of several rounds after a warm-up. */
    static long leastPerCall(IntFunction<@Nullable Object> call) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        int found = 0;
        for (int round = 0; round < 10; round++) {
            long before = threads.getThreadAllocatedBytes(self);
            for (int i = 0; i < CALLS; i++) {
                if (call.apply(i) != null) {
                    found++;
                }
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
        }
        if (found == 0) {
            throw new AssertionError("nothing was found, so nothing was measured");
        }
        return least / CALLS;
    }
}
