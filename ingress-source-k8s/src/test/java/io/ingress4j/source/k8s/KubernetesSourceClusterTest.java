package io.ingress4j.source.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.Resource;
import io.ingress4j.model.Secret;
import io.ingress4j.source.k8s.api.ApiResource;
import io.ingress4j.source.k8s.api.Waits;
import io.ingress4j.source.k8s.cluster.KubernetesCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The source and a real API server. */
@Timeout(180)
final class KubernetesSourceClusterTest {
    private static final Timing QUICK = new Timing(
            new Waits(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(50),
                    Duration.ofMillis(500),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(5)),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(1));

    private final Recorder sink = new Recorder();
    private KubernetesCluster cluster;
    private String namespace;
    private KubernetesSource source;

    @BeforeEach
    void findCluster() {
        cluster = KubernetesCluster.shared();
        namespace = cluster.namespace("source");
    }

    @AfterEach
    void close() {
        if (source != null) {
            source.close();
        }
    }

    @Test
    void whatIsCreatedChangedAndDeletedIsTold() {
        start(cluster.client(), namespace);
        assertThat(sink.calls).containsExactly("replaceAll []");
        cluster.apply(secret("k1") + shop("shop.example.com", 80) + ingressClass());
        awaiting()
                .until(() -> sink.ids()
                        .equals(Set.of(
                                "Ingress " + namespace + "/shop",
                                "IngressClass " + namespace,
                                "Service " + namespace + "/shop",
                                "EndpointSlice " + namespace + "/shop-1",
                                "Secret " + namespace + "/shop-tls",
                                "ConfigMap " + namespace + "/settings")));

        cluster.apply(secret("k2") + shop("www.example.com", 81));
        awaiting()
                .until(() -> text(Kind.INGRESS, "shop").contains("www.example.com")
                        && text(Kind.SERVICE, "shop").contains("81")
                        && text(Kind.ENDPOINT_SLICE, "shop-1").contains("81")
                        && text(Kind.CONFIG_MAP, "settings").contains("81")
                        && value().equals("k2"));
        assertThat(sink.reports).isEmpty();

        cluster.delete(secret("k2") + shop("www.example.com", 81) + ingressClass());
        awaiting().until(() -> sink.ids().isEmpty());
    }

    @Test
    void anIngressAndItsSecretAreToldTogetherAndOtherSecretsAreNot() {
        cluster.apply(secret("k1").replace("shop-tls", "password"));
        start(cluster.client(), namespace);
        cluster.apply(secret("k1"));
        cluster.apply(shop("shop.example.com", 80));
        awaiting().until(() -> sink.ids().contains("Ingress " + namespace + "/shop"));

        assertThat(sink.calls)
                .contains("update [Ingress " + namespace + "/shop, Secret " + namespace + "/shop-tls] []");
        assertThat(sink.calls.toString()).doesNotContain("password");
    }

    @Test
    void aRoleInItsNamespaceIsEnough() {
        cluster.apply(secret("k1") + shop("shop.example.com", 80) + role());
        try (KubernetesClient client = cluster.client(cluster.token(namespace, "proxy", 600))) {
            start(client, namespace);

            assertThat(sink.ids())
                    .containsExactlyInAnyOrder(
                            "Ingress " + namespace + "/shop",
                            "Service " + namespace + "/shop",
                            "EndpointSlice " + namespace + "/shop-1",
                            "Secret " + namespace + "/shop-tls",
                            "ConfigMap " + namespace + "/settings");
            assertThat(sink.reports).containsOnlyKeys("permission to list ingressclasses in the cluster");
            source.close();
        }
    }

    @Test
    void aTokenThatExpiresIsReplacedByTheNextOne() {
        cluster.apply(role());
        var tokens = new AtomicInteger();
        var config = new ConfigBuilder(cluster.client().getConfiguration())
                .withOauthToken(null)
                .withOauthTokenProvider(() -> {
                    // The first two are over before the API server sees them.
                    boolean isGood = tokens.incrementAndGet() > 2;
                    return isGood
                            ? cluster.token(namespace, "proxy", 600)
                            : cluster.shortToken(namespace, "proxy", -60);
                })
                .build();
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            start(client, namespace);
            source.close();
        }
        assertThat(tokens.get()).isGreaterThan(2);
    }

    @Test
    void neitherACrashNorAFrozenApiServerLosesAnything() {
        try (KubernetesCluster breakable = KubernetesCluster.start()) {
            cluster = breakable;
            namespace = breakable.namespace("source");
            breakable.apply(secret("k1") + shop("shop.example.com", 80));
            start(breakable.client(), namespace);
            breakable.apiServer().kill();
            awaiting().until(() -> source.watches().stream().noneMatch(WatchState::connected));
            assertThat(sink.ids()).hasSize(5);
            breakable.apiServer().start();
            breakable.apply(shop("second.example.com", 81));
            awaiting().until(() -> text(Kind.INGRESS, "shop").contains("second.example.com"));

            breakable.apiServer().freeze();
            awaiting().until(() -> source.watches().stream().noneMatch(WatchState::connected));
            breakable.apiServer().thaw();
            breakable.apply(shop("third.example.com", 82));
            awaiting().until(() -> text(Kind.INGRESS, "shop").contains("third.example.com"));

            assertThat(sink.calls.stream().filter(call -> call.startsWith("replaceAll")))
                    .hasSize(1);
            assertThat(sink.calls).allMatch(call -> call.startsWith("replaceAll") || call.endsWith("] []"));
            source.close();
        }
    }

    private void start(KubernetesClient client, String in) {
        source = KubernetesSource.builder(client)
                .namespaces(List.of(in))
                .configMap(new ObjectKey(in, "settings"))
                .timing(QUICK)
                .build();
        source.start(sink);
        awaiting().until(sink::isComplete);
    }

    private static ConditionFactory awaiting() {
        return await().atMost(60, TimeUnit.SECONDS).pollInterval(Duration.ofMillis(10));
    }

    private String text(Kind kind, String name) {
        return String.valueOf(sink.find(kind, namespace, name));
    }

    private String value() {
        Resource found = sink.find(Kind.SECRET, namespace, "shop-tls");
        return found instanceof Secret secret ? new String(secret.value("tls.key"), StandardCharsets.UTF_8) : "";
    }

    private String secret(String key) {
        return """
                apiVersion: v1
                kind: Secret
                metadata: {name: shop-tls, namespace: %s}
                type: kubernetes.io/tls
                stringData: {tls.crt: c, tls.key: %s}
                ---
                """.formatted(namespace, key);
    }

    private String ingressClass() {
        return """
                apiVersion: networking.k8s.io/v1
                kind: IngressClass
                metadata: {name: %s}
                spec: {controller: k8s.io/ingress-nginx}
                ---
                """.formatted(namespace);
    }

    private String shop(String host, int port) {
        return """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: shop, namespace: %1$s}
                spec:
                  tls: [{hosts: [%2$s], secretName: shop-tls}]
                  rules:
                  - host: %2$s
                    http:
                      paths:
                      - {path: /, pathType: Prefix, backend: {service: {name: shop, port: {number: %3$d}}}}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: shop, namespace: %1$s}
                spec: {ports: [{name: http, port: %3$d, targetPort: 8080}]}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: shop-1, namespace: %1$s, labels: {kubernetes.io/service-name: shop}}
                addressType: IPv4
                ports: [{name: http, port: 80%3$d, protocol: TCP}]
                endpoints: [{addresses: [10.244.0.7], conditions: {ready: true, serving: true, terminating: false}}]
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings, namespace: %1$s}
                data: {port: '%3$d'}
                ---
                """.formatted(namespace, host, port);
    }

    private static String rule(ApiResource resource) {
        return resource.right("list", "").rule();
    }

    private String role() {
        return KubernetesCluster.account(
                namespace,
                "proxy",
                rule(ApiResource.INGRESSES),
                rule(ApiResource.SERVICES),
                rule(ApiResource.ENDPOINT_SLICES),
                rule(ApiResource.SECRETS),
                rule(ApiResource.CONFIG_MAPS));
    }
}
