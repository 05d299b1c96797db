package io.ingress4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ForwardingBenchmarkTest {

    @ParameterizedTest
    @EnumSource
    void everyRequestOfTheBenchmarkIsAnswered(ForwardingBenchmark.Between between) throws Exception {
        for (int connections : new int[] {1, 3}) {
            var benchmark = new ForwardingBenchmark();
            benchmark.between = between;
            benchmark.connections = connections;
            benchmark.setUp();
            try {
                assertThat(benchmark.request()).isEqualTo(ForwardingBenchmark.REQUESTS);
            } finally {
                benchmark.tearDown();
            }
        }
    }
}
