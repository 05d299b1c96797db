package io.ingress4j.benchmarks;

import com.sun.management.ThreadMXBean;
import io.ingress4j.benchmarks.ForwardingBenchmark.Between;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Two that forward, the proxy and a bare relay where no others are named, in one process and in turns, by processor time:
 * the comparison for machines that are never quiet. {@link ForwardingBenchmark} asks the same with a process for each, by
 * the clock.
 *
 * <pre>{@code java -cp benchmarks/target/benchmarks.jar io.ingress4j.benchmarks.ForwardingRace 16 RELAY INGRESS4J}</pre>
 *
 * <p>It prints by tabs: who, microseconds of processor time of what stands between client and upstream for one request, bytes that
 * all of them allocate. The last line says how many times the first one's the second one's are.
 */
public final class ForwardingRace {
    private static final int WARM_UPS = 60;
    private static final int ROUNDS = 25;
    private static final List<String> ENDS = List.of("client-", "upstream-");

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final double[] nanos = new double[ROUNDS];
    private long bytes = Long.MAX_VALUE;

    private ForwardingRace() {}

    /**
     * Runs with as many connections as the first argument says, between the two that the next ones name. A failure ends the
     * process, whatever threads still run.
     */
    @SuppressWarnings("CatchAndPrintStackTrace")
    public static void main(String[] arguments) {
        try {
            boolean named = arguments.length == 3;
            race(
                    Integer.parseInt(arguments[0]),
                    named ? Between.valueOf(arguments[1]) : Between.RELAY,
                    named ? Between.valueOf(arguments[2]) : Between.INGRESS4J);
        } catch (Exception | Error e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    @SuppressWarnings("SystemOut")
    private static void race(int connections, Between... who) throws Exception {
        ForwardingBenchmark[] runners = new ForwardingBenchmark[who.length];
        ForwardingRace[] costs = new ForwardingRace[who.length];
        for (int i = 0; i < who.length; i++) {
            runners[i] = new ForwardingBenchmark();
            runners[i].between = who[i];
            runners[i].connections = connections;
            runners[i].setUp();
            costs[i] = new ForwardingRace();
        }
        for (int round = -WARM_UPS; round < ROUNDS; round++) {
            for (int i = 0; i < who.length; i++) {
                costs[i].measure(runners[i], round);
            }
        }
        for (int i = 0; i < who.length; i++) {
            System.out.printf(Locale.ROOT, "%s\t%.1f\t%d%n", who[i], costs[i].micros(), costs[i].bytes);
            runners[i].tearDown();
        }
        System.out.printf(
                Locale.ROOT,
                "ratio\t%.2f\t%.2f%n",
                costs[1].micros() / costs[0].micros(),
                (double) costs[1].bytes / costs[0].bytes);
    }

    private void measure(ForwardingBenchmark runner, int round) throws InterruptedException {
        long allocated = allocated();
        long start = processorTime();
        int requests = runner.request();
        if (round >= 0) {
            nanos[round] = (double) (processorTime() - start) / requests;
            bytes = Math.min(bytes, (allocated() - allocated) / requests);
        }
    }

    /** Of the threads that run Java but for client and upstream, so that nothing but the forwarding counts. */
    private static long processorTime() {
        long[] between = Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                .filter(Objects::nonNull)
                .filter(thread -> ENDS.stream().noneMatch(thread.getThreadName()::startsWith))
                .mapToLong(ThreadInfo::getThreadId)
                .toArray();
        return sum(THREADS.getThreadCpuTime(between));
    }

    private static long allocated() {
        return sum(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()));
    }

    /** A thread that has ended has -1. */
    private static long sum(long[] ofThreads) {
        return Arrays.stream(ofThreads).filter(one -> one > 0).sum();
    }

    private double micros() {
        double[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[ROUNDS / 2] / 1000;
    }
}
