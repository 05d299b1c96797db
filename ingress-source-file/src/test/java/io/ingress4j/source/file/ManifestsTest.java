package io.ingress4j.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.ingress4j.model.ConfigMap;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.IngressBackend;
import io.ingress4j.model.Located;
import io.ingress4j.model.PathType;
import io.ingress4j.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    private static String ingress(String name) {
        return HEAD.replace("name: a", "name: " + name) + "    - host: a.com\n";
    }

    private static List<String> names(Manifests.Content content) {
        return content.objects().stream()
                .map(located -> located.resource().key().name())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ broken",
                "a: b: c",
                "\tkey: value",
                "key:\n\t- x",
                "a: *nowhere",
                "a: \"\\UFFFFFFFF\"",
                "a: \"\\q\"",
                "? [a, b]\n: c",
                "{{ .Values.ingress }}: x",
                "a: !ruby/object x",
                "a: !!javax.script.ScriptEngineManager [x]",
                "a: !!set {x, y}",
                "<<: text",
                "%YAML 9.9\n---\na: b",
                "\u0000\u0001",
                "a: &a [*a]",
                "- x\ny: z",
            })
    void aBrokenDocumentIsReportedAndItsNeighboursAreRead(String broken) {
        Manifests.Content content =
                Manifests.read(ingress("before") + "---\n" + broken + "\n---\n" + ingress("after"), "f.yaml");

        assertThat(names(content)).containsExactly("before", "after");
        assertThat(content.diagnostics()).anySatisfy(d -> {
            assertThat(d.code()).isEqualTo("invalid-yaml");
            assertThat(d.severity()).isEqualTo(Diagnostic.Severity.ERROR);
            assertThat(d.line()).isBetween(7, 11);
            assertThat(d.message()).startsWith("expected: YAML; ").doesNotContain("\n");
        });
        assertThat(content.unreadableDocuments()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@1---\n@2",
                "---\n@1---\n@2---\n",
                "@1--- # next\n@2",
                "@1---   \n@2",
                "@1---\n---\n\n---\n# nothing\n---\n@2",
                "@1...\n@2",
                "@1...\n---\n@2...\n",
                "%YAML 1.1\n---\n@1...\n%YAML 1.1\n---\n@2",
                "# x\n%YAML 1.2\n\n---\n@1---\n@2",
                "\uFEFF@1---\n@2",
                "\uFEFF---\n@1\uFEFF---\n@2",
                "@1---\n\uFEFF@2",
                "@1---\n~\n---\n@2"
            })
    void documentsAreToldApartByTheirMarkers(String layout) {
        String text = layout.replace("@1", ingress("one")).replace("@2", ingress("two"));

        Manifests.Content content = Manifests.read(text, "f.yaml");
        assertThat(names(content)).containsExactly("one", "two");
        assertThat(content.diagnostics()).isEmpty();

        Manifests.Content windows = Manifests.read(text.replace("\n", "\r\n"), "f.yaml");
        assertThat(names(windows)).containsExactly("one", "two");
        assertThat(windows.diagnostics()).isEmpty();

        assertThat(names(Manifests.read(text.replace('\n', '\r'), "f.yaml"))).containsExactly("one", "two");
    }

    @Test
    void linesCountFromTheTopOfTheFile() {
        String bad = ingress("b").replace("host: a.com", "host: a_b.com");
        Manifests.Content content = Manifests.read("%YAML 1.1\n---\n" + ingress("a") + "...\n---\n" + bad, "f.yaml");

        assertThat(content.objects())
                .extracting(located -> located.origin().line())
                .containsExactly(3);
        assertThat(content.diagnostics().get(0).line()).isEqualTo(16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\t", "  ", ""})
    void jsonMayBeIndentedByTabs(String indent) {
        String json = """
                {
                >"apiVersion": "v1", "kind": "ConfigMap",
                >"metadata": {"name":>"c"},
                >"data": {"tab": "a\\tb", "quote": "\\"\\/\\u0041"}
                }
                """.replace(">", indent);

        Manifests.Content content = Manifests.read(json, "f.json");

        assertThat(content.diagnostics()).isEmpty();
        assertThat(((ConfigMap) content.objects().get(0).resource()).data())
                .containsEntry("tab", "a\tb")
                .containsEntry("quote", "\"/A");
    }

    @ParameterizedTest
    @ValueSource(ints = {90, 200, 100_000})
    void nestingIsBounded(int depth) {
        for (String nested : List.of("[".repeat(depth), "[".repeat(depth) + "]".repeat(depth), "{a: ".repeat(depth))) {
            Manifests.Content content = Manifests.read(nested + "\n---\n" + ingress("a"), "f.yaml");

            assertThat(names(content)).containsExactly("a");
            assertThat(content.diagnostics()).isNotEmpty();
        }
    }

    @Test
    void aTemplateThatWasNotRenderedIsReportedAsOne() {
        Manifests.Content content = Manifests.read("metadata:\n  name: {{ .Release.Name }}\n", "f.yaml");

        assertThat(content.diagnostics()).singleElement().asString().contains("render it first");
    }

    @Test
    void textThatIsNotUtf8IsReported() {
        byte[] latin = ("# caf\u00e9\n" + ingress("a")).getBytes(StandardCharsets.ISO_8859_1);

        Manifests.Content content = Manifests.read(latin, "f.yaml");

        assertThat(content.diagnostics()).extracting(Diagnostic::code).containsExactly("not-utf8");
        assertThat(content.unreadableDocuments()).isEqualTo(1);
    }

    @Test
    void aPortWithALeadingZeroIsRefusedSinceItsReadingsDiffer() {
        Manifests.Content content = Manifests.read(
                HEAD
                        + "    - http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: s, port: {number: 010}}}}]}\n",
                "f.yaml");

        assertThat(content.diagnostics()).extracting(Diagnostic::code).contains("invalid-port");
    }

    @Test
    void ofAFieldThatIsThereTwiceTheLastCounts() {
        Manifests.Content content = Manifests.read(ingress("a") + "spec:\n  rules:\n    - host: b.com\n", "f.yaml");

        assertThat(((Ingress) content.objects().get(0).resource()).rules())
                .extracting("host")
                .containsExactly("b.com");
        assertThat(content.diagnostics()).extracting(Diagnostic::code).containsExactly("duplicate-field");
    }

    @Test
    void aListOfManyObjectsIsRead() {
        var list = new StringBuilder("apiVersion: v1\nkind: List\nitems:\n");
        for (int i = 0; i < 20_000; i++) {
            list.append("- {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i")
                    .append(i)
                    .append("}, spec: {rules: [{host: h")
                    .append(i)
                    .append(".example.com, http: {paths: [{path: /, pathType:")
                    .append(" Prefix, backend: ")
                    .append(BACKEND)
                    .append("}]}}]}}\n");
        }
        assertThat(list.length()).isGreaterThan(3_145_728);

        Manifests.Content content = Manifests.read(list.toString(), "f.yaml");

        assertThat(content.diagnostics()).isEmpty();
        assertThat(content.objects()).hasSize(20_000);
    }

    /** Manifests with pieces swapped, dropped and doubled at random: whatever comes out, it is no exception. */
    @Test
    void noMutilatedManifestEverThrows() {
        String good = ingress("a") + "---\n" + """
                apiVersion: v1
                kind: List
                items:
                  - {apiVersion: v1, kind: Service, metadata: {name: s}, spec: {ports: [{port: 80, name: "x"}]}}
                  - &e {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: e}, endpoints: [{addresses: [10.0.0.1]}]}
                  - {<<: *e, metadata: {name: f}}
                  - {apiVersion: v1, kind: Secret, metadata: {name: k}, data: {a: YQ==}, stringData: {b: |-
                  }}
                """;
        var random = new Random(7);
        String alphabet = "{}[]:,&*!|>'\"%@`#-?~\n\t 0aN<=\\\u0000\uFEFF\u2028\uD800";
        for (int i = 0; i < 1000; i++) {
            var text = new StringBuilder(good);
            for (int edits = 1 + random.nextInt(6); edits > 0; edits--) {
                int at = random.nextInt(text.length());
                int end = Math.min(text.length(), at + random.nextInt(12));
                switch (random.nextInt(3)) {
                    case 0 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
                    case 1 -> text.delete(at, end);
                    default -> text.insert(random.nextInt(text.length()), text.substring(at, end));
                }
            }
            assertThatCode(() -> Manifests.read(text.toString(), "f.yaml"))
                    .as("%s", text)
                    .doesNotThrowAnyException();
        }
    }
}
