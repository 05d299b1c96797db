package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 2 of the Ingress specification, paths, over sockets. */
@DisplayName("Ingress specification §2, paths")
final class IngressSpecPathsIT {
    private static Stage stage;

    @BeforeAll
    static void start() throws Exception {
        stage = Stage.open().services("one", "two", "three", "four");
        stage.manifest("types", """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: types}
                spec:
                  rules:
                    - host: exact
                      http:
                        paths:
                          - {path: /foo, pathType: Exact, backend: {service: {name: one, port: {number: 8080}}}}
                          - {path: /bar/, pathType: Exact, backend: {service: {name: two, port: {number: 8080}}}}
                    - host: prefix
                      http:
                        paths:
                          - {path: /foo, pathType: Prefix, backend: {service: {name: one, port: {number: 8080}}}}
                          - {path: /slash/, pathType: Prefix, backend: {service: {name: two, port: {number: 8080}}}}
                          - {path: /aaa/bb, pathType: Prefix, backend: {service: {name: three, port: {number: 8080}}}}
                    - host: root
                      http:
                        paths:
                          - {path: /, pathType: Prefix, backend: {service: {name: one, port: {number: 8080}}}}
                    - host: specific
                      http:
                        paths:
                          - path: /foo
                            pathType: ImplementationSpecific
                            backend: {service: {name: one, port: {number: 8080}}}
                    - host: specific-without-path
                      http:
                        paths:
                          - {pathType: ImplementationSpecific, backend: {service: {name: one, port: {number: 8080}}}}
                    - host: literal
                      http:
                        paths:
                          - {path: /a.b, pathType: Exact, backend: {service: {name: one, port: {number: 8080}}}}
                          - {path: /c.d, pathType: Prefix, backend: {service: {name: two, port: {number: 8080}}}}
                          - path: /e.f
                            pathType: ImplementationSpecific
                            backend: {service: {name: three, port: {number: 8080}}}
                """);
        stage.manifest("precedence", """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: precedence}
                spec:
                  rules:
                    - host: longest
                      http:
                        paths:
                          - {path: /, pathType: Prefix, backend: {service: {name: one, port: {number: 8080}}}}
                          - {path: /aaa, pathType: Prefix, backend: {service: {name: two, port: {number: 8080}}}}
                          - {path: /aaa/bbb, pathType: Prefix, backend: {service: {name: three, port: {number: 8080}}}}
                          - {path: /aaa/bbb/c, pathType: Exact, backend: {service: {name: four, port: {number: 8080}}}}
                    - host: longest-reversed
                      http:
                        paths:
                          - {path: /aaa/bbb/c, pathType: Exact, backend: {service: {name: four, port: {number: 8080}}}}
                          - {path: /aaa/bbb, pathType: Prefix, backend: {service: {name: three, port: {number: 8080}}}}
                          - {path: /aaa, pathType: Prefix, backend: {service: {name: two, port: {number: 8080}}}}
                          - {path: /, pathType: Prefix, backend: {service: {name: one, port: {number: 8080}}}}
                    - host: mixed
                      http:
                        paths:
                          - {path: /foo, pathType: Prefix, backend: {service: {name: one, port: {number: 8080}}}}
                          - {path: /foo, pathType: Exact, backend: {service: {name: two, port: {number: 8080}}}}
                    - host: mixed-reversed
                      http:
                        paths:
                          - {path: /foo, pathType: Exact, backend: {service: {name: two, port: {number: 8080}}}}
                          - {path: /foo, pathType: Prefix, backend: {service: {name: one, port: {number: 8080}}}}
                    - host: slashes
                      http:
                        paths:
                          - {path: /foo, pathType: Prefix, backend: {service: {name: one, port: {number: 8080}}}}
                          - {path: /foo/, pathType: Prefix, backend: {service: {name: two, port: {number: 8080}}}}
                    - host: exact-against-slash
                      http:
                        paths:
                          - {path: /foo, pathType: Exact, backend: {service: {name: one, port: {number: 8080}}}}
                          - {path: /foo/, pathType: Prefix, backend: {service: {name: two, port: {number: 8080}}}}
                """);
        stage.start();
    }

    @AfterAll
    static void stop() throws Exception {
        stage.close();
    }

    @ParameterizedTest(name = "§2.1 Exact: {0} -> {1}")
    @CsvSource({
        "/foo, one",
        "/foo/, 404",
        "/FOO, 404",
        "/foobar, 404",
        "/foo/bar, 404",
        "/bar/, two",
        "/bar, 404",
        "/bar/x, 404",
        "/, 404",
    })
    void exactTakesTheWholePath(String target, String expected) throws Exception {
        assertThat(stage.outcome("exact", target)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§2.1 Prefix: {0} -> {1}")
    @CsvSource({
        "/foo, one",
        "/foo/, one",
        "/foo/bar, one",
        "/foobar, 404",
        "/FOO, 404",
        "/foo;v=1, 404",
        "/slash, two",
        "/slash/, two",
        "/slash/bar, two",
        "/slashed, 404",
        "/aaa/bb, three",
        "/aaa/bb/c, three",
        "/aaa/bbb, 404",
        "/aaa, 404",
        "/, 404",
    })
    void prefixTakesElementByElement(String target, String expected) throws Exception {
        assertThat(stage.outcome("prefix", target)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§2.1 Prefix /: {0} -> one")
    @CsvSource({"/", "/foo", "/FOO/bar;v=1", "/a.b", "/?q=1", "/%C3%A4"})
    void theRootPrefixTakesEverything(String target) throws Exception {
        assertThat(stage.outcome("root", target)).isEqualTo("one");
    }

    @ParameterizedTest(name = "§2.1 ImplementationSpecific: {0}{1} -> {2}")
    @CsvSource({
        "specific, /foo, one",
        "specific, /foo/bar, one",
        "specific, /bar, 404",
        "specific-without-path, /, one",
        "specific-without-path, /any/path, one",
    })
    void implementationSpecificIsServedAndItsPathIsOptional(String host, String target, String expected)
            throws Exception {
        assertThat(stage.outcome(host, target)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§2.1 query: {0}{1} -> {2}")
    @CsvSource({
        "exact, /foo?bar, one",
        "exact, /foo?/bar, one",
        "exact, /bar?/, 404",
        "prefix, /foo?bar=/slash, one",
        "prefix, /?/foo, 404",
    })
    void theQueryIsNoPartOfThePath(String host, String target, String expected) throws Exception {
        Answer answer = stage.get(host, target);

        assertThat(answer.outcome()).isEqualTo(expected);
        assertThat(answer.reported("target")).isEqualTo(answer.status() == 200 ? target : "");
    }

    @ParameterizedTest(name = "§2.1 literal: {0} -> {1}")
    @CsvSource({"/a.b, one", "/axb, 404", "/c.d/e, two", "/cxd/e, 404", "/e.f, three", "/exf, 404"})
    void aDotIsNoWildcard(String target, String expected) throws Exception {
        assertThat(stage.outcome("literal", target)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§2.2 longest path first, whatever the order: {0} -> {1}")
    @CsvSource({
        "/, one",
        "/aaab, one",
        "/aaa, two",
        "/aaa/x, two",
        "/aaa/bbb, three",
        "/aaa/bbb/x, three",
        "/aaa/bbb/c, four",
        "/aaa/bbb/c/d, three",
    })
    void theLongestPathWins(String target, String expected) throws Exception {
        assertThat(stage.outcome("longest", target)).isEqualTo(expected);
        assertThat(stage.outcome("longest-reversed", target)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§2.2 Exact before Prefix, whatever the order: {0} -> {1}")
    @CsvSource({"/foo, two", "/foo/, one", "/foo/bar, one"})
    void exactComesBeforePrefix(String target, String expected) throws Exception {
        assertThat(stage.outcome("mixed", target)).isEqualTo(expected);
        assertThat(stage.outcome("mixed-reversed", target)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§2.2 Prefix /foo and Prefix /foo/: {0} -> two")
    @CsvSource({"/foo/", "/foo/bar"})
    void thePrefixWithASlashHasWhatIsBelow(String target) throws Exception {
        assertThat(stage.outcome("slashes", target)).isEqualTo("two");
    }

    @ParameterizedTest(name = "§2.2, §11.2 Exact /foo against Prefix /foo/: {0} -> {1}")
    @CsvSource({"/foo, one", "/foo/, two", "/foo/bar, two"})
    void exactComesBeforeALongerPrefix(String target, String expected) throws Exception {
        assertThat(stage.outcome("exact-against-slash", target)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§2.4, §11.4, §11.5 one reading: {0} -> {1}")
    @CsvSource({
        "/%66oo, one",
        "/f%6F%6F/bar, one",
        "/x/../foo, one",
        "/foo/./bar, one",
        "/foo/../../etc, 400",
        "//foo, one",
        "/foo/%2e%2e/secret, 404",
    })
    void onePathReadingChoosesTheRoute(String target, String expected) throws Exception {
        assertThat(stage.outcome("prefix", target)).isEqualTo(expected);
    }
}
