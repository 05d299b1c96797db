package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 1 of the Ingress specification, hosts, over sockets. */
@DisplayName("Ingress specification §1, hosts")
final class IngressSpecHostsIT {
    private static Stage stage;

    @BeforeAll
    static void start() throws Exception {
        stage = Stage.open().services("exact", "wildcard", "hostless", "empty-host", "fallback");
        stage.manifest("hosts", """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: exact}
                spec:
                  rules:
                    - host: exact.example.com
                      http:
                        paths:
                          - {path: /, pathType: Prefix, backend: {service: {name: exact, port: {number: 8080}}}}
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: wildcard}
                spec:
                  rules:
                    - host: "*.foo.com"
                      http:
                        paths:
                          - {path: /, pathType: Prefix, backend: {service: {name: wildcard, port: {number: 8080}}}}
                    - host: exact.foo.com
                      http:
                        paths:
                          - {path: /, pathType: Prefix, backend: {service: {name: exact, port: {number: 8080}}}}
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: hostless}
                spec:
                  rules:
                    - http:
                        paths:
                          - {path: /absent, pathType: Prefix, backend: {service: {name: hostless, port: {number: 8080}}}}
                    - host: ""
                      http:
                        paths:
                          - {path: /empty, pathType: Prefix, backend: {service: {name: empty-host, port: {number: 8080}}}}
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: without-paths}
                spec:
                  defaultBackend: {service: {name: fallback, port: {number: 8080}}}
                  rules:
                    - host: without-paths.example.com
                """);
        stage.start();
    }

    @AfterAll
    static void stop() throws Exception {
        stage.close();
    }

    @ParameterizedTest(name = "§1 exact host: exact.example.com, asked for {0} -> {1}")
    @CsvSource({
        "exact.example.com, exact",
        "example.com, 404",
        "a.exact.example.com, 404",
        "exact.example.com.evil.org, 404",
        "exactXexample.com, 404",
    })
    void anExactHostTakesItsOwnName(String host, String expected) throws Exception {
        assertThat(stage.outcome(host, "/")).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§1 wildcard host: *.foo.com, asked for {0} -> {1}")
    @CsvSource({
        "bar.foo.com, wildcard",
        "b-a-r.foo.com, wildcard",
        "baz.bar.foo.com, 404",
        "foo.com, 404",
        ".foo.com, 400",
        "barfoo.com, 404",
    })
    void aWildcardTakesExactlyOneLabel(String host, String expected) throws Exception {
        assertThat(stage.outcome(host, "/")).isEqualTo(expected);
    }

    @Test
    @DisplayName("§1 precedence: the exact host comes before the wildcard")
    void anExactHostComesBeforeAWildcard() throws Exception {
        assertThat(stage.outcome("exact.foo.com", "/")).isEqualTo("exact");
    }

    @ParameterizedTest(name = "§1 absent or empty host: applies to {0}")
    @ValueSource(strings = {"any.example.org", "localhost", "127.0.0.1", "192.0.2.7:81", "[2001:db8::1]"})
    void aRuleWithoutHostAppliesToEveryHost(String host) throws Exception {
        assertThat(stage.outcome(host, "/absent")).isEqualTo("hostless");
        assertThat(stage.outcome(host, "/empty/below")).isEqualTo("empty-host");
    }

    @ParameterizedTest(name = "§1 port in Host: {0} -> {1}")
    @CsvSource({
        "exact.example.com:80, exact",
        "exact.example.com:8443, exact",
        "exact.example.com:65535, exact",
        "bar.foo.com:1, wildcard",
    })
    void aPortInTheHostPreventsNoMatch(String host, String expected) throws Exception {
        assertThat(stage.outcome(host, "/")).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§1 IP literal in Host: {0} reaches rules without host only")
    @ValueSource(strings = {"127.0.0.1", "10.1.2.3:8080", "[::1]", "[::1]:8080", "[2001:db8::2]:80"})
    void anAddressReachesRulesWithoutHostOnly(String host) throws Exception {
        assertThat(stage.outcome(host, "/absent")).isEqualTo("hostless");
        assertThat(stage.outcome(host, "/")).isEqualTo("404");
    }

    @Test
    @DisplayName("§1 host without http: the requests of that host, and no others, go to the default backend")
    void aHostWithoutPathsGoesToTheDefaultBackend() throws Exception {
        assertThat(stage.outcome("without-paths.example.com", "/any")).isEqualTo("fallback");
        assertThat(stage.outcome("other.example.com", "/any")).isEqualTo("404");
    }

    @ParameterizedTest(name = "§1, RFC 9110 4.2.3, §11.1: {0} is the same host")
    @ValueSource(strings = {"EXACT.Example.COM", "exact.example.com.", "exact.example.com.:8080"})
    void caseAndATrailingDotMakeNoOtherHost(String host) throws Exception {
        assertThat(stage.outcome(host, "/")).isEqualTo("exact");
    }

    @Test
    @DisplayName("§11.14: a host without a path for the request does not fall back to a rule without host")
    void theChoiceOfTheHostIsFinal() throws Exception {
        assertThat(stage.outcome("without-paths.example.com", "/absent")).isEqualTo("fallback");
    }

    @ParameterizedTest(name = "§1, RFC 9112 3.2: a request with {0} is refused")
    @ValueSource(strings = {"two Host fields", "an invalid Host", "no Host"})
    void anAmbiguousHostIsRefused(String kind) throws Exception {
        try (Client client = stage.http()) {
            Answer answer = switch (kind) {
                case "two Host fields" -> client.send("GET", "exact.example.com", "/", "Host: exact.example.com");
                case "no Host" -> client.sendLines("GET / HTTP/1.1", "Accept: */*");
                default -> client.get("exact.example.com/evil", "/");
            };

            assertThat(answer.status()).isEqualTo(400);
        }
    }

    @Test
    @DisplayName("§1, RFC 9112 3.2.2: the authority of an absolute target counts")
    void theAuthorityOfAnAbsoluteTargetCounts() throws Exception {
        assertThat(stage.outcome("exact.example.com", "http://bar.foo.com/")).isEqualTo("wildcard");
    }
}
