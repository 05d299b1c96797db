package io.ingress4j.model.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.HttpPath;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.IngressBackend.ResourceBackend;
import io.ingress4j.model.IngressBackend.ServiceBackend;
import io.ingress4j.model.IngressRule;
import io.ingress4j.model.IngressTls;
import io.ingress4j.model.PathType;
import io.ingress4j.model.ServicePortRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IngressReaderTest {
    private static final String OK = "{path: /ok, pathType: Prefix, backend: {service: {name: s, port: {number: 80}}}}";
    private static final String RULES = "rules: [{http: {paths: [" + OK + "]}}]";

    private static ManifestReader.Result v1(String spec) {
        return Nodes.read(
                "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a, namespace: shop}\nspec:\n  "
                        + spec + "\n");
    }

    private static ManifestReader.Result beta(String version, String spec) {
        return Nodes.read("apiVersion: " + version + "\nkind: Ingress\nmetadata: {name: a}\nspec:\n  " + spec + "\n");
    }

    private static ManifestReader.Result annotated(String metadata) {
        return Nodes.read("apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: a\n  " + metadata
                + "\nspec: {" + RULES + "}\n");
    }

    private static Ingress only(ManifestReader.Result result) {
        assertThat(result.objects()).hasSize(1);
        return (Ingress) result.objects().get(0).resource();
    }

    private static List<HttpPath> paths(Ingress ingress) {
        return ingress.rules().stream().flatMap(rule -> rule.paths().stream()).toList();
    }

    private static ServiceBackend service(String name, ServicePortRef port) {
        return new ServiceBackend(name, port);
    }

    @Test
    void everyFieldOfAV1IngressIsRead() {
        Ingress ingress = only(Nodes.read("""
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata:
                  name: a
                  namespace: shop
                  creationTimestamp: "2026-01-31T12:00:00Z"
                  annotations: {x: "y"}
                spec:
                  ingressClassName: nginx
                  defaultBackend: {service: {name: d, port: {name: http}}}
                  tls: [{hosts: [a.com, "*.b.com"], secretName: t}]
                  rules:
                    - host: a.com
                      http:
                        paths:
                          - {path: /e, pathType: Exact, backend: {service: {name: s, port: {number: 80}}}}
                          - {path: /i, pathType: ImplementationSpecific, backend: {resource: {apiGroup: g, kind: K, name: n}}}
                    - {host: "*.b.com"}
                status: {loadBalancer: {ingress: [{ip: 1.2.3.4}]}}
                """));

        assertThat(ingress)
                .isEqualTo(Ingress.builder("shop", "a")
                        .created(Instant.parse("2026-01-31T12:00:00Z"))
                        .annotation("x", "y")
                        .className("nginx")
                        .defaultBackend(service("d", ServicePortRef.named("http")))
                        .tls(List.of("a.com", "*.b.com"), "t")
                        .path("a.com", "/e", PathType.EXACT, "s", 80)
                        .path(
                                "a.com",
                                new HttpPath(
                                        "/i", PathType.IMPLEMENTATION_SPECIFIC, new ResourceBackend("g", "K", "n")))
                        .host("*.b.com")
                        .build());
    }

    @Test
    void aCleanIngressHasNoDiagnostics() {
        assertThat(v1("ingressClassName: nginx\n  " + RULES).diagnostics()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"networking.k8s.io/v1beta1", "extensions/v1beta1"})
    void section9ABetaIngressIsUpgraded(String version) {
        ManifestReader.Result result = beta(
                version,
                "backend: {serviceName: d, servicePort: http}\n  rules: [{host: a.com, http: {paths: ["
                        + "{backend: {serviceName: s, servicePort: 80}},"
                        + "{path: /n, pathType: Exact, backend: {serviceName: s, servicePort: '8080'}},"
                        + "{path: /r, backend: {resource: {kind: K, name: n}}}]}}]");

        assertThat(result.diagnostics()).isEmpty();
        Ingress ingress = only(result);
        assertThat(ingress.defaultBackend()).contains(service("d", ServicePortRef.named("http")));
        assertThat(paths(ingress))
                .containsExactly(
                        new HttpPath("", PathType.IMPLEMENTATION_SPECIFIC, service("s", ServicePortRef.numbered(80))),
                        new HttpPath("/n", PathType.EXACT, service("s", ServicePortRef.named("8080"))),
                        new HttpPath("/r", PathType.IMPLEMENTATION_SPECIFIC, new ResourceBackend("", "K", "n")));
    }

    /** Each row is a path beside a good one: it goes, the good one stays, and the first remark says why. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{path: a, pathType: Prefix, backend: B}               | path            | invalid-path      | a",
                "{path: '', pathType: Exact, backend: B}               | path            | invalid-path      | ''",
                "{pathType: Prefix, backend: B}                        | path            | invalid-path      | ''",
                "{path: a, pathType: ImplementationSpecific, backend: B} | path          | invalid-path      | a",
                "{path: //a, pathType: Prefix, backend: B}             | path            | invalid-path      | //a",
                "{path: /a/./b, pathType: Prefix, backend: B}          | path            | invalid-path      | /a/./b",
                "{path: /a/../b, pathType: Exact, backend: B}          | path            | invalid-path      | /a/../b",
                "{path: /a%2Fb, pathType: Prefix, backend: B}          | path            | invalid-path      | /a%2Fb",
                "{path: /a%2fb, pathType: Exact, backend: B}           | path            | invalid-path      | /a%2fb",
                "{path: /a/., pathType: Prefix, backend: B}            | path            | invalid-path      | /a/.",
                "{path: /a/.., pathType: Prefix, backend: B}           | path            | invalid-path      | /a/..",
                "{path: \"/a\\u0000\", pathType: Prefix, backend: B}   | path            | invalid-path      | ",
                "{path: {x: y}, pathType: ImplementationSpecific, backend: B} | path     | invalid-type      | {...}",
                "{path: /a, pathType: prefix, backend: B}              | pathType        | invalid-path-type | prefix",
                "{path: /a, pathType: [], backend: B}                  | pathType        | invalid-type      | [...]",
                "{path: /a, pathType: Prefix}                          | backend         | missing-field     | ''",
                "{path: /a, pathType: Prefix, backend: s}              | backend         | invalid-type      | s",
                "{path: /a, pathType: Prefix, backend: {}}             | backend         | invalid-backend   | {...}",
                "{path: /a, pathType: Prefix, backend: {service: {port: {number: 80}}}} | backend.service.name | invalid-backend | ''",
                "{path: /a, pathType: Prefix, backend: {service: {name: '', port: {number: 80}}}} | backend.service.name | invalid-backend | ''",
                "{path: /a, pathType: Prefix, backend: {service: {name: s}}} | backend.service.port | invalid-port | ''",
                "{path: /a, pathType: Prefix, backend: {service: {name: s, port: {}}}} | backend.service.port | invalid-port | {...}",
                "{path: /a, pathType: Prefix, backend: {service: {name: s, port: 80}}} | backend.service.port | invalid-type | 80",
                "{path: /a, pathType: Prefix, backend: {service: {name: s, port: {number: 0}}}} | backend.service.port.number | invalid-port | 0",
                "{path: /a, pathType: Prefix, backend: {service: {name: s, port: {number: 65536}}}} | backend.service.port.number | invalid-port | 65536",
                "{path: /a, pathType: Prefix, backend: {service: {name: s, port: {number: http}}}} | backend.service.port.number | invalid-port | http",
                "{path: /a, pathType: Prefix, backend: {service: {name: s, port: {number: 80, name: http}}}} | backend.service.port | invalid-port | {...}",
                "{path: /a, pathType: Prefix, backend: {service: {name: s, port: {number: 80}}, resource: {kind: K, name: n}}} | backend | invalid-backend | {...}",
                "text                                                  | ''              | invalid-type      | text",
                "~                                                     | ''              | invalid-type      | ''",
            })
    void section23APathThatIsWrongIsLeftOutAndTheRestStays(String path, String field, String code, String value) {
        String written = path.replace("B}", "{service: {name: s, port: {number: 80}}}}");
        ManifestReader.Result result = v1("rules:\n    - http: {paths: [" + written + ", " + OK + "]}");

        assertThat(paths(only(result))).extracting(HttpPath::path).containsExactly("/ok");
        assertThat(result.leftOut()).isZero();
        String at = "spec.rules[0].http.paths[0]" + (field.isEmpty() ? "" : "." + field);
        Diagnostic first = result.diagnostics().get(0);
        assertThat(result.diagnostics()).allSatisfy(d -> {
            assertThat(d.severity()).isEqualTo(Diagnostic.Severity.ERROR);
            assertThat(d.object()).isEqualTo("Ingress shop/a");
            assertThat(d.source()).isEqualTo("f.yaml");
            assertThat(d.line()).isEqualTo(6);
            assertThat(d.message()).startsWith("expected:");
        });
        assertThat(first.code()).isEqualTo(code);
        assertThat(first.field()).isEqualTo(at);
        if (value != null) {
            assertThat(first.value()).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'*'",
                "'*.'",
                "'a.*.com'",
                "'*a.com'",
                "a.com:80",
                "10.0.0.1",
                "'[::1]'",
                "'::1'",
                "a_b.com",
                "a..com",
                "a.com.",
                "'-a.com'",
                "a-.com",
                "'a b.com'",
                "http://a.com",
                "{x: y}",
                "[a.com]",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.com"
            })
    void section1AnInvalidHostLeavesOutItsRule(String host) {
        ManifestReader.Result result = v1("rules: [{host: " + host + ", http: {paths: [" + OK
                + "]}}, {host: b.com, http: {paths: [" + OK + "]}}]");

        assertThat(only(result).rules()).extracting(IngressRule::host).containsExactly("b.com");
        assertThat(result.diagnostics()).anySatisfy(d -> {
            assertThat(d.code()).isEqualTo("invalid-host");
            assertThat(d.field()).isEqualTo("spec.rules[0].host");
        });
    }

    @Test
    void section1AHostInCapitalsIsReadInSmallLettersAndReported() {
        ManifestReader.Result result =
                v1("rules: [{host: Shop.Example.COM, http: {paths: [" + OK + "]}}]\n  tls: [{hosts: [A.com]}]");

        assertThat(only(result).rules()).extracting(IngressRule::host).containsExactly("shop.example.com");
        assertThat(only(result).tls()).containsExactly(new IngressTls(List.of("a.com"), ""));
        assertThat(result.diagnostics()).hasSize(2).allSatisfy(d -> {
            assertThat(d.code()).isEqualTo("invalid-host");
            assertThat(d.severity()).isEqualTo(Diagnostic.Severity.WARNING);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "~", "\"\""})
    void section1AnAbsentOrEmptyHostMeansEveryHost(String host) {
        ManifestReader.Result result = v1("rules: [{host: " + host + ", http: {paths: [" + OK + "]}}]");

        assertThat(only(result).rules()).extracting(IngressRule::host).containsExactly("");
        assertThat(result.diagnostics()).isEmpty();
    }

    @Test
    void section2V1WithoutPathTypeIsReportedAndReadAsImplementationSpecific() {
        ManifestReader.Result result =
                v1("rules: [{http: {paths: [{path: /a, backend: {service: {name: s, port: {number: 80}}}}]}}]");

        assertThat(paths(only(result))).extracting(HttpPath::type).containsExactly(PathType.IMPLEMENTATION_SPECIFIC);
        assertThat(result.diagnostics()).extracting(Diagnostic::code).containsExactly("missing-path-type");
    }

    /** Where what remains would mean more than what was written, nothing remains. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rules: [{host: a_b, http: {paths: [OK]}}]                                   | invalid-host",
                "{rules: [{host: a_b}], defaultBackend: {service: {name: s, port: {number: 80}}}} | invalid-host",
                "{rules: [{http: {paths: []}}], defaultBackend: {service: {name: s, port: {number: 80}}}} | missing-field",
                "{rules: text, defaultBackend: {service: {name: s, port: {number: 80}}}}     | invalid-type",
                "{rules: [], tls: []}                                                        | empty-ingress",
                "{ingressClassName: {a: b}, rules: [{http: {paths: [OK]}}]}                  | invalid-class",
                "~                                                                           | empty-ingress",
                "text                                                                        | invalid-type",
                "[]                                                                          | invalid-type",
                "{defaultBackend: {service: {name: s}}}                                      | invalid-port",
            })
    void anIngressWhoseRestWouldMeanMoreIsLeftOut(String spec, String code) {
        ManifestReader.Result result = v1(spec.replace("OK", OK));

        assertThat(result.objects()).isEmpty();
        assertThat(result.leftOut()).isEqualTo(1);
        assertThat(result.diagnostics()).extracting(Diagnostic::code).contains(code);
        assertThat(result.diagnostics()).allSatisfy(d -> assertThat(d.line()).isPositive());
    }

    @Test
    void section3AnIngressWithADefaultBackendAloneNeedsNoRules() {
        ManifestReader.Result result = v1("defaultBackend: {service: {name: d, port: {number: 80}}}");

        assertThat(only(result).defaultBackend()).isPresent();
        assertThat(result.diagnostics()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"true | true", "8 | 8", "1.5 | 1.5", "no | no", "0x10 | 0x10", "~ | ''"})
    void anAnnotationOfAnotherScalarTypeCountsAsItsTextAndIsReported(String written, String text) {
        ManifestReader.Result result = annotated("annotations: {x: " + written + "}");

        assertThat(only(result).annotations()).containsEntry("x", text);
        assertThat(result.diagnostics()).singleElement().satisfies(d -> {
            assertThat(d.code()).isEqualTo("invalid-type");
            assertThat(d.severity()).isEqualTo(Diagnostic.Severity.WARNING);
            assertThat(d.field()).isEqualTo("metadata.annotations[x]");
            assertThat(d.line()).isEqualTo(5);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"{x: [10.0.0.0/8]}", "{x: {y: z}, ok: 'yes'}", "[x]", "text"})
    void anIngressWhoseAnnotationsCannotBeReadIsLeftOutSinceTheyMayProtectSomething(String annotations) {
        ManifestReader.Result result = annotated("annotations: " + annotations);

        assertThat(result.objects()).isEmpty();
        assertThat(result.diagnostics()).extracting(Diagnostic::code).contains("invalid-annotations", "invalid-type");
    }

    @Test
    void ofAnAnnotationThatIsThereTwiceTheLastCounts() {
        ManifestReader.Result result = annotated("annotations: {x: a, x: b}");

        assertThat(only(result).annotations()).containsEntry("x", "b");
        assertThat(result.diagnostics())
                .singleElement()
                .asString()
                .startsWith("f.yaml:5: warning: duplicate-field: Ingress default/a: metadata.annotations[x]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rules: [{hots: a.com, http: {paths: [OK]}}]              | spec.rules[0].hots",
                "rules: [{http: {path: x, paths: [OK]}}]                  | spec.rules[0].http.path",
                "{backend: {serviceName: s}, rules: [{http: {paths: [OK]}}]} | spec.backend",
                "{tls: [{host: a.com}], rules: [{http: {paths: [OK]}}]}   | spec.tls[0].host",
                "{rules: [{http: {paths: [OK]}}], ingressClass: x}        | spec.ingressClass",
            })
    void aFieldThatNobodyReadsIsReported(String spec, String field) {
        ManifestReader.Result result = v1(spec.replace("OK", OK));

        assertThat(result.objects()).hasSize(1);
        assertThat(result.diagnostics()).singleElement().satisfies(d -> {
            assertThat(d.code()).isEqualTo("unknown-field");
            assertThat(d.field()).isEqualTo(field);
            assertThat(d.message()).startsWith("expected: one of");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"annotation: {x: y}", "annotations : {}\n  Annotations: {x: y}"})
    void aMisspeltFieldOfMetadataIsReported(String metadata) {
        assertThat(annotated(metadata).diagnostics())
                .extracting(Diagnostic::code)
                .containsExactly("unknown-field");
    }

    @Test
    void aFieldOfTheTopThatNobodyReadsIsReported() {
        ManifestReader.Result result = Nodes.read(
                "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspce: {" + RULES + "}\n");

        assertThat(result.diagnostics()).extracting(Diagnostic::field).containsExactlyInAnyOrder("spce", "spec");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{hosts: [a_b], secretName: t}]             | ''",
                "[{hosts: a.com, secretName: t}]             | ''",
                "[{hosts: [a.com], secretName: [t]}]         | ''",
                "[text]                                      | ''",
                "text                                        | ''",
                "[{hosts: [a_b, b.com], secretName: t}]      | b.com",
            })
    void section5ATlsSectionThatCannotBeReadNeverStandsForEveryHost(String tls, String hosts) {
        ManifestReader.Result result = v1("tls: " + tls + "\n  " + RULES);

        assertThat(only(result).tls().stream().flatMap(t -> t.hosts().stream()))
                .containsExactlyElementsOf(hosts.isEmpty() ? List.of() : List.of(hosts));
        assertThat(only(result).tls()).hasSize(hosts.isEmpty() ? 0 : 1);
        assertThat(result.diagnostics())
                .isNotEmpty()
                .allSatisfy(d -> assertThat(d.severity()).isEqualTo(Diagnostic.Severity.ERROR));
    }

    @Test
    void section5ATlsSectionWithoutHostsOrSecretIsKept() {
        ManifestReader.Result result = v1("tls: [{secretName: t}, {hosts: [a.com]}]\n  " + RULES);

        assertThat(only(result).tls())
                .containsExactly(new IngressTls(List.of(), "t"), new IngressTls(List.of("a.com"), ""));
        assertThat(result.diagnostics()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{number: '80'}           | 80   | invalid-type",
                "{name: 80}               | 80   | invalid-type",
                "{number: 80, name: ''}   | 80   | ''",
                "{number: 80, name: ~}    | 80   | ''",
                "{name: http, number: ~}  | http | ''",
            })
    void section6APortIsToldByNumberOrName(String port, String read, String code) {
        ManifestReader.Result result = v1("defaultBackend: {service: {name: s, port: " + port + "}}");

        assertThat(only(result)
                        .defaultBackend()
                        .map(b -> ((ServiceBackend) b).port().toString()))
                .isEqualTo(Optional.of(read));
        assertThat(result.diagnostics())
                .extracting(Diagnostic::code)
                .containsExactlyElementsOf(code.isEmpty() ? List.of() : List.of(code));
    }

    @Test
    void aTimeThatIsNoneCountsAsTheYoungest() {
        ManifestReader.Result result = annotated("creationTimestamp: yesterday");

        assertThat(only(result).created()).isEqualTo(Instant.MAX);
        assertThat(result.diagnostics()).extracting(Diagnostic::code).containsExactly("invalid-time");
        assertThat(annotated("creationTimestamp: ~").diagnostics()).isEmpty();
    }

    @Test
    void theLinesOfFieldsAreKnownForLaterRemarks() {
        ManifestReader.Result result = annotated("annotations:\n    x: \"y\"");

        assertThat(result.objects().get(0).origin().lineOf("metadata.annotations[x]"))
                .isEqualTo(6);
        assertThat(result.objects().get(0).origin().lineOf("spec.rules[0].host"))
                .isEqualTo(7);
    }
}
