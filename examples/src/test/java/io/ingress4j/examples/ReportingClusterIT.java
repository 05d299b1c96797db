package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ingress4j.source.k8s.cluster.IngressManifest;
import io.ingress4j.source.k8s.cluster.KubernetesCluster;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code serve} writes into a cluster, when it is asked to and when it is not. */
final class ReportingClusterIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static IngressManifest ingress(String namespace) {
        return IngressManifest.of("web", namespace + ".example.com", "web")
                .in(namespace)
                .annotated("proxy-read-timeout", "soon");
    }

    @Test
    void statusAndEventsAreWrittenWhereTheyAreAskedFor() {
        KubernetesCluster cluster = KubernetesCluster.shared();
        String namespace = cluster.namespace("reporting");
        KubernetesClient client = cluster.client();
        cluster.apply(ingress(namespace).yaml());

        try (RunningJar jar = RunningJar.start(List.of(
                "--kubernetes",
                "--kubeconfig",
                cluster.kubeconfig().toString(),
                "--watch-namespace",
                namespace,
                "--update-status",
                "--publish-status-address",
                "192.0.2.10",
                "--events",
                "--election-id",
                namespace))) {
            assertThat(jar.output()).contains("ready");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.network()
                                    .v1()
                                    .ingresses()
                                    .inNamespace(namespace)
                                    .withName("web")
                                    .get()
                                    .getStatus()
                                    .getLoadBalancer()
                                    .getIngress())
                            .extracting("ip")
                            .containsExactly("192.0.2.10"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.v1()
                                    .events()
                                    .inNamespace(namespace)
                                    .list()
                                    .getItems())
                            .anySatisfy(
                                    event -> assertThat(event.getMessage()).contains("proxy-read-timeout", "soon")));
        }
    }

    @Test
    void nothingIsWrittenWhereNobodyAsked() {
        KubernetesCluster cluster = KubernetesCluster.shared();
        String namespace = cluster.namespace("silent");
        KubernetesClient client = cluster.client();
        cluster.apply(ingress(namespace).yaml());
        String before = cluster.kubectl("get", "ingress,leases,events", "-n", namespace, "-o", "yaml");

        try (RunningJar jar = RunningJar.start(List.of(
                "--kubernetes", "--kubeconfig", cluster.kubeconfig().toString(), "--watch-namespace", namespace))) {
            cluster.apply(
                    ingress(namespace).annotated("proxy-read-timeout", "later").yaml());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(jar.output()).contains("\"later\""));
            cluster.apply(ingress(namespace).yaml());
        }

        String after = cluster.kubectl("get", "ingress,leases,events", "-n", namespace, "-o", "yaml");
        assertThat(withoutVersions(after)).isEqualTo(withoutVersions(before));
    }

    private static String withoutVersions(String yaml) {
        return yaml.replaceAll("(resourceVersion|generation): .*", "$1");
    }
}
