package io.ingress4j.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.IngressBackend;
import io.ingress4j.model.Located;
import io.ingress4j.model.PathType;
import io.ingress4j.model.Secret;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ManifestsTest {
    private static final String HEAD = """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: a, namespace: shop}
            spec:
              rules:
            """;

    private static final String BACKEND = "{service: {name: s, port: {number: 80}}}";

    private static Ingress only(String text) {
        Manifests.Content content = Manifests.read(text, "f.yaml");
        assertThat(content.objects()).hasSize(1);
        return (Ingress) content.objects().get(0).resource();
    }

    @Test
    void section9ABetaIngressIsUpgraded() {
        Ingress ingress = only("""
                apiVersion: extensions/v1beta1
                kind: Ingress
                metadata: {name: a}
                spec:
                  backend: {serviceName: fallback, servicePort: http}
                  rules:
                    - http:
                        paths:
                          - backend: {serviceName: s, servicePort: 80}
                """);

        assertThat(ingress.key()).hasToString("default/a");
        assertThat(ingress.defaultBackend()).get().hasToString("ServiceBackend[service=fallback, port=http]");
        var path = ingress.rules().get(0).paths().get(0);
        assertThat(path.type()).isEqualTo(PathType.IMPLEMENTATION_SPECIFIC);
        assertThat(((IngressBackend.ServiceBackend) path.backend()).port()).hasToString("80");
    }

    @Test
    void anchorsAndMergeKeysAreResolved() {
        Ingress ingress = only(HEAD + """
                    - host: a.com
                      http: &http
                        paths:
                          - &path {path: /a, pathType: Prefix, backend: {service: {name: s, port: {number: 80}}}}
                          - <<: *path
                            path: /b
                    - host: b.com
                      http: *http
                """);

        assertThat(ingress.rules()).hasSize(2);
        assertThat(ingress.rules().get(1).paths()).extracting("path").containsExactly("/a", "/b");
    }

    @Test
    void aByteOrderMarkAndWindowsLineEndsAreNoMatter() {
        String text = "\uFEFF" + HEAD.replace("\n", "\r\n") + "    - host: a.com\r\n---\r\n---\r\n# nothing\r\n";

        Manifests.Content content = Manifests.read(text.getBytes(StandardCharsets.UTF_8), "f.yaml");

        assertThat(content.objects()).hasSize(1);
        assertThat(content.diagnostics()).isEmpty();
    }

    @Test
    void aDiagnosticNamesFileLineObjectFieldValueAndWhatWasExpected() {
        Manifests.Content content = Manifests.read(
                "# first\n---\n" + HEAD
                        + "    - host: a.com\n      http:\n        paths:\n"
                        + "          - {path: no-slash, pathType: Prefix, backend: " + BACKEND + "}\n"
                        + "          - {path: /good, pathType: Prefix, backend: " + BACKEND + "}\n",
                "f.yaml");

        assertThat(content.objects()).hasSize(1);
        assertThat(content.diagnostics())
                .singleElement()
                .asString()
                .startsWith(
                        "f.yaml:11: error: invalid-path: Ingress shop/a: spec.rules[0].http.paths[0].path: \"no-slash\"")
                .contains("begins with /");
    }

    @ParameterizedTest
    @CsvSource({
        "Prefix, //a",
        "Prefix, /a/./b",
        "Exact, /a/../b",
        "Prefix, /a%2Fb",
        "Prefix, /a/..",
        "Prefix, a",
        "Nonsense, /a"
    })
    void section23AnInvalidPathIsLeftOutAndReported(String type, String path) {
        String good = "{path: /ok, pathType: Prefix, backend: {service: {name: s, port: {number: 80}}}}";
        Manifests.Content content = Manifests.read(
                HEAD + "    - http: {paths: [" + good + ", {path: '" + path + "', pathType: " + type
                        + ", backend: {service: {name: s, port: {number: 80}}}}]}\n",
                "f.yaml");

        assertThat(((Ingress) content.objects().get(0).resource())
                        .rules()
                        .get(0)
                        .paths())
                .extracting("path")
                .containsExactly("/ok");
        assertThat(content.diagnostics())
                .singleElement()
                .extracting(Diagnostic::severity)
                .isEqualTo(Diagnostic.Severity.ERROR);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1", "a_b.com", "'*'", "a.*.com", "a.com:80", "a..com", "a.com."})
    void section1AnInvalidHostLeavesOutItsRule(String host) {
        Manifests.Content content = Manifests.read(HEAD + "    - host: '" + host + "'\n", "f.yaml");

        assertThat(content.diagnostics()).extracting(Diagnostic::code).contains("invalid-host");
    }

    @Test
    void aFewAliasesCannotBecomeAFlood() {
        var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i))
                    .append(("*a" + (i - 1) + ",").repeat(10))
                    .append("]\n");
        }

        Manifests.Content content = Manifests.read(bomb + "---\n" + HEAD + "    - host: a.com\n", "f.yaml");

        assertThat(content.unreadableDocuments()).isEqualTo(1);
        assertThat(content.objects()).hasSize(1);
    }

    @Test
    void anObjectThatContainsItselfIsRefused() {
        assertThat(Manifests.read("a: &a {b: *a}\n", "f.yaml").unreadableDocuments())
                .isEqualTo(1);
    }

    @Test
    void noDiagnosticShowsWhatStandsInASecret() {
        Manifests.Content content = Manifests.read(
                "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {k: '!!!'}\nstringData: {p: 12345}\n",
                "f.yaml");

        Located secret = content.objects().get(0);
        assertThat(new String(((Secret) secret.resource()).value("p"), StandardCharsets.UTF_8))
                .isEqualTo("12345");
        assertThat(content.diagnostics())
                .isNotEmpty()
                .allSatisfy(d -> assertThat(d.toString()).doesNotContain("12345"));
    }
}
