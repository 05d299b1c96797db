package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.model.guard.Weight;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class WeightTest {
    /** What the command line and its log are made of; who embeds us gets none of it. */
    private static final Set<String> OURS_ONLY = Set.of("picocli", "logback-classic", "logback-core");

    /** What its metrics are made of. */
    private static final Set<String> METRICS_ONLY = Set.of("HdrHistogram", "LatencyUtils");

    /** What only the Kubernetes source brings, whose own test weighs it; its models beside. */
    private static final Set<String> CLUSTER_ONLY =
            Set.of("jackson-databind", "jackson-datatype-jsr310", "snakeyaml-engine", "zjsonpatch");

    @Test
    void matcherProxyAndFileSourceBringAtMostTwentyThreeJarsAndElevenMebibytes() throws Exception {
        Weight weight = Weight.ofThisModule(artifact -> OURS_ONLY.contains(artifact)
                || METRICS_ONLY.contains(artifact)
                || artifact.startsWith("micrometer-")
                || artifact.startsWith("prometheus-")
                || CLUSTER_ONLY.contains(artifact)
                || artifact.startsWith("kubernetes-"));

        System.out.println("Third-party jars of matcher, proxy and file source:\n" + weight.list());
        assertThat(weight.jars()).as(weight.list()).isBetween(1, 23);
        assertThat(weight.bytes()).as(weight.list()).isBetween(1L, 11L << 20);
    }
}
