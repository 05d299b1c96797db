package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ingress4j.source.k8s.cluster.IngressManifest;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Objects of every kind that is watched, created, changed and deleted in a real cluster while requests are answered. */
final class LiveChangesClusterIT {
    private static Stage stage;

    @BeforeAll
    static void start() throws Exception {
        stage = Stage.openInCluster().services("one", "two");
        stage.start("--configmap", "default/settings", "--without-class", "ignore");
    }

    @AfterAll
    static void stop() throws Exception {
        if (stage != null) {
            stage.close();
        }
    }

    private static void awaitOutcome(String host, String expected) {
        await(host)
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(stage.outcome(host, "/")).isEqualTo(expected));
    }

    @Test
    void anIngress() throws Exception {
        assertThat(stage.outcome("ingress.example.com", "/")).isEqualTo("404");

        stage.manifest(
                "ingress",
                IngressManifest.of("live", "ingress.example.com", "one").yaml());
        awaitOutcome("ingress.example.com", "one");

        stage.manifest(
                "ingress",
                IngressManifest.of("live", "ingress.example.com", "two").yaml());
        awaitOutcome("ingress.example.com", "two");

        stage.manifest(
                "ingress",
                IngressManifest.of("live", "moved.example.com", "two").yaml());
        awaitOutcome("moved.example.com", "two");
        awaitOutcome("ingress.example.com", "404");

        stage.remove("ingress");
        awaitOutcome("moved.example.com", "404");
    }

    @Test
    void anIngressClass() throws Exception {
        stage.manifest(
                "of-class",
                IngressManifest.of("of-class", "class.example.com", "one")
                                .ofClass("extra")
                                .yaml()
                        + IngressManifest.of("of-none", "no-class.example.com", "one")
                                .ofClass("")
                                .yaml());
        stage.manifest(
                "beside",
                IngressManifest.of("beside", "beside.example.com", "one").yaml());
        awaitOutcome("beside.example.com", "one");
        assertThat(stage.outcome("class.example.com", "/")).isEqualTo("404");

        stage.manifest("class", ingressClass("false"));
        awaitOutcome("class.example.com", "one");
        assertThat(stage.outcome("no-class.example.com", "/")).isEqualTo("404");

        stage.manifest("class", ingressClass("true"));
        awaitOutcome("no-class.example.com", "one");

        stage.remove("class");
        awaitOutcome("class.example.com", "404");
        awaitOutcome("no-class.example.com", "404");
    }

    private static String ingressClass(String isDefault) {
        return """
                apiVersion: networking.k8s.io/v1
                kind: IngressClass
                metadata:
                  name: extra
                  annotations: {ingressclass.kubernetes.io/is-default-class: "%s"}
                spec: {controller: ingress4j.io/ingress-controller}
                """.formatted(isDefault);
    }

    @Test
    void aService() throws Exception {
        stage.manifest(
                "of-service",
                IngressManifest.of("of-service", "service.example.com", "late").yaml());
        stage.manifest("late-slice", Stage.slice("default", "late", 1, stage.backend("late")));
        awaitOutcome("service.example.com", "503");

        stage.manifest("late", service("http"));
        awaitOutcome("service.example.com", "late");

        stage.manifest("late", service("web")); // no longer the name that the Ingress has
        awaitOutcome("service.example.com", "503");

        stage.manifest("late", service("http"));
        awaitOutcome("service.example.com", "late");

        stage.remove("late");
        awaitOutcome("service.example.com", "503");
    }

    private static String service(String port) {
        return """
                apiVersion: v1
                kind: Service
                metadata: {name: late}
                spec: {ports: [{name: %s, port: 80}]}
                """.formatted(port);
    }

    @Test
    void anEndpointSlice() throws Exception {
        Backend first = stage.backend("first");
        Backend second = stage.backend("second");
        stage.manifest(
                "of-slice",
                IngressManifest.of("of-slice", "slice.example.com", "sliced").yaml());
        stage.manifest("sliced", """
                apiVersion: v1
                kind: Service
                metadata: {name: sliced}
                spec: {ports: [{name: http, port: 80}]}
                """);
        awaitOutcome("slice.example.com", "503");

        stage.manifest("slice", Stage.slice("default", "sliced", 1, first));
        awaitOutcome("slice.example.com", "first");

        stage.manifest("slice", Stage.slice("default", "sliced", 1, second));
        awaitOutcome("slice.example.com", "second");

        stage.manifest(
                "slice",
                Stage.slice("default", "sliced", 1, second)
                        .replace("addresses:", "conditions: {ready: false}, addresses:"));
        awaitOutcome("slice.example.com", "503");

        stage.manifest("slice", Stage.slice("default", "sliced", 1, first));
        awaitOutcome("slice.example.com", "first");

        stage.remove("slice");
        awaitOutcome("slice.example.com", "503");
    }

    @Test
    void aSecret() throws Exception {
        TestSecret first = TestSecret.ec(stage.scratch(), "first", "secret.example.com");
        TestSecret second = TestSecret.ec(stage.scratch(), "second", "secret.example.com");
        stage.manifest(
                "of-secret",
                IngressManifest.of("of-secret", "secret.example.com", "one")
                        .withTls("kept")
                        .yaml());
        awaitOutcome("secret.example.com", "308");
        String byDefault = shown();
        assertThat(byDefault).isNotIn(first.certificate(), second.certificate());

        stage.manifest("secret", first.manifest("default", "kept"));
        awaitCertificate(first.certificate());

        stage.manifest("secret", second.manifest("default", "kept"));
        awaitCertificate(second.certificate());

        stage.remove("secret");
        awaitCertificate(byDefault);
    }

    private static String shown() throws Exception {
        try (Client client = stage.https("secret.example.com")) {
            return TestSecret.pem(client.certificate());
        }
    }

    private static void awaitCertificate(String expected) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(shown()).isEqualTo(expected));
    }

    @Test
    void aConfigMap() throws Exception {
        stage.manifest(
                "of-settings",
                IngressManifest.of("of-settings", "settings.example.com", "one")
                        .withTls()
                        .yaml());
        awaitOutcome("settings.example.com", "308");

        stage.manifest("settings", settings("false"));
        awaitOutcome("settings.example.com", "one");

        stage.manifest("settings", settings("true"));
        awaitOutcome("settings.example.com", "308");

        stage.manifest("settings", settings("false"));
        awaitOutcome("settings.example.com", "one");

        stage.remove("settings");
        awaitOutcome("settings.example.com", "308");
    }

    private static String settings(String redirect) {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings}
                data: {ssl-redirect: "%s"}
                """.formatted(redirect);
    }
}
