package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 6 of the Ingress specification, Services and their endpoints, over sockets. */
@DisplayName("Ingress specification §6, backends")
final class IngressSpecBackendsIT {
    private static final List<Backend> BACKENDS = new ArrayList<>();
    private static Stage stage;

    @BeforeAll
    static void start() throws Exception {
        stage = Stage.open();
        servicePorts();
        portsByName();
        unions();
        conditions();
        addressFamilies();
        namespaces();
        stage.refusedByTheApiServer("spelled-namespace");
        stage.start();
    }

    @AfterAll
    static void stop() throws Exception {
        stage.close();
        for (Backend backend : BACKENDS) {
            backend.close();
        }
    }

    private static Backend backend(String name) throws IOException {
        return backend(name, stage.host(1));
    }

    private static Backend backend(String name, String address) throws IOException {
        Backend backend = Backend.start(name, address);
        BACKENDS.add(backend);
        return backend;
    }

    private static String service(String name, String ports) {
        return """
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: %s}
                spec: {ports: [%s]}
                """.formatted(name, ports);
    }

    private static String slice(String name, String service, String type, String ports, String endpoints) {
        return """
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: %s, labels: {kubernetes.io/service-name: %s}}
                addressType: %s
                ports: [%s]
                endpoints: [%s]
                """.formatted(name, service, type, ports, endpoints);
    }

    /** An Ingress whose host is its name. */
    private static String ingress(String name, String service, String port) {
        return """
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: %s}
                spec:
                  rules:
                    - host: %s
                      http:
                        paths:
                          - {path: /, pathType: Prefix, backend: {service: {name: %s, port: {%s}}}}
                """.formatted(name, name, service, port);
    }

    private static void servicePorts() throws IOException {
        Backend web = backend("web");
        Backend metrics = backend("metrics");
        stage.manifest(
                "service-ports",
                service(
                                "numbered",
                                "{name: web, port: 80, targetPort: 9999},"
                                        + "{name: metrics, port: 9090, targetPort: 80}")
                        + slice(
                                "numbered-1",
                                "numbered",
                                "IPv4",
                                "{name: web, port: " + web.port() + "}, {name: metrics, port: " + metrics.port() + "}",
                                "{addresses: [" + stage.host(1) + "]}")
                        + ingress("by-number-80", "numbered", "number: 80")
                        + ingress("by-number-9090", "numbered", "number: 9090")
                        + ingress("by-name-web", "numbered", "name: web")
                        + ingress("by-name-metrics", "numbered", "name: metrics")
                        + ingress("by-unknown-number", "numbered", "number: 81")
                        + ingress("by-unknown-name", "numbered", "name: admin"));
    }

    private static void portsByName() throws IOException {
        Backend unnamed = backend("unnamed");
        Backend first = backend("named-target");
        Backend second = backend("named-target");
        Backend udp = backend("udp");
        stage.manifest(
                "ports-by-name",
                service("unnamed", "{port: 80}")
                        + slice(
                                "unnamed-1",
                                "unnamed",
                                "IPv4",
                                "{port: " + unnamed.port() + "}",
                                "{addresses: [" + stage.host(1) + "]}")
                        + ingress("unnamed", "unnamed", "number: 80")
                        + service("named-target", "{name: http, port: 80, targetPort: web}")
                        + slice(
                                "named-target-1",
                                "named-target",
                                "IPv4",
                                "{name: http, port: " + first.port() + "}",
                                "{addresses: [" + stage.host(1) + "]}")
                        + slice(
                                "named-target-2",
                                "named-target",
                                "IPv4",
                                "{name: http, port: " + second.port() + "}",
                                "{addresses: [" + stage.host(1) + "]}")
                        + ingress("named-target", "named-target", "number: 80")
                        + service("other-name", "{name: http, port: 80}")
                        + slice(
                                "other-name-1",
                                "other-name",
                                "IPv4",
                                "{name: https, port: " + first.port() + "}",
                                "{addresses: [" + stage.host(1) + "]}")
                        + ingress("other-name", "other-name", "number: 80")
                        + service("udp", "{name: dns, port: 53, protocol: UDP}")
                        + slice(
                                "udp-1",
                                "udp",
                                "IPv4",
                                "{name: dns, port: " + udp.port() + ", protocol: UDP}",
                                "{addresses: [" + stage.host(1) + "]}")
                        + ingress("udp", "udp", "number: 53"));
    }

    private static void unions() throws IOException {
        Backend one = backend("union");
        Backend two = backend("union");
        Backend three = backend("union");
        Backend stranger = backend("stranger");
        stage.manifest(
                "unions",
                service("union", "{name: http, port: 80}")
                        + slice(
                                "zzz",
                                "union",
                                "IPv4",
                                "{name: http, port: " + one.port() + "}",
                                "{addresses: [" + stage.host(1) + "]}")
                        + slice(
                                "aaa",
                                "union",
                                "IPv4",
                                "{name: http, port: " + two.port() + "}",
                                "{addresses: [" + stage.host(1) + "]}")
                        + slice(
                                "mmm",
                                "union",
                                "IPv4",
                                "{name: http, port: " + three.port() + "}",
                                "{addresses: [" + stage.host(1) + "]}")
                        + slice(
                                "again",
                                "union",
                                "IPv4",
                                "{name: http, port: " + one.port() + "}",
                                "{addresses: [" + stage.host(1) + "]}")
                        + slice(
                                "union-1",
                                "somebody-else",
                                "IPv4",
                                "{name: http, port: " + stranger.port() + "}",
                                "{addresses: [" + stage.host(1) + "]}")
                        + ingress("union", "union", "number: 80"));
    }

    /** Each host has one endpoint that may be used at most, beside one that must not be where there is a better one. */
    private static void conditions() throws IOException {
        conditions("ready", "ready: true");
        conditions("ready-unset", "serving: true");
        conditions("no-conditions", "");
        conditions("terminating-unset", "ready: true, serving: true");
        conditions("not-ready", "ready: false");
        conditions("not-ready-but-serving", "ready: false, serving: true");
        conditions("terminating", "ready: false, serving: false, terminating: true");
        conditions("terminating-but-serving", "ready: false, serving: true, terminating: true");
        String usable = "ready: true";
        Backend good = backend("mixed-good");
        Backend bad = backend("mixed-bad");
        stage.manifest(
                "conditions-mixed",
                service("mixed", "{name: http, port: 80}")
                        + slice(
                                "mixed-1",
                                "mixed",
                                "IPv4",
                                "{name: http, port: " + good.port() + "}",
                                "{addresses: [" + stage.host(1) + "], conditions: {" + usable + "}}")
                        + slice(
                                "mixed-2",
                                "mixed",
                                "IPv4",
                                "{name: http, port: " + bad.port() + "}",
                                "{addresses: [" + stage.host(1) + "], conditions: {ready: false}}")
                        + slice(
                                "mixed-3",
                                "mixed",
                                "IPv4",
                                "{name: http, port: " + bad.port() + "}",
                                "{addresses: [" + stage.host(2)
                                        + "], conditions: {ready: false, serving: true, terminating: true}}")
                        + ingress("mixed", "mixed", "number: 80"));
    }

    private static void conditions(String name, String conditions) throws IOException {
        Backend only = backend(name);
        stage.manifest(
                "conditions-" + name,
                service(name, "{name: http, port: 80}")
                        + slice(
                                name + "-1",
                                name,
                                "IPv4",
                                "{name: http, port: " + only.port() + "}",
                                "{addresses: [" + stage.host(1) + "], conditions: {" + conditions + "}}")
                        + ingress(name, name, "number: 80"));
    }

    private static void addressFamilies() throws IOException {
        Backend four = backend("dual");
        String address = Manifests.APPLIED ? "fd00:10:244::1" : "::1";
        Backend six = backend("dual", address);
        stage.manifest(
                "families",
                service("dual", "{name: http, port: 80}")
                        + slice(
                                "dual-4",
                                "dual",
                                "IPv4",
                                "{name: http, port: " + four.port() + "}",
                                "{addresses: [" + stage.host(1) + "]}")
                        + slice(
                                "dual-6",
                                "dual",
                                "IPv6",
                                "{name: http, port: " + six.port() + "}",
                                "{addresses: ['" + address + "']}")
                        + ingress("dual", "dual", "number: 80")
                        + service("hinted", "{name: http, port: 80}")
                        + slice(
                                "hinted-1",
                                "hinted",
                                "IPv4",
                                "{name: http, port: " + four.port() + "}",
                                "{addresses: [" + stage.host(1) + "], zone: a, hints: {forZones: [{name: b}]}}")
                        + ingress("hinted", "hinted", "number: 80"));
    }

    private static void namespaces() throws IOException {
        stage.service("elsewhere", "secret-service", 1);
        stage.service("elsewhere", "same-name", 1);
        stage.service("default", "same-name", 1);
        stage.manifest(
                "namespaces",
                ingress("other-namespace", "secret-service", "number: 8080")
                        + ingress("spelled-namespace", "elsewhere/secret-service", "number: 8080")
                        + ingress("same-name", "same-name", "number: 8080")
                        + ingress("missing", "no-such-service", "number: 80"));
    }

    private static Set<String> endpointsOf(String host, int requests) throws IOException {
        Set<String> endpoints = new TreeSet<>();
        for (int i = 0; i < requests; i++) {
            Answer answer = stage.get(host, "/");
            assertThat(answer.status()).isEqualTo(200);
            endpoints.add(answer.endpoint());
        }
        return endpoints;
    }

    private static Set<String> addressesOf(String service) {
        Set<String> addresses = new HashSet<>();
        for (Backend backend : BACKENDS) {
            if (backend.service().equals(service)) {
                addresses.add(backend.host() + " " + backend.port());
            }
        }
        return addresses;
    }

    @ParameterizedTest(name = "§6 the port is the Service's, by number or by name: {0} -> {1}")
    @CsvSource({
        "by-number-80, web",
        "by-number-9090, metrics",
        "by-name-web, web",
        "by-name-metrics, metrics",
        "by-unknown-number, 503",
        "by-unknown-name, 503",
    })
    void theBackendNamesAPortOfTheService(String host, String expected) throws Exception {
        assertThat(stage.outcome(host, "/")).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§6 the port of the slice is found by name: {0} -> {1}")
    @CsvSource({"unnamed, unnamed", "named-target, named-target", "other-name, 503"})
    void thePortOfTheSliceIsFoundByName(String host, String expected) throws Exception {
        assertThat(stage.outcome(host, "/")).isEqualTo(expected);
    }

    @Test
    @DisplayName("§6 slices of one Service may have different numbers for a port")
    void slicesMayHaveDifferentNumbers() throws Exception {
        assertThat(endpointsOf("named-target", 20)).isEqualTo(addressesOf("named-target"));
    }

    @Test
    @DisplayName("§6 only TCP ports")
    void aUdpPortIsNoBackend() throws Exception {
        assertThat(stage.outcome("udp", "/")).isEqualTo("503");
    }

    @Test
    @DisplayName("§6 endpoints are the union of all slices with the Service's label; names of slices mean nothing")
    void theEndpointsAreTheUnionOfTheSlices() throws Exception {
        assertThat(endpointsOf("union", 40)).isEqualTo(addressesOf("union")).hasSize(3);
    }

    @ParameterizedTest(name = "§6 conditions: {0} -> {1}")
    @CsvSource({
        "ready, ready",
        "ready-unset, ready-unset",
        "no-conditions, no-conditions",
        "terminating-unset, terminating-unset",
        "not-ready, 503",
        "not-ready-but-serving, 503",
        "terminating, 503",
    })
    void onlyReadyEndpointsGetTraffic(String host, String expected) throws Exception {
        assertThat(stage.outcome(host, "/")).isEqualTo(expected);
    }

    @Test
    @DisplayName("§6 an endpoint that is not ready, or that terminates, gets nothing while another is ready")
    void readyEndpointsComeBeforeTerminatingOnes() throws Exception {
        assertThat(endpointsOf("mixed", 20)).isEqualTo(addressesOf("mixed-good"));
    }

    @Test
    @DisplayName("§6, §11.15 endpoints that terminate but still serve are used where no others are left")
    void terminatingButServingEndpointsAreTheLastResort() throws Exception {
        assertThat(stage.outcome("terminating-but-serving", "/")).isEqualTo("terminating-but-serving");
    }

    @Test
    @DisplayName("§6 a dual stack Service has slices of both families: both are used where the Service names none")
    void bothAddressFamiliesAreUsed() throws Exception {
        if (Manifests.APPLIED) { // the API server names the one that it has
            assertThat(endpointsOf("dual", 20)).singleElement().asString().startsWith(stage.host(1));
        } else {
            assertThat(endpointsOf("dual", 20)).isEqualTo(addressesOf("dual")).hasSize(2);
        }
    }

    @Test
    @DisplayName("§6 hints for zones are ignored by who knows no zone")
    void hintsForZonesAreIgnored() throws Exception {
        assertThat(stage.outcome("hinted", "/")).isEqualTo("dual");
    }

    @ParameterizedTest(name = "§6 the Service is in the Ingress's namespace: {0} -> {1}")
    @CsvSource({"other-namespace, 503", "same-name, same-name", "missing, 503"})
    void theServiceIsInTheNamespaceOfTheIngress(String host, String expected) throws Exception {
        assertThat(stage.outcome(host, "/")).isEqualTo(expected);
    }

    @Test
    @DisplayName("§6 there is no reference to a Service of another namespace")
    void aServiceOfAnotherNamespaceIsNeverReached() throws Exception {
        Backend own = stage.endpointsOf("same-name").get(1);
        assertThat(endpointsOf("same-name", 10)).containsExactly(own.host() + " " + own.port());
        assertThat(stage.outcome("spelled-namespace", "/")).isNotEqualTo("secret-service");
        assertThat(stage.endpointsOf("secret-service"))
                .allSatisfy(endpoint -> assertThat(endpoint.requests()).isZero());
    }
}
