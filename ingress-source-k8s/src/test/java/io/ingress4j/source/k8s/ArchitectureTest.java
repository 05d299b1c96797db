package io.ingress4j.source.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.model.guard.Road;
import io.ingress4j.source.k8s.api.ApiObjects;
import io.ingress4j.source.k8s.api.ApiServer;
import io.ingress4j.source.k8s.status.ClusterReporter;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
    private static final Road ROAD = Road.below("io.ingress4j.source.k8s");

    @Test
    void packagesFormNoCircle() {
        ROAD.hasNoCircle();
    }

    @Test
    void ofOutsideLibrariesTheHostsClientAloneIsShown() {
        String shown = " shows io.fabric8.kubernetes.client.KubernetesClient";
        assertThat(ROAD.foreignTypesInSignatures())
                .containsExactly(
                        KubernetesSource.class.getName() + shown,
                        ApiObjects.class.getName() + shown,
                        ApiServer.class.getName() + shown,
                        ClusterReporter.class.getName() + shown);
    }

    @Test
    void theSourceAndWhatIsSaidBackKnowTheApiServerAndNotOneAnother() {
        String source = "io.ingress4j.source.k8s";
        ROAD.staysClear(source + ".api", source, source + ".status");
        ROAD.staysClear(source + ".status", source);
        ROAD.staysClear(source, source + ".status");
    }
}
