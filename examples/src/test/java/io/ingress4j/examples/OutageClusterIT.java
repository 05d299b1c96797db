package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ingress4j.source.k8s.cluster.ApiServer;
import io.ingress4j.source.k8s.cluster.IngressManifest;
import io.ingress4j.source.k8s.cluster.KubernetesCluster;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The API server, etcd or the credentials go while clients ask without a pause: every request is answered by the Service
 * that had the host before, and what was changed since arrives once the cluster is back.
 */
final class OutageClusterIT {
    private static final String HOST = "steady.example.com";

    private Askers askers;
    private Stage stage;
    private KubernetesCluster cluster;

    @BeforeEach
    void open() throws Exception {
        stage = Stage.openInCluster().services("steady", "one", "two");
        cluster = stage.cluster();
        stage.manifest(
                "steady-ingress", IngressManifest.of("steady", HOST, "steady").yaml());
        stage.manifest(
                "changed",
                IngressManifest.of("changed", "changed.example.com", "one").yaml());
        stage.manifest(
                "gone", IngressManifest.of("gone", "gone.example.com", "one").yaml());
    }

    @AfterEach
    void close() throws Exception {
        if (askers != null) {
            askers.close();
        }
        if (stage != null) {
            stage.close();
        }
    }

    private void askWithoutPause() throws Exception {
        askers = new Askers(stage);
        askers.askOnOneConnection(OutageClusterIT::askSteady);
        askers.askOnNewConnections(OutageClusterIT::askSteady);
        askers.awaitMoreAnswers();
    }

    private static void askSteady(Client client) throws IOException {
        assertThat(client.get(HOST, "/").outcome()).isEqualTo("steady");
    }

    private void stopAsking() throws Exception {
        askers.awaitMoreAnswers();
        askers.stop();
    }

    private void change() throws Exception {
        stage.manifest(
                "changed",
                IngressManifest.of("changed", "changed.example.com", "two").yaml());
        stage.manifest(
                "new", IngressManifest.of("new", "new.example.com", "two").yaml());
        stage.remove("gone");
    }

    private void awaitChange() {
        awaitOutcome("changed.example.com", "two");
        awaitOutcome("new.example.com", "two");
        awaitOutcome("gone.example.com", "404");
    }

    private void awaitOutcome(String host, String expected) {
        await(host)
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(stage.outcome(host, "/")).isEqualTo(expected));
    }

    private void assertAsBefore() throws Exception {
        assertThat(stage.outcome("changed.example.com", "/")).isEqualTo("one");
        assertThat(stage.outcome("gone.example.com", "/")).isEqualTo("one");
        assertThat(stage.admin("/ready").status()).isEqualTo(200);
    }

    private void awaitReady(String expected) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(stage.admin("/ready").body()).contains(expected));
    }

    @Test
    void theApiServerIsKilled() throws Exception {
        stage.start();
        askWithoutPause();

        cluster.apiServer().kill();

        awaitReady("Ingress: synced, not connected");
        askers.awaitMoreAnswers();
        assertAsBefore();

        cluster.apiServer().start();
        change();

        awaitChange();
        awaitReady("Ingress: synced, connected");
        stopAsking();
    }

    /** The proxy follows another API server than all that is written goes through. */
    @Test
    void theApiServerIsKilledAndChangesAreMadeThroughAnother() throws Exception {
        TestSecret first = TestSecret.ec(stage.scratch(), "first", "*.example.com");
        TestSecret second = TestSecret.ec(stage.scratch(), "second", "*.example.com");
        stage.manifest("routes", route("moving") + route("leaving") + route("late"));
        stage.manifest("endpoints", service("moving", "one") + service("leaving", "one"));
        stage.manifest("secrets", first.manifest("default", "moving") + "---\n" + first.manifest("default", "leaving"));
        try (ApiServer followed = cluster.startAnotherApiServer()) {
            startAfter(followed);
            String byDefault = certificate("late.example.com");
            askWithoutPause();
            askers.askOnOneConnection(client ->
                    assertThat(client.get("moving.example.com", "/").outcome()).isIn("one", "two"));

            followed.kill();

            awaitReady("Ingress: synced, not connected");
            change();
            stage.manifest("routes", route("moving") + route("leaving") + route("late") + route("added"));
            stage.manifest("endpoints", service("moving", "two") + service("late", "two") + service("added", "two"));
            stage.manifest(
                    "secrets", second.manifest("default", "moving") + "---\n" + second.manifest("default", "late"));
            askers.awaitMoreAnswers();
            assertAsBefore();
            assertThat(stage.outcome("moving.example.com", "/")).isEqualTo("one");
            assertThat(stage.outcome("leaving.example.com", "/")).isEqualTo("one");
            assertThat(stage.outcome("late.example.com", "/")).isEqualTo("503");
            assertThat(stage.outcome("added.example.com", "/")).isEqualTo("404");
            assertThat(certificate("moving.example.com")).isEqualTo(first.certificate());
            assertThat(certificate("leaving.example.com")).isEqualTo(first.certificate());
            assertThat(certificate("late.example.com")).isEqualTo(byDefault);

            followed.start();

            awaitChange();
            awaitOutcome("moving.example.com", "two");
            awaitOutcome("leaving.example.com", "503");
            awaitOutcome("late.example.com", "two");
            awaitOutcome("added.example.com", "two");
            awaitCertificate("moving.example.com", second.certificate());
            awaitCertificate("leaving.example.com", byDefault);
            awaitCertificate("late.example.com", second.certificate());
            awaitReady("Ingress: synced, connected");
            stage.remove("changed"); // and what comes later is heard of as ever
            awaitOutcome("changed.example.com", "404");
            stopAsking();
        }
    }

    /** An Ingress that has its name from its host, its Service and its Secret too, and serves in the clear as well. */
    private static String route(String name) {
        return IngressManifest.of(name, name + ".example.com", name)
                .annotated("ssl-redirect", "false")
                .withTls(name)
                .yaml();
    }

    private String service(String name, String endpoint) {
        return """
                apiVersion: v1
                kind: Service
                metadata: {name: %s}
                spec: {ports: [{name: http, port: 8080}]}
                ---
                """.formatted(name)
                + Stage.slice("default", name, 1, stage.endpointsOf(endpoint).get(0)) + "---\n";
    }

    private void startAfter(ApiServer followed) {
        String token = cluster.token("ingress4j", "ingress4j", 3600);
        stage.startThrough(
                List.of(),
                "--kubernetes",
                "--kubeconfig",
                followed.kubeconfig(token).toString());
    }

    private String certificate(String host) throws Exception {
        try (Client client = stage.https(host)) {
            return TestSecret.pem(client.certificate());
        }
    }

    private void awaitCertificate(String host, String expected) {
        await(host)
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(certificate(host)).isEqualTo(expected));
    }

    @Test
    void etcdIsKilled() throws Exception {
        stage.start();
        askWithoutPause();

        cluster.killEtcd();

        askers.awaitMoreAnswers();
        assertAsBefore();

        cluster.startEtcd();
        cluster.apiServer().awaitReady();
        change();

        awaitChange();
        stopAsking();
    }

    @Test
    void bothAreKilledAtOnce() throws Exception {
        stage.start();
        askWithoutPause();

        cluster.apiServer().kill();
        cluster.killEtcd();

        askers.awaitMoreAnswers();
        assertAsBefore();

        cluster.startEtcd();
        cluster.apiServer().start();
        change();

        awaitChange();
        stopAsking();
    }

    @Test
    void theTokenExpiresAndIsRenewedInItsFile() throws Exception {
        String first = cluster.shortToken("ingress4j", "ingress4j", 25);
        Path token = stage.scratch().resolve("token");
        Files.writeString(token, first);
        startAsPod(token);
        askWithoutPause();

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertIsRefused(first));
        cluster.apiServer().kill();
        cluster.apiServer().start();
        change();

        awaitReady("Ingress: synced, not connected"); // whoever connects again is refused
        askers.awaitMoreAnswers();
        assertAsBefore();

        Path renewed =
                Files.writeString(stage.scratch().resolve("renewed"), cluster.token("ingress4j", "ingress4j", 600));
        Files.move(renewed, token, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        awaitChange();
        awaitReady("Ingress: synced, connected");
        stopAsking();
    }

    private void assertIsRefused(String token) {
        try (KubernetesClient client = cluster.client(token)) {
            assertThatThrownBy(() -> client.services().inAnyNamespace().list())
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class,
                            refusal -> assertThat(refusal.getCode()).isEqualTo(401));
        }
    }

    /** Starts the jar with what a Pod has to reach the API server: two variables, and a token in a file. */
    private void startAsPod(Path token) {
        URI server = URI.create(cluster.apiServer().url());
        stage.startThrough(
                List.of(
                        "env",
                        "-u",
                        "KUBECONFIG",
                        "HOME=" + stage.scratch(),
                        "KUBERNETES_SERVICE_HOST=" + server.getHost(),
                        "KUBERNETES_SERVICE_PORT=" + server.getPort(),
                        "KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN=" + token,
                        "KUBERNETES_CERTS_CA_FILE=" + cluster.apiServer().authority()),
                "--kubernetes");
    }
}
