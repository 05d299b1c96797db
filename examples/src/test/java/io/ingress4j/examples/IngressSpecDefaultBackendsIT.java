package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 3 of the Ingress specification, default backends and resource backends, over sockets. */
@DisplayName("Ingress specification §3, default backends")
final class IngressSpecDefaultBackendsIT {
    private static final String RULES = """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: plain}
            spec:
              rules:
                - host: plain.example.com
                  http:
                    paths:
                      - {path: /app, pathType: Prefix, backend: {service: {name: app, port: {number: 8080}}}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: with-default}
            spec:
              defaultBackend: {service: {name: own-default, port: {number: 8080}}}
              rules:
                - host: with-default.example.com
                  http:
                    paths:
                      - {path: /app, pathType: Prefix, backend: {service: {name: app, port: {number: 8080}}}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: hostless}
            spec:
              rules:
                - http:
                    paths:
                      - {path: /hostless, pathType: Prefix, backend: {service: {name: hostless, port: {number: 8080}}}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: bad-backends}
            spec:
              rules:
                - host: bad-backends.example.com
                  http:
                    paths:
                      - path: /resource
                        pathType: Prefix
                        backend: {resource: {apiGroup: k8s.example.com, kind: StorageBucket, name: assets}}
                      - path: /app
                        pathType: Prefix
                        backend: {service: {name: app, port: {number: 8080}}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: two-backends-at-once}
            spec:
              rules:
                - host: two-backends.example.com
                  http:
                    paths:
                      - path: /both
                        pathType: Prefix
                        backend:
                          service: {name: app, port: {number: 8080}}
                          resource: {apiGroup: k8s.example.com, kind: StorageBucket, name: assets}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: two-ports-at-once}
            spec:
              rules:
                - host: two-ports.example.com
                  http:
                    paths:
                      - path: /both
                        pathType: Prefix
                        backend: {service: {name: app, port: {number: 8080, name: http}}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: nothing-at-all}
            spec: {}
            """;

    private static final String CATCH_ALL = """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: catch-all}
            spec:
              defaultBackend: {service: {name: catch-all, port: {name: http}}}
            """;

    private static final String[] REFUSED = {"two-backends-at-once", "two-ports-at-once", "nothing-at-all"};

    private static Stage stage;
    private static Stage withCatchAll;

    @BeforeAll
    static void start() throws Exception {
        stage = Stage.open()
                .services("app", "own-default", "hostless")
                .manifest("rules", RULES)
                .refusedByTheApiServer(REFUSED);
        stage.start();
        withCatchAll = Stage.open()
                .services("app", "own-default", "hostless", "catch-all")
                .manifest("rules", RULES)
                .manifest("catch-all", CATCH_ALL)
                .refusedByTheApiServer(REFUSED);
        withCatchAll.start();
    }

    @AfterAll
    static void stop() throws Exception {
        stage.close();
        withCatchAll.close();
    }

    @ParameterizedTest(name = "§3 no default backend: {0}{1} -> 404")
    @CsvSource({"plain.example.com, /", "plain.example.com, /other", "unknown.example.com, /app", "127.0.0.1, /"})
    void whatNoRuleMatchesIsNotFound(String host, String target) throws Exception {
        assertThat(stage.outcome(host, target)).isEqualTo("404");
    }

    @ParameterizedTest(name = "§3 an Ingress without rules: {0} for every host")
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    void anIngressWithoutRulesTakesAllHostsAndMethods(String method) throws Exception {
        for (String host : new String[] {"unknown.example.com", "localhost", "127.0.0.1", "[::1]:80"}) {
            try (Client client = withCatchAll.http()) {
                Answer answer = client.send(method, host, "/any/path");

                assertThat(answer.outcome()).isEqualTo("catch-all");
                assertThat(answer.reported("method")).isEqualTo(method);
            }
        }
    }

    @ParameterizedTest(name = "§3 a rule comes before the default backend: {0}{1} -> {2}")
    @CsvSource({
        "plain.example.com, /app, app",
        "with-default.example.com, /app, app",
        "unknown.example.com, /hostless, hostless",
        "unknown.example.com, /, catch-all",
    })
    void rulesComeBeforeTheDefaultBackend(String host, String target, String expected) throws Exception {
        assertThat(withCatchAll.outcome(host, target)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§3, §11.6 rules and a default backend: {0}{1} -> {2}")
    @CsvSource({
        "with-default.example.com, /app/x, app",
        "with-default.example.com, /other, own-default",
        "unknown.example.com, /other, 404",
        "plain.example.com, /other, 404",
    })
    void aDefaultBackendBesideRulesTakesTheUnmatchedPathsOfItsHosts(String host, String target, String expected)
            throws Exception {
        assertThat(stage.outcome(host, target)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§3, §11.8 a resource as backend: {0} -> {1}")
    @CsvSource({"/resource, 404", "/resource/x, 404", "/app, app"})
    void aResourceBackendIsNotFoundAndTheOtherPathsAreServed(String target, String expected) throws Exception {
        assertThat(stage.outcome("bad-backends.example.com", target)).isEqualTo(expected);
    }

    @Test
    @DisplayName("§3 a backend is a service or a resource, never both")
    void aServiceAndAResourceAtOnceAreNoBackend() throws Exception {
        assertThat(stage.outcome("two-backends.example.com", "/both")).isNotEqualTo("app");
        assertThat(stage.complaints()).contains("two-backends-at-once");
    }

    @Test
    @DisplayName("§3 a service has a port number or a port name, exactly one")
    void aPortNumberAndAPortNameAtOnceAreNoBackend() throws Exception {
        assertThat(stage.outcome("two-ports.example.com", "/both")).isNotEqualTo("app");
        assertThat(stage.complaints()).contains("two-ports-at-once");
    }

    @Test
    @DisplayName("§3 without rules a default backend is required")
    void anIngressWithNeitherRulesNorDefaultBackendIsReported() throws Exception {
        assertThat(stage.complaints()).contains("nothing-at-all");
    }
}
