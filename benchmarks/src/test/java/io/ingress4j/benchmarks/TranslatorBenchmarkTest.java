package io.ingress4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.Router;
import org.junit.jupiter.api.Test;

final class TranslatorBenchmarkTest {

    private static TranslatorBenchmark benchmark() {
        var benchmark = new TranslatorBenchmark();
        benchmark.ingresses = 20;
        benchmark.setUp();
        return benchmark;
    }

    @Test
    void aChangedIngressMakesOneFreshRouteAndLosesOne() {
        Router router = benchmark().oneChangedIngress();

        assertThat(router.freshRoutes()).hasSize(1);
        assertThat(router.goneRoutes()).hasSize(1);
    }

    @Test
    void aChangedSliceLeavesTheRouterAlone() {
        TranslatorBenchmark benchmark = benchmark();
        Router before = benchmark.oneChangedIngress();

        assertThat(benchmark.oneChangedEndpointSlice()).isSameAs(before);
    }

    @Test
    void aFullBuildHasEveryHost() {
        assertThat(benchmark().fullBuild().snapshot().size()).isEqualTo(20);
    }
}
