package io.ingress4j.proxy.netty.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.RecordingUpstream;
import io.ingress4j.proxy.netty.support.ScriptedUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an upstream sees of requests that are served, to the byte. */
final class ForwardedRequestsTest {
    private static RecordingUpstream upstream;
    private static TestProxy proxy;

    @BeforeAll
    static void start() throws Exception {
        upstream = RecordingUpstream.start();
        proxy = TestProxy.to(upstream.port()).start();
    }

    @AfterAll
    static void stop() throws Exception {
        proxy.close();
        upstream.close();
    }

    private static String ask(String bytes) throws Exception {
        int before = upstream.requests().size();
        try (RawClient client = proxy.connect()) {
            RawClient.Response answer = client.send(bytes).read();
            assertThat(answer.status()).as(answer.head()).isEqualTo(200);
        }
        assertThat(upstream.requests()).hasSize(before + 1);
        return upstream.last();
    }

    private static String get(String lines) throws Exception {
        return ask("GET / HTTP/1.1\r\nHost: a.test\r\n" + lines + "\r\n");
    }

    @Test
    void aRequestIsWrittenAnew() throws Exception {
        String seen =
                ask("GET /a/%7Eb;c?d=e HTTP/1.1\r\nHost: a.test\r\nX-Request-ID: id-1\r\nX-One:  1 \r\nx-two:\r\n\r\n");

        assertThat(seen).isEqualTo("""
                        GET /a/%7Eb;c?d=e HTTP/1.1
                        Host: a.test
                        X-Forwarded-Host: a.test
                        X-Real-IP: 127.0.0.1
                        X-Forwarded-For: 127.0.0.1
                        X-Forwarded-Port: PORT
                        X-Forwarded-Proto: http
                        X-Forwarded-Scheme: http
                        X-Scheme: http
                        X-Request-ID: id-1
                        X-One: 1
                        x-two:\s

                        """.replace("\n", "\r\n").replace("PORT", Integer.toString(proxy.port())));
    }

    static Stream<Arguments> readings() {
        String end = "\r\n\r\n";
        return Stream.of(
                arguments("empty lines in front", "\r\n\r\nGET / HTTP/1.1\r\nHost: a.test" + end, "/", "a.test"),
                arguments("a port", "GET / HTTP/1.1\r\nHost: a.test:8080" + end, "/", "a.test:8080"),
                arguments("upper case", "GET / HTTP/1.1\r\nHOST: A.Test" + end, "/", "A.Test"),
                arguments("a trailing dot", "GET / HTTP/1.1\r\nHost: a.test." + end, "/", "a.test."),
                arguments("white space around", "GET / HTTP/1.1\r\nHost:\t a.test \t" + end, "/", "a.test"),
                arguments("no white space", "GET / HTTP/1.1\r\nHost:a.test" + end, "/", "a.test"),
                arguments("HTTP/1.0", "GET / HTTP/1.0\r\nHost: a.test" + end, "/", "a.test"),
                arguments(
                        "an absolute target and another Host",
                        "GET http://a.test/x?y HTTP/1.1\r\nHost: b.test" + end,
                        "/x?y",
                        "a.test"),
                arguments(
                        "an absolute target without a path",
                        "GET HTTP://a.test HTTP/1.1\r\nHost: b" + end,
                        "/",
                        "a.test"),
                arguments(
                        "an absolute target with a query only",
                        "GET http://a.test?x HTTP/1.1\r\nHost: b" + end,
                        "/?x",
                        "a.test"),
                arguments("two slashes", "GET //a//b HTTP/1.1\r\nHost: a.test" + end, "//a//b", "a.test"),
                arguments("a tab in a value", "GET / HTTP/1.1\r\nHost: a.test\r\nX: a\tb" + end, "/", "a.test"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readings")
    void targetAndHostAreForwardedAsMatched(String what, String bytes, String target, String host) throws Exception {
        assertThat(ask(bytes)).startsWith("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/%00", "/a%5Cb", "/a%5cb", "/a\\b", "/../a", "/a/%2e%2e/%2e%2e/b", "/a%00b?c", "/a%zz", "/%"})
    void aPathThatAnUpstreamCouldReadOtherwiseIsRefusedOnAConnectionThatLives(String target) throws Exception {
        int before = upstream.requests().size();
        try (RawClient client = proxy.connect()) {
            assertThat(client.get(target).read().status()).isEqualTo(400);
            assertThat(upstream.requests()).hasSize(before);
            assertThat(client.get("/").read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: x-secret\r\nX-Secret: 1\r\n",
                "Connection: close, X-Secret\r\nX-Secret: 1\r\n",
                "Connection: keep-alive\r\nConnection: x-secret\r\nX-Secret: 1\r\n",
                "Keep-Alive: timeout=5, secret\r\n",
                "Proxy-Connection: secret\r\n",
                "Proxy-Authorization: secret\r\n",
                "Proxy-Authenticate: secret\r\n",
                "TE: trailers, secret\r\n",
                "Trailer: secret\r\n",
                "Upgrade: secret\r\n",
                "Connection: upgrade\r\nUpgrade: secret\r\n",
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: secret\r\n",
                "HTTP2-Settings: secret\r\n",
                "Proxy: http://secret/\r\n",
                "X_Secret: 1\r\n",
                "X_Forwarded_For: secret\r\n",
                "Content_Length: secret\r\n",
                "Transfer_Encoding: secret\r\n",
                "ssl-client-verify: secret\r\n",
                "SSL-Client-Subject-DN: secret\r\n",
                "ssl-client-cert: secret\r\n",
                "X-Real-IP: secret\r\n",
                "X-Scheme: secret\r\n",
                "X-Forwarded-Proto: secret\r\n",
                "X-Forwarded-Port: secret\r\n",
                "X-Forwarded-Scheme: secret\r\n",
                "X-Forwarded-Prefix: /secret\r\n",
                "X-Forwarded-Client-Cert: secret\r\n",
                "Forwarded: for=secret\r\n",
                "X-Original-Forwarded-For: secret\r\n",
                "X-Original-Forwarded-Host: secret\r\n"
            })
    void whatBelongsToTheHopOrOnlyToUsStaysBehind(String lines) throws Exception {
        assertThat(get(lines)).doesNotContainIgnoringCase("secret").doesNotContain("h2c");
    }

    @Test
    void whatAClientSaysOfItselfIsReplacedAndKeptAside() throws Exception {
        String seen = get("X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: 5.6.7.8\r\nX-Forwarded-Host: b.test\r\n");

        assertThat(seen)
                .contains("\r\nX-Forwarded-For: 127.0.0.1\r\n")
                .contains("\r\nX-Forwarded-Host: a.test\r\n")
                .contains("\r\nX-Original-Forwarded-For: 1.2.3.4, 5.6.7.8\r\n")
                .contains("\r\nX-Original-Forwarded-Host: b.test\r\n");
    }

    @Test
    void nobodyCanNominateAwayWhatWeSay() throws Exception {
        String seen =
                ask("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\nConnection: close, host, content-length, "
                        + "x-forwarded-for, x-real-ip, x-forwarded-proto, x-forwarded-host, x-request-id\r\n\r\nhello");

        assertThat(seen.lines())
                .contains(
                        "Host: a.test",
                        "Content-Length: 5",
                        "X-Forwarded-For: 127.0.0.1",
                        "X-Real-IP: 127.0.0.1",
                        "X-Forwarded-Proto: http",
                        "X-Forwarded-Host: a.test");
        assertThat(RecordingUpstream.field(seen, "x-request-id")).isPresent();
        assertThat(seen).endsWith("\r\n\r\nhello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "\u00e9", "x\ty"})
    void anUnusableRequestIdIsReplaced(String id) throws Exception {
        assertThat(RecordingUpstream.field(get("X-Request-ID: " + id + "\r\n"), "x-request-id"))
                .hasValueSatisfying(made -> assertThat(made).matches("[0-9a-f]{32}"));
    }

    @Test
    void aLongRequestIdIsReplaced() throws Exception {
        assertThat(get("X-Request-ID: " + "a".repeat(129) + "\r\n")).doesNotContain("aaa");
        assertThat(get("X-Request-ID: " + "a".repeat(128) + "\r\n"))
                .contains("\r\nX-Request-ID: " + "a".repeat(128) + "\r\n");
    }

    @Test
    void aCodingIsWrittenAnewHoweverItWasSpelled() throws Exception {
        for (String line :
                List.of("transfer-encoding: CHUNKED", "Transfer-Encoding:\tchunked ", "TRANSFER-ENCODING:chunked")) {
            assertThat(ask("POST / HTTP/1.1\r\nHost: a.test\r\n" + line + "\r\n\r\n2\r\nhi\r\n0\r\n\r\n"))
                    .contains("\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n");
        }
    }

    @Test
    void fieldsThatBelongToTheHopAreTakenFromResponsesToo() throws Exception {
        try (ScriptedUpstream hops =
                        ScriptedUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nKeep-Alive: hop\r\n"
                                + "Connection: keep-alive, x-hop\r\nX-Hop: hop\r\nProxy-Authenticate: hop\r\nTrailer: hop\r\n"
                                + "Upgrade: hop\r\nX-End: 1\r\n\r\nok");
                TestProxy through = TestProxy.to(hops.port()).start();
                RawClient client = through.connect()) {
            RawClient.Response answer = client.get("/").read();

            assertThat(answer.head()).isEqualTo("HTTP/1.1 200 OK\r\nX-End: 1\r\nContent-Length: 2\r\n\r\n");
            assertThat(answer.body()).isEqualTo("ok");
        }
    }
}
