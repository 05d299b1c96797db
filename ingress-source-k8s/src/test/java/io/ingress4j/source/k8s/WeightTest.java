package io.ingress4j.source.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.model.guard.Weight;
import org.junit.jupiter.api.Test;

final class WeightTest {
    @Test
    void theClientBringsNeitherNettyNorVertx() throws Exception {
        Weight weight = Weight.ofThisModule(artifact -> false);

        System.out.println("Third-party jars of the Kubernetes source:\n" + weight.list());
        assertThat(weight.list()).contains("kubernetes-httpclient-jdk").doesNotContain("netty", "vertx", "okhttp");
        assertThat(weight.jars()).as(weight.list()).isBetween(1, 40);
        assertThat(weight.bytes()).as(weight.list()).isBetween(1L, 24L << 20);
    }
}
