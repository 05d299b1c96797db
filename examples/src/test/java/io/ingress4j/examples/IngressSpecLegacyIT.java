package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 9 of the Ingress specification, the legacy versions, over sockets; no API server has them any more. */
@DisplayName("Ingress specification §9, legacy versions")
final class IngressSpecLegacyIT {
    private static Stage stage;

    @BeforeAll
    static void start() throws Exception {
        stage = Stage.open().services("one", "two", "three");
        for (String version : new String[] {"networking.k8s.io/v1beta1", "extensions/v1beta1"}) {
            stage.manifest(version.substring(0, 4) + "-beta", legacy(version));
        }
        stage.start();
    }

    /** Hosts end in the first part of the group: {@code networking} or {@code extensions}. */
    private static String legacy(String version) {
        String group = version.startsWith("net") ? "networking" : "extensions";
        return """
                apiVersion: %2$s
                kind: Ingress
                metadata: {name: beta-%1$s, creationTimestamp: "2019-01-01T00:00:00Z"}
                spec:
                  backend: {serviceName: three, servicePort: 8080}
                  rules:
                    - host: ports.%1$s
                      http:
                        paths:
                          - {path: /number, backend: {serviceName: one, servicePort: 8080}}
                          - {path: /name, backend: {serviceName: two, servicePort: http}}
                          - {path: /digits, backend: {serviceName: one, servicePort: "8080"}}
                          - {backend: {serviceName: two, servicePort: 8080}, path: /exact, pathType: Exact}
                          - {backend: {serviceName: two, servicePort: 8080}, path: /prefix, pathType: Prefix}
                    - host: without-path.%1$s
                      http:
                        paths:
                          - {backend: {serviceName: one, servicePort: 8080}}
                    - host: "*.wild.%1$s"
                      http:
                        paths:
                          - {backend: {serviceName: one, servicePort: 8080}}
                    - host: resource.%1$s
                      http:
                        paths:
                          - {path: /resource, backend: {resource: {apiGroup: g, kind: Bucket, name: b}}}
                ---
                apiVersion: %2$s
                kind: Ingress
                metadata: {name: beta-class-%1$s}
                spec:
                  ingressClassName: somebody-else
                  rules:
                    - host: foreign.%1$s
                      http: {paths: [{backend: {serviceName: one, servicePort: 8080}}]}
                ---
                apiVersion: %2$s
                kind: Ingress
                metadata: {name: beta-tls-%1$s}
                spec:
                  tls: [{hosts: [tls.%1$s]}]
                  rules:
                    - host: tls.%1$s
                      http: {paths: [{backend: {serviceName: one, servicePort: 8080}}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: v1-beside-%1$s, creationTimestamp: "2024-01-01T00:00:00Z"}
                spec:
                  rules:
                    - host: ports.%1$s
                      http:
                        paths:
                          - {path: /v1, pathType: Prefix, backend: {service: {name: three, port: {number: 8080}}}}
                """.formatted(group, version);
    }

    @AfterAll
    static void stop() throws Exception {
        stage.close();
    }

    @ParameterizedTest(name = "§9 {0}/v1beta1: {1}.{0}{2} -> {3}")
    @CsvSource({
        "networking, ports, /number, one",
        "extensions, ports, /number, one",
        "networking, ports, /name, two",
        "extensions, ports, /name, two",
        "networking, ports, /digits, one",
        "extensions, ports, /digits, one",
        "networking, ports, /number/below, one",
        "extensions, ports, /number/below, one",
        "networking, ports, /exact, two",
        "extensions, ports, /exact, two",
        "networking, ports, /exact/below, three",
        "extensions, ports, /exact/below, three",
        "networking, ports, /prefix/below, two",
        "extensions, ports, /prefix/below, two",
        "networking, ports, /prefixed, three",
        "extensions, ports, /prefixed, three",
        "networking, ports, /v1, three",
        "extensions, ports, /v1, three",
        "networking, without-path, /any/path, one",
        "extensions, without-path, /any/path, one",
        "networking, a.wild, /, one",
        "extensions, a.wild, /, one",
        "networking, a.b.wild, /, 404",
        "extensions, a.b.wild, /, 404",
        "networking, resource, /resource, 404",
        "extensions, resource, /resource, 404",
        "networking, resource, /, three",
        "extensions, resource, /, three",
        "networking, foreign, /, 404",
        "extensions, foreign, /, 404",
    })
    void legacyVersionsMeanTheSame(String group, String host, String target, String expected) throws Exception {
        assertThat(stage.outcome(host + "." + group, target)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§9 {0}/v1beta1: tls")
    @CsvSource({"networking", "extensions"})
    void legacyVersionsHaveTls(String group) throws Exception {
        assertThat(stage.get("tls." + group, "/").status()).isEqualTo(308);
        assertThat(stage.follow("tls." + group, "/").outcome()).isEqualTo("one");
    }
}
