package io.ingress4j.model.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.model.ConfigMap;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.EndpointSlice;
import io.ingress4j.model.IngressClass;
import io.ingress4j.model.Located;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.Resource;
import io.ingress4j.model.Secret;
import io.ingress4j.model.Service;
import io.ingress4j.model.ServicePort;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManifestReaderTest {
    private static final String INGRESS =
            "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a}, spec: {defaultBackend: {service:"
                    + " {name: s, port: {number: 80}}}}}";

    private static Resource only(ManifestReader.Result result) {
        assertThat(result.objects()).hasSize(1);
        return result.objects().get(0).resource();
    }

    private static List<String> codes(ManifestReader.Result result) {
        return result.diagnostics().stream().map(Diagnostic::code).toList();
    }

    private static List<String> names(ManifestReader.Result result) {
        return result.objects().stream()
                .map(located -> located.resource().id().toString())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {unknown: true}}",
                "{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: a}}",
                "{apiVersion: networking.internal.knative.dev/v1alpha1, kind: Ingress, metadata: {name: a}}",
                "{apiVersion: config.openshift.io/v1, kind: IngressClass, metadata: {name: a}}",
                "{apiVersion: example.com/v1, kind: AllowList, items: [a, b]}",
                "~",
                "''",
            })
    void whatDoesNotMatterIsPassedOver(String document) {
        ManifestReader.Result result = Nodes.read(document.equals("''") ? "~" : document);

        assertThat(result.objects()).isEmpty();
        assertThat(result.diagnostics()).isEmpty();
        assertThat(result.leftOut()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{apiVersion: networking.k8s.io/v2, kind: Ingress, metadata: {name: a}}  | unknown-version | apiVersion",
                "{apiVersion: networking/v1, kind: Ingress, metadata: {name: a}}         | unknown-version | apiVersion",
                "{apiVersion: v1, kind: Ingress, metadata: {name: a}}                    | unknown-version | apiVersion",
                "{kind: Ingress, metadata: {name: a}}                                    | unknown-version | apiVersion",
                "{apiVersion: [v1], kind: Ingress, metadata: {name: a}}                  | invalid-type    | apiVersion",
                "{apiVersion: core/v1, kind: Service, metadata: {name: a}}               | unknown-version | apiVersion",
                "{apiVersion: v2, kind: Secret, metadata: {name: a}}                     | unknown-version | apiVersion",
                "{apiVersion: discovery.k8s.io/v1alpha1, kind: EndpointSlice, metadata: {name: a}} | unknown-version | apiVersion",
                "{apiVersion: networking.k8s.io/v1, kind: ingress, metadata: {name: a}}  | unknown-kind    | kind",
                "{apiVersion: networking.k8s.io/v1, metadata: {name: a}}                 | missing-kind    | kind",
                "{apiVersion: v1, kind: [Service], metadata: {name: a}}                  | invalid-type    | kind",
                "{apiVersion: v1, kind: Service}                                         | missing-name    | metadata.name",
                "{apiVersion: v1, kind: Service, metadata: ~}                            | missing-name    | metadata.name",
                "{apiVersion: v1, kind: Service, metadata: text}                         | invalid-type    | metadata",
                "{apiVersion: v1, kind: Service, metadata: {name: ''}}                   | missing-name    | metadata.name",
                "{apiVersion: v1, kind: Service, metadata: {generateName: a-}}           | missing-name    | metadata.name",
                "{apiVersion: v1, kind: Service, metadata: {name: [a]}}                  | invalid-type    | metadata.name",
                "{apiVersion: v1, kind: Service, metadata: {name: a/b}}                  | invalid-name    | metadata.name",
                "{apiVersion: v1, kind: Service, metadata: {name: A_b}}                  | invalid-name    | metadata.name",
                "{apiVersion: v1, kind: Service, metadata: {name: a, namespace: 'x/y'}}  | invalid-name    | metadata.namespace",
                "{apiVersion: v1, kind: Service, metadata: {name: a, namespace: {}}}     | invalid-type    | metadata.namespace",
                "[a, b]                                                                  | not-an-object   | ''",
                "text                                                                    | not-an-object   | ''",
                "{apiVersion: v1, kind: List, items: {a: b}}                             | invalid-type    | items",
                "{apiVersion: v1, kind: List, items: [text]}                             | not-an-object   | ''",
                "{apiVersion: v1, kind: List, items: [~]}                                | not-an-object   | ''",
            })
    void anObjectThatCannotBeToldIsReportedAndLeftOut(String document, String code, String field) {
        ManifestReader.Result result = Nodes.read(document);

        assertThat(result.objects()).isEmpty();
        assertThat(result.leftOut()).isEqualTo(1);
        Diagnostic first = result.diagnostics().get(0);
        assertThat(first.code()).isEqualTo(code);
        assertThat(first.field()).isEqualTo(field);
        assertThat(first.severity()).isEqualTo(Diagnostic.Severity.ERROR);
        assertThat(first.source()).isEqualTo("f.yaml");
        assertThat(first.line()).isEqualTo(1);
        assertThat(first.message()).startsWith("expected:");
    }

    @Test
    void aMappingThatIsNoObjectIsPassedOverWithANote() {
        ManifestReader.Result result = Nodes.read("replicas: 3\n");

        assertThat(result.diagnostics())
                .singleElement()
                .extracting(Diagnostic::severity)
                .isEqualTo(Diagnostic.Severity.NOTE);
        assertThat(result.leftOut()).isZero();
    }

    @Test
    void aNumberAsANameCountsAsItsText() {
        ManifestReader.Result result =
                Nodes.read("{apiVersion: v1, kind: Service, metadata: {name: 123, namespace: 1}}");

        assertThat(names(result)).containsExactly("Service 1/123");
        assertThat(codes(result)).containsExactly("invalid-type", "invalid-type");
    }

    @Test
    void aNameMayBeLongerThanALabelOfDns() {
        String name = "a".repeat(100);

        assertThat(names(Nodes.read("{apiVersion: v1, kind: ConfigMap, metadata: {name: " + name + "}}")))
                .containsExactly("ConfigMap default/" + name);
    }

    @Test
    void theItemsOfAListAreReadEachForItself() {
        ManifestReader.Result result = Nodes.read("{apiVersion: v1, kind: List, metadata: {}, items: [" + INGRESS
                + ", {apiVersion: v1, kind: Service}, {apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Service,"
                + " metadata: {name: s}}]}]}");

        assertThat(names(result)).containsExactly("Ingress default/a", "Service default/s");
        assertThat(codes(result)).containsExactly("missing-name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "networking.k8s.io/v1      | IngressList       | spec: {defaultBackend: {service: {name: s, port: {number: 80}}}}",
                "extensions/v1beta1        | IngressList       | spec: {backend: {serviceName: s, servicePort: 80}}",
                "networking.k8s.io/v1      | IngressClassList  | spec: {controller: c}",
                "v1                        | ServiceList       | spec: {}",
                "v1                        | SecretList        | type: Opaque",
                "v1                        | ConfigMapList     | data: {}",
                "discovery.k8s.io/v1       | EndpointSliceList | addressType: IPv4",
            })
    void anItemOfATypedListNeedNotSayItsKind(String version, String kind, String rest) {
        ManifestReader.Result result = Nodes.read("{apiVersion: " + version + ", kind: " + kind
                + ", items: [{metadata: {name: a}, " + rest + "}, {metadata: {name: b}, " + rest + "}]}");

        assertThat(result.objects())
                .hasSize(2)
                .allSatisfy(located ->
                        assertThat(located.resource().kind() + "List").isEqualTo(kind));
    }

    @Test
    void anEmptyListIsNoMatter() {
        assertThat(Nodes.read("{apiVersion: v1, kind: List, items: []}").diagnostics())
                .isEmpty();
        assertThat(Nodes.read("{apiVersion: v1, kind: List, items: ~}").diagnostics())
                .isEmpty();
    }

    @Test
    void listsWithinListsAreBounded() {
        String nested = INGRESS;
        for (int i = 0; i < 10; i++) {
            nested = "{apiVersion: v1, kind: List, items: [" + nested + "]}";
        }

        ManifestReader.Result result = Nodes.read(nested);

        assertThat(result.objects()).isEmpty();
        assertThat(codes(result)).containsExactly("nested-list");
    }

    @ParameterizedTest
    @ValueSource(strings = {"networking.k8s.io/v1", "networking.k8s.io/v1beta1"})
    void section4AnIngressClassIsReadInBothVersions(String version) {
        ManifestReader.Result result = Nodes.read(
                "{apiVersion: " + version
                        + ", kind: IngressClass, metadata: {name: c, namespace: ignored, annotations:"
                        + " {ingressclass.kubernetes.io/is-default-class: 'true'}}, spec: {controller: k8s.io/x, parameters: {kind: P}}}");

        assertThat(only(result)).isEqualTo(new IngressClass(new ObjectKey("", "c"), "k8s.io/x", true));
        assertThat(result.diagnostics()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"'false'|false", "'True'|false", "''|false", "'true'|true"})
    void section4OnlyTheExactTextTrueMarksTheDefaultClass(String value, boolean isDefault) {
        ManifestReader.Result result =
                Nodes.read("{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: c, annotations:"
                        + " {ingressclass.kubernetes.io/is-default-class: \"" + value + "\"}}, spec: {controller: x}}");

        assertThat(((IngressClass) only(result)).isDefault()).isEqualTo(isDefault);
    }

    @Test
    void aClassWithoutControllerIsLeftOut() {
        ManifestReader.Result result =
                Nodes.read("{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: c}, spec: {}}");

        assertThat(result.objects()).isEmpty();
        assertThat(codes(result)).containsExactly("missing-field");
    }

    @Test
    void section6AServiceIsReadWithItsPorts() {
        ManifestReader.Result result = Nodes.read(
                "{apiVersion: v1, kind: Service, metadata: {name: s, namespace: shop}, spec: {clusterIP: None, selector: {a: b},"
                        + " ports: [{port: 80}, {name: h, port: 81, targetPort: web, protocol: TCP}, {port: 53, targetPort: 5353,"
                        + " protocol: UDP}]}, status: {loadBalancer: {}}}");

        assertThat(only(result))
                .isEqualTo(Service.builder("shop", "s")
                        .clusterIp("None")
                        .port(ServicePort.builder(80).build())
                        .port(ServicePort.builder(81)
                                .name("h")
                                .targetPort("web")
                                .build())
                        .port(ServicePort.builder(53)
                                .targetPort("5353")
                                .protocol("UDP")
                                .build())
                        .build());
        assertThat(result.diagnostics()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ports: [{port: 80}, {port: 70000}]                | 1 | invalid-port",
                "ports: [{port: 80}, {name: x}]                    | 1 | missing-field",
                "ports: [{port: 80}, {port: 81, protocol: HTTP}]   | 1 | invalid-protocol",
                "ports: [{port: 80}, text]                         | 1 | invalid-type",
                "ports: [{port: '80'}]                             | 1 | invalid-type",
                "ports: [{port: 80, targetPort: {a: b}}]           | 1 | invalid-type",
                "ports: [{port: 80, taretPort: 8080}]              | 1 | unknown-field",
                "ports: text                                       | 0 | invalid-type",
                "prots: []                                         | 0 | unknown-field",
            })
    void whatIsWrongWithAPortOfAServiceIsReportedAndTheRestStays(String spec, int ports, String code) {
        ManifestReader.Result result =
                Nodes.read("{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {" + spec + "}}");

        assertThat(((Service) only(result)).ports()).hasSize(ports);
        assertThat(codes(result)).containsExactly(code);
    }

    @Test
    void theFamiliesOfAServiceAreReadInTheirOrder() {
        ManifestReader.Result result = Nodes.read(
                "{apiVersion: v1, kind: Service, metadata: {name: s, namespace: shop}, spec: {ipFamilies: [IPv6, IPv5, IPv4]}}");

        assertThat(only(result))
                .isEqualTo(
                        Service.builder("shop", "s").ipFamilies("IPv6", "IPv4").build());
        assertThat(result.diagnostics())
                .singleElement()
                .asString()
                .contains("spec.ipFamilies[1]", "\"IPv5\"", "expected: IPv4 or IPv6");
    }

    @Test
    void section6AnExternalNameServiceNeedsItsName() {
        ManifestReader.Result good = Nodes.read(
                "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {type: ExternalName, externalName: a.example.com}}");
        ManifestReader.Result bad =
                Nodes.read("{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {type: ExternalName}}");
        ManifestReader.Result odd =
                Nodes.read("{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {type: clusterip}}");

        assertThat(((Service) only(good)).externalName()).contains("a.example.com");
        assertThat(codes(bad)).containsExactly("missing-field");
        assertThat(codes(odd)).containsExactly("invalid-service-type");
        assertThat(bad.objects()).isEmpty();
        assertThat(odd.objects()).isEmpty();
    }

    private static ManifestReader.Result slice(String rest) {
        return Nodes.read(
                "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: s-1, namespace: shop,"
                        + " labels: {kubernetes.io/service-name: s}}, " + rest + "}");
    }

    @Test
    void section6ASliceIsReadWithItsConditionsResolved() {
        ManifestReader.Result result = slice("addressType: IPv4, ports: [{name: h, port: 8080}], endpoints: ["
                + "{addresses: [10.0.0.1], zone: z, hints: {forZones: [{name: z}]}},"
                + "{addresses: [10.0.0.2], conditions: {ready: false}},"
                + "{addresses: [10.0.0.3], conditions: {ready: false, serving: true, terminating: true}},"
                + "{addresses: [10.0.0.4], conditions: {ready: ~, serving: ~, terminating: ~}}]");

        assertThat(only(result))
                .isEqualTo(EndpointSlice.builder("shop", "s-1", "s")
                        .port("h", 8080)
                        .endpoint(EndpointSlice.Endpoint.builder("10.0.0.1")
                                .zone("z", "z")
                                .build())
                        .endpoint(EndpointSlice.Endpoint.builder("10.0.0.2")
                                .ready(false)
                                .build())
                        .endpoint(EndpointSlice.Endpoint.builder("10.0.0.3")
                                .terminating(true)
                                .build())
                        .endpoint(EndpointSlice.Endpoint.ready("10.0.0.4"))
                        .build());
        assertThat(result.diagnostics()).isEmpty();
    }

    @Test
    void section6AnEndpointOfSeveralAddressesKeepsThemAndSaysThatOneCounts() {
        ManifestReader.Result result = slice(
                "addressType: IPv4, ports: [{port: 80}], endpoints: [{addresses: [10.0.0.1]}, {addresses: [10.0.0.2, 10.0.0.3]}]");

        assertThat(((EndpointSlice) only(result)).endpoints())
                .extracting(EndpointSlice.Endpoint::addresses)
                .containsExactly(List.of("10.0.0.1"), List.of("10.0.0.2", "10.0.0.3"));
        assertThat(result.diagnostics())
                .singleElement()
                .asString()
                .contains("ignored-addresses", "endpoints[1].addresses", "requests go to the first");
    }

    @Test
    void section6ABetaSliceTellsItsZoneByTopology() {
        ManifestReader.Result result = Nodes.read(
                "{apiVersion: discovery.k8s.io/v1beta1, kind: EndpointSlice, metadata: {name: s-1, labels:"
                        + " {kubernetes.io/service-name: s}}, addressType: IPv6, endpoints: [{addresses: ['fd00::1'],"
                        + " topology: {topology.kubernetes.io/zone: z, kubernetes.io/hostname: n}}], ports: [{port: 80}]}");

        EndpointSlice slice = (EndpointSlice) only(result);
        assertThat(slice.endpoints()).extracting(EndpointSlice.Endpoint::zone).containsExactly("z");
        assertThat(slice.addressType()).isEqualTo("IPv6");
        assertThat(result.diagnostics()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "addressType: IPv4, endpoints: [GOOD, {addresses: [localhost]}]              | 1 | invalid-address",
                "addressType: IPv4, endpoints: [GOOD, {addresses: [10.0.0.256]}]             | 1 | invalid-address",
                "addressType: IPv4, endpoints: [GOOD, {addresses: [010.0.0.1]}]              | 1 | invalid-address",
                "addressType: IPv4, endpoints: [GOOD, {addresses: ['fd00::1']}]              | 1 | invalid-address",
                "addressType: IPv4, endpoints: [GOOD, {addresses: ['10.0.0.1:80']}]          | 1 | invalid-address",
                "addressType: IPv6, endpoints: [{addresses: ['::1']}, {addresses: ['::1%lo']}] | 1 | invalid-address",
                "addressType: IPv4, endpoints: [GOOD, {addresses: []}]                       | 1 | missing-field",
                "addressType: IPv4, endpoints: [GOOD, {}]                                    | 1 | missing-field",
                "addressType: IPv4, endpoints: [GOOD, {addresses: [10.0.0.2], conditions: {ready: maybe}}] | 2 | invalid-type",
                "addressType: IPv4, endpoints: [GOOD], ports: [{name: x}]                    | 1 | missing-field",
                "addressType: IPv4, endpoints: [GOOD], ports: [{port: http}]                 | 1 | invalid-port",
                "addressType: IPv4, endpoints: [{address: [10.0.0.1], addresses: [10.0.0.1]}] | 1 | unknown-field",
                "addressType: FQDN, endpoints: [{addresses: [a.example.com]}]                | 1 | invalid-address-type",
                "endpoints: [GOOD]                                                           | 1 | missing-field",
                "addressType: IPv4, endpoints: ~, ports: ~                                   | 0 | ''",
            })
    void section6WhatIsWrongWithAnEndpointIsReportedAndTheRestStays(String rest, int endpoints, String code) {
        ManifestReader.Result result = slice(rest.replace("GOOD", "{addresses: [10.0.0.1]}"));

        assertThat(((EndpointSlice) only(result)).endpoints()).hasSize(endpoints);
        assertThat(codes(result)).containsExactlyElementsOf(code.isEmpty() ? List.of() : List.of(code));
    }

    @Test
    void aSliceOfAnUnknownTypeOrWithoutServiceIsReported() {
        assertThat(codes(slice("addressType: IPX"))).containsExactly("invalid-address-type");
        assertThat(
                        codes(
                                Nodes.read(
                                        "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: a}, addressType: IPv4}")))
                .containsExactly("missing-label");
    }

    @Test
    void section6EndpointsBecomeSlicesByFamily() {
        ManifestReader.Result result =
                Nodes.read("{apiVersion: v1, kind: Endpoints, metadata: {name: s, namespace: shop},"
                        + " subsets: [{addresses: [{ip: 10.0.0.1, nodeName: n}, {ip: 'fd00::1'}, {ip: none}], notReadyAddresses: [{ip: 10.0.0.2}],"
                        + " ports: [{name: h, port: 80}]}, {addresses: [{ip: 10.0.0.3}], ports: [{port: 81}]}]}");

        assertThat(result.objects())
                .extracting(Located::resource)
                .allSatisfy(resource ->
                        assertThat(((EndpointSlice) resource).serviceKey()).hasToString("shop/s"));
        assertThat(result.objects())
                .extracting(located -> ((EndpointSlice) located.resource()).endpoints())
                .containsExactly(
                        List.of(
                                EndpointSlice.Endpoint.ready("10.0.0.1"),
                                EndpointSlice.Endpoint.builder("10.0.0.2")
                                        .ready(false)
                                        .build()),
                        List.of(EndpointSlice.Endpoint.ready("fd00::1")),
                        List.of(EndpointSlice.Endpoint.ready("10.0.0.3")));
        assertThat(codes(result)).containsExactly("invalid-address");
        assertThat(names(result)).doesNotHaveDuplicates();
    }

    @Test
    void endpointsWithoutAddressesAreNoMatter() {
        ManifestReader.Result result = Nodes.read("{apiVersion: v1, kind: Endpoints, metadata: {name: s}}");

        assertThat(result.objects()).isEmpty();
        assertThat(result.diagnostics()).isEmpty();
        assertThat(result.leftOut()).isZero();
    }

    @Test
    void section5StringDataIsMergedIntoDataOfASecret() {
        ManifestReader.Result result = Nodes.read(
                "{apiVersion: v1, kind: Secret, metadata: {name: s}, type: kubernetes.io/tls, data: {a: \"Zm 9v\\n\", b: YmFy},"
                        + " stringData: {b: plain}}");

        Secret secret = (Secret) only(result);
        assertThat(new String(secret.value("a"), UTF_8)).isEqualTo("foo");
        assertThat(new String(secret.value("b"), UTF_8)).isEqualTo("plain");
        assertThat(secret.type()).isEqualTo("kubernetes.io/tls");
        assertThat(result.diagnostics()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"data: {k: '!hush!', ok: YQ==}", "data: {k: hush, ok: YQ==}", "data: {k: {x: hush}, ok: YQ==}"})
    void aValueOfASecretThatCannotBeReadIsReportedWithoutShowingIt(String data) {
        ManifestReader.Result result = Nodes.read(
                "{apiVersion: v1, kind: Secret, metadata: {name: s}, " + data.replace("k: hush,", "k: hush1,") + "}");

        assertThat(new String(((Secret) only(result)).value("ok"), UTF_8)).isEqualTo("a");
        assertThat(result.diagnostics()).isNotEmpty().allSatisfy(d -> {
            assertThat(d.field()).isEqualTo("data[k]");
            assertThat(d.toString()).doesNotContain("hush");
        });
    }

    @Test
    void aValueOfAConfigMapThatIsNoTextKeepsItsKeyAndSaysSo() {
        ManifestReader.Result result = Nodes.read(
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: x, whitelist-source-range: [10.0.0.0/8]}}");

        assertThat(((ConfigMap) result.objects().get(0).resource()).data())
                .containsOnlyKeys("a", "whitelist-source-range")
                .containsEntry("whitelist-source-range", "(no text)");
        assertThat(codes(result)).contains("invalid-type");
        assertThat(result.leftOut()).isEqualTo(1);
    }

    @Test
    void dataOfAConfigMapThatIsNoMappingIsUnreadableAndNotEmpty() {
        ManifestReader.Result result = Nodes.read(
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: ['whitelist-source-range: 10.0.0.0/8']}");

        assertThat(((ConfigMap) result.objects().get(0).resource()).isReadable())
                .isFalse();
        assertThat(codes(result)).containsOnly("invalid-type");
        assertThat(result.leftOut()).isEqualTo(1);
    }

    @Test
    void aValueOfAConfigMapWithoutANameIsLeftOutAndLeavesTheOthersAlone() {
        ManifestReader.Result result = Nodes.read(
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {'': x, ssl-redirect: 'true'}}");

        ConfigMap read = (ConfigMap) result.objects().get(0).resource();
        assertThat(read).isEqualTo(new ConfigMap(read.key(), Map.of("ssl-redirect", "true")));
        assertThat(read.isReadable()).isTrue();
        assertThat(result.diagnostics()).singleElement().satisfies(remark -> {
            assertThat(remark.code()).isEqualTo("invalid-key");
            assertThat(remark.field()).isEqualTo("data[]");
            assertThat(remark.value()).isEqualTo("x");
        });
        assertThat(result.leftOut()).isEqualTo(1);
    }

    @Test
    void aConfigMapIsReadAndANumberInItCountsAsText() {
        ManifestReader.Result result = Nodes.read(
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: x, b: 8, c: true}, binaryData: {d: YQ==}}");

        assertThat(((ConfigMap) only(result)).data())
                .containsEntry("a", "x")
                .containsEntry("b", "8")
                .containsEntry("c", "true");
        assertThat(codes(result)).containsExactly("invalid-type", "invalid-type");
    }

    @Test
    void aDuplicateFieldIsReportedOnceAndTheLastCounts() {
        ManifestReader.Result result = Nodes.read(
                "{apiVersion: v1, kind: Service, metadata: {name: a, name: b}, spec: {ports: [{port: 1}], ports: [{port: 2}]}}");

        assertThat(((Service) only(result)).ports())
                .extracting(ServicePort::port)
                .containsExactly(2);
        assertThat(names(result)).containsExactly("Service default/b");
        assertThat(result.diagnostics())
                .extracting(Diagnostic::field)
                .containsExactlyInAnyOrder("metadata.name", "spec.ports");
    }
}
