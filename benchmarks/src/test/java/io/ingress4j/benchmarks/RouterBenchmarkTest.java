package io.ingress4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ingress4j.matcher.Match;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class RouterBenchmarkTest {
    private static final int CALLS = 20_000;

    private final RouterBenchmark benchmark = new RouterBenchmark();

    private static RouterBenchmark.Hosts hosts() {
        var state = new RouterBenchmark.Hosts();
        state.hosts = 1000;
        state.setUp();
        return state;
    }

    private static RouterBenchmark.Paths paths() {
        var state = new RouterBenchmark.Paths();
        state.paths = 1000;
        state.setUp();
        return state;
    }

    @Test
    void everyMatchOfTheBenchmarkAllocatesNothing() {
        RouterBenchmark.Hosts hosts = hosts();
        RouterBenchmark.Paths paths = paths();
        List<Supplier<Match>> matches = List.of(
                () -> benchmark.exactPath(hosts),
                () -> benchmark.prefixPath(hosts),
                () -> benchmark.wildcardHost(hosts),
                () -> benchmark.unknownHost(hosts),
                () -> benchmark.manyPaths(paths));

        assertThat(matches).extracting(RouterBenchmarkTest::bytesPerCall).containsOnly(0L);
    }

    private static long bytesPerCall(Supplier<Match> match) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getThreadAllocatedBytes(self);
            for (int i = 0; i < CALLS; i++) {
                match.get();
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
        }
        return least / CALLS;
    }

    @Test
    void everyRequestOfTheBenchmarkFindsWhatItIsMeantTo() {
        RouterBenchmark.Hosts hosts = hosts();
        RouterBenchmark.Paths paths = paths();
        for (int i = 0; i < 2000; i++) {
            assertThat(pathOf(benchmark.exactPath(hosts))).isEqualTo("exact /healthz");
            assertThat(pathOf(benchmark.prefixPath(hosts))).isEqualTo("prefix /api/v1/orders");
            assertThat(pathOf(benchmark.wildcardHost(hosts))).isEqualTo("prefix /api/v1/orders");
            assertThat(pathOf(benchmark.unknownHost(hosts))).isEqualTo("nobody");
            assertThat(pathOf(benchmark.manyPaths(paths))).contains("/resource-");
        }
    }

    private static String pathOf(Match match) {
        return match.route() == null ? "nobody" : match.route().route().match().toString();
    }
}
