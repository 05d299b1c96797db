package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The 25 scenarios of the official Ingress conformance suite (kubernetes-sigs/ingress-controller-conformance), one nested
 * class for each of its feature files, in their order and with their hosts, paths and Services. Its steps on
 * {@code status} concern a source that talks to a cluster.
 */
@DisplayName("Ingress conformance suite")
final class ConformanceIT {
    private static final int LOOPS = Runtime.getRuntime().availableProcessors();

    @Nested
    @DisplayName("default_backend.feature")
    final class DefaultBackend {
        private static Stage stage;

        @BeforeAll
        static void start() throws Exception {
            stage = Stage.open().services("echo-service").manifest("default-backend", """
                    apiVersion: networking.k8s.io/v1
                    kind: Ingress
                    metadata: {name: default-backend}
                    spec:
                      defaultBackend: {service: {name: echo-service, port: {number: 8080}}}
                    """);
            stage.start();
        }

        @AfterAll
        static void stop() throws Exception {
            stage.close();
        }

        @ParameterizedTest(name = "scenario 1: {0} of path \"{2}\" on host \"{1}\"")
        @CsvSource({
            "GET, my-host, ''",
            "GET, my-host, sub-path",
            "POST, some-host, ''",
            "PUT, '', resource",
            "DELETE, some-host, resource",
            "PATCH, my-host, resource"
        })
        void anIngressWithoutRulesTakesEveryRequest(String method, String host, String path) throws Exception {
            // The suite's client names the address it connects to where a row has no host.
            String authority = host.isEmpty() ? "127.0.0.1:" + stage.httpPort() : host;
            try (Client client = stage.http()) {
                Answer answer = client.send(method, authority, "/" + path, "User-Agent: Go-http-client/1.1");

                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.protocol()).isEqualTo("HTTP/1.1");
                assertThat(List.of("Content-Length", "Content-Type", "Date", "Server"))
                        .allSatisfy(
                                name -> assertThat(answer.field(name)).as(name).isNotEmpty());
                assertThat(answer.service()).isEqualTo("echo-service");
                assertThat(answer.reported("method")).isEqualTo(method);
                assertThat(answer.reported("target")).isEqualTo("/" + path);
                assertThat(answer.reported("protocol")).isEqualTo("HTTP/1.1");
                assertThat(answer.forwarded("User-Agent")).isEqualTo("Go-http-client/1.1");
            }
        }
    }

    /** As the suite's client does, these follow a redirect to where it leads: hosts with TLS have one by default. */
    @Nested
    @DisplayName("host_rules.feature")
    final class HostRules {
        private static Stage stage;
        private static TestSecret secret;

        @BeforeAll
        static void start() throws Exception {
            stage = Stage.open().services("wildcard-foo-com", "foo-bar-com");
            secret = TestSecret.rsa(stage.scratch(), "conformance", "foo.bar.com");
            stage.manifest("conformance-tls", secret.manifest("default", "conformance-tls"));
            stage.manifest("host-rules", """
                    apiVersion: networking.k8s.io/v1
                    kind: Ingress
                    metadata: {name: host-rules}
                    spec:
                      tls: [{hosts: [foo.bar.com], secretName: conformance-tls}]
                      rules:
                        - host: "*.foo.com"
                          http:
                            paths:
                              - path: /
                                pathType: Prefix
                                backend: {service: {name: wildcard-foo-com, port: {number: 8080}}}
                        - host: foo.bar.com
                          http:
                            paths:
                              - path: /
                                pathType: Prefix
                                backend: {service: {name: foo-bar-com, port: {name: http}}}
                    """);
            stage.start();
        }

        @AfterAll
        static void stop() throws Exception {
            stage.close();
        }

        @Test
        @DisplayName("scenario 1: TLS for foo.bar.com, with its certificate")
        void tlsTrafficReachesTheServiceOfTheHost() throws Exception {
            try (Client client = stage.https("foo.bar.com")) {
                Answer answer = client.get("foo.bar.com", "/");

                assertThat(TestSecret.pem(client.certificate())).isEqualTo(secret.certificate());
                assertThat(client.certificate().getSubjectAlternativeNames())
                        .anySatisfy(name -> assertThat(name.get(1)).isEqualTo("foo.bar.com"));
                assertThat(answer.outcome()).isEqualTo("foo-bar-com");
                assertThat(answer.forwarded("Host")).isEqualTo("foo.bar.com");
            }
        }

        @Test
        @DisplayName("scenario 2: http://foo.bar.com, which may lead to its TLS")
        void trafficInTheClearReachesTheServiceOfTheHost() throws Exception {
            Answer answer = stage.follow("foo.bar.com", "/");

            assertThat(answer.outcome()).isEqualTo("foo-bar-com");
            assertThat(answer.forwarded("Host")).isEqualTo("foo.bar.com");
        }

        @Test
        @DisplayName("scenario 3: foo.bar.com does not take subdomain.bar.com")
        void anotherHostIsNotFound() throws Exception {
            assertThat(stage.follow("subdomain.bar.com", "/").status()).isEqualTo(404);
        }

        @Test
        @DisplayName("scenario 4: *.foo.com takes bar.foo.com")
        void aWildcardTakesOneLabel() throws Exception {
            Answer answer = stage.follow("bar.foo.com", "/");

            assertThat(answer.outcome()).isEqualTo("wildcard-foo-com");
            assertThat(answer.forwarded("Host")).isEqualTo("bar.foo.com");
        }

        @Test
        @DisplayName("scenario 5: *.foo.com does not take baz.bar.foo.com")
        void aWildcardDoesNotTakeTwoLabels() throws Exception {
            assertThat(stage.follow("baz.bar.foo.com", "/").status()).isEqualTo(404);
        }

        @Test
        @DisplayName("scenario 6: *.foo.com does not take foo.com")
        void aWildcardDoesNotTakeNoLabel() throws Exception {
            assertThat(stage.follow("foo.com", "/").status()).isEqualTo(404);
        }
    }

    @Nested
    @DisplayName("host_rules.feature, with redirects to HTTPS switched off")
    final class HostRulesInTheClear {

        @Test
        @DisplayName("scenario 2: http://foo.bar.com, without a redirect")
        void trafficInTheClearReachesTheServiceOfTheHost() throws Exception {
            try (Stage stage = Stage.open().services("foo-bar-com")) {
                TestSecret secret = TestSecret.ec(stage.scratch(), "conformance", "foo.bar.com");
                stage.manifest("conformance-tls", secret.manifest("default", "conformance-tls"));
                stage.manifest("settings", """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: settings}
                        data: {ssl-redirect: "false"}
                        """);
                stage.manifest("host-rules", """
                        apiVersion: networking.k8s.io/v1
                        kind: Ingress
                        metadata: {name: host-rules}
                        spec:
                          tls: [{hosts: [foo.bar.com], secretName: conformance-tls}]
                          rules:
                            - host: foo.bar.com
                              http:
                                paths:
                                  - path: /
                                    pathType: Prefix
                                    backend: {service: {name: foo-bar-com, port: {name: http}}}
                        """);
                stage.start("--configmap", "default/settings");

                Answer answer = stage.get("foo.bar.com", "/");

                assertThat(answer.outcome()).isEqualTo("foo-bar-com");
                assertThat(answer.forwarded("Host")).isEqualTo("foo.bar.com");
            }
        }
    }

    @Nested
    @DisplayName("ingress_class.feature")
    final class IngressClassRule {

        @Test
        @DisplayName("scenario 1: an Ingress of an unknown class gets no traffic")
        void anIngressOfAnUnknownClassIsNotServed() throws Exception {
            try (Stage stage = Stage.open().services("ingress-class-prefix", "of-no-class")) {
                stage.manifest("test-ingress-class", """
                        apiVersion: networking.k8s.io/v1
                        kind: Ingress
                        metadata: {name: test-ingress-class}
                        spec:
                          ingressClassName: some-invalid-class-name
                          rules:
                            - host: ingress-class
                              http:
                                paths:
                                  - path: /
                                    pathType: Prefix
                                    backend: {service: {name: ingress-class-prefix, port: {number: 8080}}}
                        ---
                        apiVersion: networking.k8s.io/v1
                        kind: Ingress
                        metadata: {name: of-no-class}
                        spec:
                          rules:
                            - host: of-no-class
                              http:
                                paths:
                                  - path: /
                                    pathType: Prefix
                                    backend: {service: {name: of-no-class, port: {number: 8080}}}
                        """);
                stage.start();

                assertThat(stage.outcome("of-no-class", "/")).isEqualTo("of-no-class");
                assertThat(stage.outcome("ingress-class", "/")).isEqualTo("404");
                assertThat(stage.endpointsOf("ingress-class-prefix"))
                        .allSatisfy(endpoint -> assertThat(endpoint.requests()).isZero());
            }
        }
    }

    @Nested
    @DisplayName("load_balancing.feature")
    final class LoadBalancing {

        @Test
        @DisplayName("scenario 1: 100 requests reach all 10 endpoints, each about as often")
        void requestsAreSpreadOverAllEndpoints() throws Exception {
            try (Stage stage = Stage.open().service("default", "echo-service", 10)) {
                stage.manifest("load-balancing", """
                        apiVersion: networking.k8s.io/v1
                        kind: Ingress
                        metadata: {name: load-balancing}
                        spec:
                          defaultBackend: {service: {name: echo-service, port: {number: 8080}}}
                        """);
                stage.start();

                for (int i = 0; i < 100; i++) {
                    assertThat(stage.outcome("load-balancing", "/")).isEqualTo("echo-service");
                }

                // Every event loop goes round on its own, so each adds a difference of one at most.
                assertThat(stage.endpointsOf("echo-service"))
                        .hasSize(10)
                        .allSatisfy(endpoint ->
                                assertThat(endpoint.requests()).isBetween(Math.max(1, 10 - LOOPS), 10 + LOOPS));
            }
        }
    }

    @Nested
    @DisplayName("path_rules.feature")
    final class PathRules {
        private static Stage stage;

        @BeforeAll
        static void start() throws Exception {
            stage = Stage.open()
                    .services(
                            "foo-exact",
                            "foo-prefix",
                            "aaa-slash-bbb-prefix",
                            "aaa-prefix",
                            "aaa-slash-bbb-slash-prefix",
                            "foo-slash-exact");
            stage.manifest("path-rules", """
                    apiVersion: networking.k8s.io/v1
                    kind: Ingress
                    metadata: {name: path-rules}
                    spec:
                      rules:
                        - host: exact-path-rules
                          http:
                            paths:
                              - path: /foo
                                pathType: Exact
                                backend: {service: {name: foo-exact, port: {number: 8080}}}
                        - host: prefix-path-rules
                          http:
                            paths:
                              - path: /foo
                                pathType: Prefix
                                backend: {service: {name: foo-prefix, port: {number: 8080}}}
                              - path: /aaa/bbb
                                pathType: Prefix
                                backend: {service: {name: aaa-slash-bbb-prefix, port: {number: 8080}}}
                              - path: /aaa
                                pathType: Prefix
                                backend: {service: {name: aaa-prefix, port: {number: 8080}}}
                        - host: mixed-path-rules
                          http:
                            paths:
                              - path: /foo
                                pathType: Prefix
                                backend: {service: {name: foo-prefix, port: {number: 8080}}}
                              - path: /foo
                                pathType: Exact
                                backend: {service: {name: foo-exact, port: {number: 8080}}}
                        - host: trailing-slash-path-rules
                          http:
                            paths:
                              - path: /aaa/bbb/
                                pathType: Prefix
                                backend: {service: {name: aaa-slash-bbb-slash-prefix, port: {number: 8080}}}
                              - path: /foo/
                                pathType: Exact
                                backend: {service: {name: foo-slash-exact, port: {number: 8080}}}
                    """);
            stage.start();
        }

        @AfterAll
        static void stop() throws Exception {
            stage.close();
        }

        @ParameterizedTest(name = "scenario {0}: {4}")
        @CsvSource({
            " 1, exact-path-rules,          /foo,         foo-exact,                  exact /foo takes /foo",
            " 2, exact-path-rules,          /foo/,        404,                        exact /foo does not take /foo/",
            " 3, exact-path-rules,          /FOO,         404,                        exact /foo does not take /FOO",
            " 4, exact-path-rules,          /bar,         404,                        exact /foo does not take /bar",
            " 5, prefix-path-rules,         /foo,         foo-prefix,                 prefix /foo takes /foo",
            " 6, prefix-path-rules,         /foo/,        foo-prefix,                 prefix /foo takes /foo/",
            " 7, prefix-path-rules,         /FOO,         404,                        prefix /foo does not take /FOO",
            " 8, prefix-path-rules,         /aaa/bbb,     aaa-slash-bbb-prefix,       the longest of two takes /aaa/bbb",
            " 9, prefix-path-rules,         /aaa/bbb/ccc, aaa-slash-bbb-prefix,       the longest of two takes /aaa/bbb/ccc",
            "10, prefix-path-rules,         /aaa/ccc,     aaa-prefix,                 prefix /aaa takes /aaa/ccc",
            "11, prefix-path-rules,         /aaaccc,      404,                        prefix /aaa does not take /aaaccc",
            "12, prefix-path-rules,         /foo/,        foo-prefix,                 prefix /foo takes /foo/ (as scenario 6)",
            "13, mixed-path-rules,          /foo,         foo-exact,                  exact comes before prefix",
            "14, trailing-slash-path-rules, /aaa/bbb,     aaa-slash-bbb-slash-prefix, prefix /aaa/bbb/ takes /aaa/bbb",
            "15, trailing-slash-path-rules, /aaa/bbb/,    aaa-slash-bbb-slash-prefix, prefix /aaa/bbb/ takes /aaa/bbb/",
            "16, trailing-slash-path-rules, /foo,         404,                        exact /foo/ does not take /foo",
        })
        void thePathDecides(int scenario, String host, String target, String expected, String rule) throws Exception {
            Answer answer = stage.get(host, target);

            assertThat(answer.outcome()).as("scenario %d: %s", scenario, rule).isEqualTo(expected);
            if (answer.status() == 200) {
                assertThat(answer.reported("target")).isEqualTo(target);
            }
        }
    }
}
