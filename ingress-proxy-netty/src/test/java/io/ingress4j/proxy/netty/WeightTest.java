package io.ingress4j.proxy.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.model.guard.Weight;
import org.junit.jupiter.api.Test;

final class WeightTest {
    @Test
    void matcherAndProxyBringAtMostEighteenJarsAndEightMebibytes() throws Exception {
        Weight weight = Weight.ofThisModule(artifact -> false);

        System.out.println("Third-party jars of matcher and proxy:\n" + weight.list());
        assertThat(weight.jars()).as(weight.list()).isBetween(1, 18);
        assertThat(weight.bytes()).as(weight.list()).isBetween(1L, 8L << 20);
    }
}
