package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ingress4j.source.k8s.cluster.KubernetesCluster;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code serve} writes into a cluster, when it is asked to and when it is not. */
final class ReportingClusterIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static String ingress(String namespace) {
        return """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata:
                  name: web
                  namespace: %1$s
                  annotations: {nginx.ingress.kubernetes.io/proxy-read-timeout: soon}
                spec:
                  ingressClassName: ingress4j
                  rules:
                    - host: %1$s.example.com
                      http:
                        paths:
                          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
                """.formatted(namespace);
    }

    @Test
    void statusAndEventsAreWrittenWhereTheyAreAskedFor() {
        KubernetesCluster cluster = KubernetesCluster.shared();
        String namespace = cluster.namespace("reporting");
        KubernetesClient client = cluster.client();
        cluster.apply(ingress(namespace));

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
        cluster.apply(ingress(namespace));
        String before = cluster.kubectl("get", "ingress,leases,events", "-n", namespace, "-o", "yaml");

        try (RunningJar jar = RunningJar.start(List.of(
                "--kubernetes", "--kubeconfig", cluster.kubeconfig().toString(), "--watch-namespace", namespace))) {
            cluster.apply(ingress(namespace).replace("soon", "later"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(jar.output()).contains("\"later\""));
            cluster.apply(ingress(namespace));
        }

        String after = cluster.kubectl("get", "ingress,leases,events", "-n", namespace, "-o", "yaml");
        assertThat(withoutVersions(after)).isEqualTo(withoutVersions(before));
    }

    private static String withoutVersions(String yaml) {
        return yaml.replaceAll("(resourceVersion|generation): .*", "$1");
    }
}
