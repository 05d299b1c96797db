package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 8 of the Ingress specification, merging, over sockets. */
@DisplayName("Ingress specification §8, merging")
final class IngressSpecMergingIT {
    private static Stage stage;

    @BeforeAll
    static void start() throws Exception {
        stage = Stage.open().services("one", "two", "three");
        stage.manifest("older", """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: older, creationTimestamp: "2024-01-01T00:00:00Z"}
                spec:
                  rules:
                    - host: shared.example.com
                      http:
                        paths:
                          - {path: /both, pathType: Prefix, backend: {service: {name: one, port: {number: 8080}}}}
                          - {path: /older, pathType: Prefix, backend: {service: {name: one, port: {number: 8080}}}}
                          - {path: /type, pathType: Prefix, backend: {service: {name: one, port: {number: 8080}}}}
                """);
        stage.awaitAnotherAge();
        stage.manifest("merging", """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: younger, creationTimestamp: "2024-02-01T00:00:00Z"}
                spec:
                  rules:
                    - host: shared.example.com
                      http:
                        paths:
                          - {path: /both, pathType: Prefix, backend: {service: {name: two, port: {number: 8080}}}}
                          - {path: /younger, pathType: Prefix, backend: {service: {name: two, port: {number: 8080}}}}
                          - {path: /type, pathType: Exact, backend: {service: {name: two, port: {number: 8080}}}}
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: foreign, creationTimestamp: "2023-01-01T00:00:00Z"}
                spec:
                  ingressClassName: somebody-else
                  defaultBackend: {service: {name: three, port: {number: 8080}}}
                  rules:
                    - host: shared.example.com
                      http:
                        paths:
                          - {path: /both, pathType: Prefix, backend: {service: {name: three, port: {number: 8080}}}}
                          - {path: /foreign, pathType: Prefix, backend: {service: {name: three, port: {number: 8080}}}}
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: twice}
                spec:
                  rules:
                    - host: twice.example.com
                      http:
                        paths:
                          - {path: /a, pathType: Prefix, backend: {service: {name: one, port: {number: 8080}}}}
                          - {path: /a, pathType: Prefix, backend: {service: {name: two, port: {number: 8080}}}}
                    - host: twice.example.com
                      http:
                        paths:
                          - {path: /a, pathType: Prefix, backend: {service: {name: three, port: {number: 8080}}}}
                          - {path: /b, pathType: Prefix, backend: {service: {name: three, port: {number: 8080}}}}
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata:
                  name: protected
                  annotations: {nginx.ingress.kubernetes.io/auth-url: "http://auth.example.com/"}
                spec:
                  rules:
                    - host: guarded.example.com
                      http:
                        paths:
                          - {path: /secret, pathType: Prefix, backend: {service: {name: one, port: {number: 8080}}}}
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: unprotected}
                spec:
                  rules:
                    - host: guarded.example.com
                      http:
                        paths:
                          - {path: /open, pathType: Prefix, backend: {service: {name: two, port: {number: 8080}}}}
                """);
        stage.manifest("broken", """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: broken}
                spec:
                  rules:
                    - host: shared.example.com
                      http:
                        paths:
                          - {path: nowhere, pathType: Prefix, backend: {service: {name: three, port: {number: 8080}}}}
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: beside-broken}
                spec:
                  rules:
                    - host: beside-broken.example.com
                      http:
                        paths:
                          - {path: /, pathType: Prefix, backend: {service: {name: one, port: {number: 8080}}}}
                """);
        stage.refusedByTheApiServer("broken");
        stage.start();
    }

    @AfterAll
    static void stop() throws Exception {
        stage.close();
    }

    @ParameterizedTest(name = "§8 one table of all Ingresses, the oldest first: {0}{1} -> {2}")
    @CsvSource({
        "shared.example.com, /older, one",
        "shared.example.com, /younger, two",
        "shared.example.com, /both, one",
        "shared.example.com, /type, two",
        "shared.example.com, /type/x, one",
        "twice.example.com, /a, one",
        "twice.example.com, /b, three",
    })
    void ingressesOfOneHostAreMerged(String host, String target, String expected) throws Exception {
        assertThat(stage.outcome(host, target)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§4, §8 an Ingress of another class adds nothing: {0} -> {1}")
    @CsvSource({"/both, one", "/foreign, 404", "/nowhere-else, 404"})
    void aForeignIngressAddsNothingToASharedHost(String target, String expected) throws Exception {
        assertThat(stage.outcome("shared.example.com", target)).isEqualTo(expected);
    }

    @ParameterizedTest(
            name = "§8 annotations are for the paths of their own Ingress, and access fails closed: {0} -> {1}")
    @CsvSource({"/secret, 503", "/secret/x, 503", "/open, two"})
    void accessFailsClosedForItsOwnPathsOnly(String target, String expected) throws Exception {
        assertThat(stage.outcome("guarded.example.com", target)).isEqualTo(expected);
    }

    @Test
    @DisplayName("§8, §11.13 an invalid Ingress is left out and reported, the others stay")
    void anInvalidIngressIsLeftOutAndReported() throws Exception {
        assertThat(stage.outcome("beside-broken.example.com", "/")).isEqualTo("one");
        assertThat(stage.outcome("shared.example.com", "/nowhere")).isEqualTo("404");
        assertThat(stage.complaints()).contains(Manifests.APPLIED ? "\"broken\" is invalid" : "default/broken");
    }

    @Test
    @DisplayName("§8 a path that lost to an older Ingress is reported")
    void aLostPathIsReported() throws Exception {
        assertThat(stage.admin("/diagnostics").body()).contains("duplicate-path", "default/younger");
    }
}
