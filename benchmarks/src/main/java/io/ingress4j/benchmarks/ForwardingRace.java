package io.ingress4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/**
 * The proxy and a bare relay in one process and in turns, by processor time: the comparison for machines that are never
 * quiet. {@link ForwardingBenchmark} asks the same with a process for each, by the clock.
 *
 * <pre>{@code java -cp benchmarks/target/benchmarks.jar io.ingress4j.benchmarks.ForwardingRace 16}</pre>
 *
 * <p>It prints by tabs: who, microseconds of processor time of the whole process for one request, bytes allocated. The
 * last line says how many times the relay's the proxy's are.
 */
public final class ForwardingRace {
    private static final int WARM_UPS = 60;
    private static final int ROUNDS = 25;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final double[] nanos = new double[ROUNDS];
    private long bytes = Long.MAX_VALUE;

    private ForwardingRace() {}

    /** Runs with as many connections as the first argument says. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
        ForwardingBenchmark.Between[] who = {ForwardingBenchmark.Between.RELAY, ForwardingBenchmark.Between.INGRESS4J};
        ForwardingBenchmark[] runners = new ForwardingBenchmark[who.length];
        ForwardingRace[] costs = new ForwardingRace[who.length];
        for (int i = 0; i < who.length; i++) {
            runners[i] = new ForwardingBenchmark();
            runners[i].between = who[i];
            runners[i].connections = Integer.parseInt(arguments[0]);
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
        long start = SYSTEM.getProcessCpuTime();
        int requests = runner.request();
        long end = SYSTEM.getProcessCpuTime();
        if (round >= 0) {
            nanos[round] = (double) (end - start) / requests;
            bytes = Math.min(bytes, (allocated() - allocated) / requests);
        }
    }

    private static long allocated() {
        return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                .filter(of -> of > 0)
                .sum();
    }

    private double micros() {
        double[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[ROUNDS / 2] / 1000;
    }
}
