package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 5 of the Ingress specification, TLS, over sockets. */
@DisplayName("Ingress specification §5, TLS")
final class IngressSpecTlsIT {
    private static final String DEFAULT = "the default certificate";

    private static Stage stage;
    private static TestSecret one;
    private static TestSecret two;
    private static TestSecret wildcard;
    private static TestSecret foreign;
    private static TestSecret renewed;

    @BeforeAll
    static void start() throws Exception {
        stage = Stage.open().services("one", "two", "hostless");
        one = TestSecret.ec(stage.scratch(), "one", "one.example.com");
        two = TestSecret.rsa(stage.scratch(), "two", "two.example.com");
        wildcard = TestSecret.ec(stage.scratch(), "wildcard", "*.wild.example.com");
        foreign = TestSecret.ec(stage.scratch(), "foreign", "borrowed.example.com");
        renewed = TestSecret.ec(stage.scratch(), "renewed", "renewed.example.com");
        stage.manifest(
                "secrets",
                one.manifest("default", "one")
                        + "---\n" + two.manifest("default", "two")
                        + "---\n" + wildcard.manifest("default", "wildcard")
                        + "---\n" + foreign.manifest("elsewhere", "borrowed"));
        stage.manifest("ingresses", """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata:
                  name: two-hosts
                  annotations: {nginx.ingress.kubernetes.io/ssl-redirect: "false"}
                spec:
                  tls:
                    - {hosts: [one.example.com], secretName: one}
                    - {hosts: [two.example.com], secretName: two}
                    - {hosts: ["*.wild.example.com"], secretName: wildcard}
                  rules:
                    - host: one.example.com
                      http:
                        paths:
                          - {path: /, pathType: Prefix, backend: {service: {name: one, port: {number: 8080}}}}
                    - host: two.example.com
                      http:
                        paths:
                          - {path: /, pathType: Prefix, backend: {service: {name: two, port: {number: 8080}}}}
                    - host: "*.wild.example.com"
                      http:
                        paths:
                          - {path: /, pathType: Prefix, backend: {service: {name: one, port: {number: 8080}}}}
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata:
                  name: borrowed
                  annotations: {nginx.ingress.kubernetes.io/ssl-redirect: "false"}
                spec:
                  tls: [{hosts: [borrowed.example.com], secretName: borrowed}]
                  rules:
                    - host: borrowed.example.com
                      http:
                        paths:
                          - {path: /, pathType: Prefix, backend: {service: {name: one, port: {number: 8080}}}}
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: without-secret}
                spec:
                  tls: [{hosts: [without-secret.example.com]}]
                  rules:
                    - host: without-secret.example.com
                      http:
                        paths:
                          - {path: /, pathType: Prefix, backend: {service: {name: one, port: {number: 8080}}}}
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: hostless}
                spec:
                  tls: [{secretName: one}]
                  rules:
                    - http:
                        paths:
                          - path: /hostless
                            pathType: Prefix
                            backend: {service: {name: hostless, port: {number: 8080}}}
                """);
        stage.start();
    }

    @AfterAll
    static void stop() throws Exception {
        stage.close();
    }

    private static String shownFor(String serverName) throws Exception {
        try (Client client = stage.https(serverName)) {
            return nameOf(TestSecret.pem(client.certificate()));
        }
    }

    private static String nameOf(String certificate) {
        if (certificate.equals(one.certificate())) {
            return "one";
        }
        if (certificate.equals(two.certificate())) {
            return "two";
        }
        if (certificate.equals(wildcard.certificate())) {
            return "wildcard";
        }
        return certificate.equals(foreign.certificate()) ? "foreign" : DEFAULT;
    }

    @ParameterizedTest(name = "§5 one port, many certificates, by the server''s name: {0} -> {1}")
    @CsvSource({
        "one.example.com, one",
        "two.example.com, two",
        "a.wild.example.com, wildcard",
        "ONE.example.COM, one",
    })
    void theNameInTheHandshakeChoosesTheCertificate(String serverName, String expected) throws Exception {
        assertThat(shownFor(serverName)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§5 the default certificate for \"{0}\"")
    @ValueSource(strings = {"unknown.example.com", "a.b.wild.example.com", "wild.example.com", ""})
    void whoAsksForNoKnownNameGetsTheDefaultCertificate(String serverName) throws Exception {
        assertThat(shownFor(serverName)).isEqualTo(DEFAULT);
    }

    @ParameterizedTest(name = "§5, §11.11 handshake for {0}, Host {1}: certificate {2}, Service {3}")
    @CsvSource({
        "one.example.com, two.example.com, one, two",
        "two.example.com, one.example.com, two, one",
        "unknown.example.com, one.example.com, the default certificate, one",
        "one.example.com, unknown.example.com, one, 404",
    })
    void theHandshakeDecidesTheCertificateAndHostTheRoute(
            String serverName, String host, String certificate, String service) throws Exception {
        try (Client client = stage.https(serverName)) {
            assertThat(nameOf(TestSecret.pem(client.certificate()))).isEqualTo(certificate);
            assertThat(client.get(host, "/").outcome()).isEqualTo(service);
        }
    }

    @Test
    @DisplayName("§5 the Secret is in the Ingress's own namespace")
    void aSecretOfAnotherNamespaceIsNotShown() throws Exception {
        assertThat(shownFor("borrowed.example.com")).isEqualTo(DEFAULT);
        assertThat(stage.outcome("borrowed.example.com", "/")).isEqualTo("one");
    }

    @Test
    @DisplayName("§5 without secretName a host has TLS with the default certificate")
    void aHostWithoutSecretHasTlsWithTheDefaultCertificate() throws Exception {
        try (Client client = stage.https("without-secret.example.com")) {
            assertThat(nameOf(TestSecret.pem(client.certificate()))).isEqualTo(DEFAULT);
            assertThat(client.get("without-secret.example.com", "/").outcome()).isEqualTo("one");
        }
    }

    @Test
    @DisplayName("§5 TLS does not apply to the rule without host")
    void tlsDoesNotApplyToTheRuleWithoutHost() throws Exception {
        assertThat(stage.outcome("any.example.org", "/hostless")).isEqualTo("hostless");
        assertThat(shownFor("any.example.org")).isEqualTo(DEFAULT);
    }

    @Test
    @DisplayName(
            "§5 tls.crt and tls.key: an absent, half or broken Secret shows the default certificate, and routes stay")
    void anUnusableSecretShowsTheDefaultCertificateUntilItIsMended() throws Exception {
        stage.manifest("mended", ingress("mended.example.com", "mended"));
        awaitOutcome("mended.example.com", "one");
        assertThat(shownFor("mended.example.com")).isEqualTo(DEFAULT);

        TestSecret good = TestSecret.ec(stage.scratch(), "mended", "mended.example.com");
        var mismatched = new TestSecret(good.certificate(), one.key());
        stage.manifest("mended-secret", mismatched.manifest("default", "mended"));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(stage.admin("/diagnostics").body()).contains("unusable-certificate"));
        assertThat(shownFor("mended.example.com")).isEqualTo(DEFAULT);
        assertThat(shownFor("one.example.com")).isEqualTo("one");

        stage.manifest("mended-secret", good.manifest("default", "mended"));
        awaitCertificate("mended.example.com", good);
        assertThat(stage.outcome("mended.example.com", "/")).isEqualTo("one");
    }

    @Test
    @DisplayName("§5 stringData counts as data")
    void stringDataCountsAsData() throws Exception {
        TestSecret own = TestSecret.ec(stage.scratch(), "strings", "strings.example.com");
        stage.manifest("strings-secret", own.manifestOfStrings("default", "own-strings"));
        stage.manifest("strings", ingress("strings.example.com", "own-strings"));

        awaitCertificate("strings.example.com", own);
    }

    @Test
    @DisplayName("§5 a changed Secret is used for new handshakes, and open connections live on")
    void aChangedSecretIsUsedForNewHandshakesAndOpenConnectionsLiveOn() throws Exception {
        TestSecret before = TestSecret.ec(stage.scratch(), "before", "renewed.example.com");
        stage.manifest("renewed-secret", before.manifest("default", "renewed"));
        stage.manifest("renewed", ingress("renewed.example.com", "renewed"));
        awaitCertificate("renewed.example.com", before);
        try (Client open = stage.https("renewed.example.com")) {
            assertThat(open.get("renewed.example.com", "/1").outcome()).isEqualTo("one");

            stage.manifest("renewed-secret", renewed.manifest("default", "renewed"));
            awaitCertificate("renewed.example.com", renewed);

            assertThat(open.get("renewed.example.com", "/2").outcome()).isEqualTo("one");
            assertThat(TestSecret.pem(open.certificate())).isEqualTo(before.certificate());

            stage.remove("renewed-secret");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(shownFor("renewed.example.com")).isEqualTo(DEFAULT));
            assertThat(open.get("renewed.example.com", "/3").outcome()).isEqualTo("one");
        }
    }

    private static void awaitOutcome(String host, String expected) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(stage.outcome(host, "/")).isEqualTo(expected));
    }

    private static void awaitCertificate(String host, TestSecret expected) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            try (Client client = stage.https(host)) {
                assertThat(TestSecret.pem(client.certificate())).isEqualTo(expected.certificate());
            }
        });
    }

    private static String ingress(String host, String secret) {
        return """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata:
                  name: i-%s
                  annotations: {nginx.ingress.kubernetes.io/ssl-redirect: "false"}
                spec:
                  tls: [{hosts: [%s], secretName: %s}]
                  rules:
                    - host: %s
                      http:
                        paths:
                          - {path: /, pathType: Prefix, backend: {service: {name: one, port: {number: 8080}}}}
                """.formatted(secret, host, secret, host);
    }
}
