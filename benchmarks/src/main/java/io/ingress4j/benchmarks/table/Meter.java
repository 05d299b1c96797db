package io.ingress4j.benchmarks.table;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * What a piece of work costs its own thread: processor time, which neighbours on a busy machine disturb less than they do
 * the clock, and bytes allocated.
 *
 * @param nanos nanoseconds of processor time for each call, the median of the rounds
 * @param bytes bytes allocated for each call, the least of the rounds
 */
public record Meter(double nanos, long bytes) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Work to be measured. */
    @FunctionalInterface
    public interface Work {
        /** Does it a number of times; the result only has to depend on all of it. */
        int run(int calls);
    }

    /** Returns the cost of each piece of work, measured in turns, so that what disturbs one disturbs all. */
    public static Meter[] inTurns(int warmUps, int rounds, int[] calls, Work... works) {
        double[][] nanos = new double[works.length][rounds];
        long[] bytes = new long[works.length];
        Arrays.fill(bytes, Long.MAX_VALUE);
        int sum = 0;
        for (int round = -warmUps; round < rounds; round++) {
            for (int i = 0; i < works.length; i++) {
                long allocated = THREADS.getCurrentThreadAllocatedBytes();
                long start = THREADS.getCurrentThreadCpuTime();
                sum += works[i].run(calls[i]);
                long end = THREADS.getCurrentThreadCpuTime();
                if (round >= 0) {
                    nanos[i][round] = (double) (end - start) / calls[i];
                    bytes[i] = Math.min(bytes[i], (THREADS.getCurrentThreadAllocatedBytes() - allocated) / calls[i]);
                }
            }
        }
        Meter[] costs = new Meter[works.length];
        for (int i = 0; i < works.length; i++) {
            Arrays.sort(nanos[i]);
            costs[i] = new Meter(sum == Integer.MIN_VALUE ? 0 : nanos[i][rounds / 2], bytes[i]);
        }
        return costs;
    }

    /** Returns the work of finding requests in a cycle. */
    public static Work finding(Finder finder, Request[] requests) {
        Object[] ready = new Object[requests.length];
        for (int i = 0; i < ready.length; i++) {
            ready[i] = finder.ready(requests[i]);
        }
        int[] next = new int[1];
        return calls -> {
            int found = 0;
            int at = next[0];
            for (int i = 0; i < calls; i++) {
                if (finder.find(ready[at & (ready.length - 1)]) != null) {
                    found++;
                }
                at++;
            }
            next[0] = at;
            return found;
        };
    }
}
