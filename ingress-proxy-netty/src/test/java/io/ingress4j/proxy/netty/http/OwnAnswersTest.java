package io.ingress4j.proxy.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.proxy.netty.config.ProxyLimits;
import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.ScriptedUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that no upstream gave: short, whole, and without a word of what is inside. */
final class OwnAnswersTest {

    private static void assertPlain(RawClient.Response answer, int status, String reason, boolean closes) {
        assertThat(answer.head()).startsWith("HTTP/1.1 " + status + " " + reason + "\r\n");
        assertThat(answer.body()).isEqualTo(status + " " + reason + "\n");
        assertThat(answer.field("content-type")).hasValue("text/plain; charset=utf-8");
        assertThat(answer.all("content-length"))
                .containsExactly(Integer.toString(answer.body().length()));
        assertThat(answer.all("connection")).isEqualTo(closes ? List.of("close") : List.of());
        assertThat(answer.field("date"))
                .hasValueSatisfying(date -> assertThat(Duration.between(
                                        ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME),
                                        ZonedDateTime.now())
                                .abs())
                        .isLessThan(Duration.ofMinutes(1)));
        assertThat(answer.head()).doesNotContainIgnoringCase("netty").doesNotContainIgnoringCase("server:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "GET  / HTTP/1.1; 400; Bad Request; true",
                "GET /%00 HTTP/1.1; 400; Bad Request; false",
                "CONNECT a.test:443 HTTP/1.1; 405; Method Not Allowed; true",
                "GET / HTTP/1.1|Expect: x; 417; Expectation Failed; true",
                "GET / HTTP/1.1|Transfer-Encoding: gzip, chunked; 501; Not Implemented; true",
                "GET / HTTP/1.1|Content-Length: 2000000; 413; Request Entity Too Large; true",
                "GET / HTTP/3.0; 505; HTTP Version Not Supported; true",
                "GET / HTTP/1.1; 503; Service Unavailable; false"
            })
    void aRequestThatIsNotForwardedHasItsStatus(String head, int status, String reason, boolean closes)
            throws Exception {
        try (TestProxy proxy = TestProxy.to().start();
                RawClient client = proxy.connect()) {
            client.send(head.replace("|", "\r\n") + "\r\nHost: a.test\r\n\r\n");

            RawClient.Response answer = client.read();
            assertPlain(answer, status, reason, closes);
            assertThat(answer.field("allow").isPresent()).isEqualTo(status == 405);
            if (!closes) {
                client.send("GET / HTTP/1.1\r\nHost: nobody.test\r\n\r\n");
                assertPlain(client.read(), 404, "Not Found", false);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HEAD / HTTP/1.1|Host: nobody.test, 404",
        "HEAD / HTTP/1.1|Host: a.test, 503",
        "HEAD /%00 HTTP/1.1|Host: a.test, 400",
        "HEAD /#a HTTP/1.1|Host: a.test, 400",
        "HEAD / HTTP/1.1|Host: a.test|Expect: x, 417"
    })
    void aHeadIsAnsweredWithoutABody(String head, int status) throws Exception {
        try (TestProxy proxy = TestProxy.to().start();
                RawClient client = proxy.connect()) {
            client.send(head.replace("|", "\r\n") + "\r\nConnection: close\r\n\r\n");

            RawClient.Response answer = client.read(true);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.field("content-length")).isPresent();
            assertThat(client.readAll()).isEmpty();
        }
    }

    @Test
    void http10IsAnsweredAsItAsks() throws Exception {
        try (TestProxy proxy = TestProxy.to().start();
                RawClient client = proxy.connect()) {
            client.send("GET / HTTP/1.0\r\nHost: a.test\r\nConnection: keep-alive\r\n\r\n");
            assertThat(client.read().field("connection")).hasValue("keep-alive");
            client.send("GET / HTTP/1.0\r\n\r\n");
            RawClient.Response last = client.read();
            assertPlain(last, 404, "Not Found", true);
            assertThat(client.readAll()).isEmpty();
        }
    }

    @Test
    void anUpstreamThatCannotBeReachedIsABadGateway() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        try (TestProxy proxy = TestProxy.to(port).start();
                RawClient client = proxy.connect()) {
            assertPlain(client.get("/").read(), 502, "Bad Gateway", false);
            assertPlain(client.get("/").read(), 502, "Bad Gateway", false);
        }
    }

    @Test
    void anUpstreamThatSaysNothingIsAGatewayTimeout() throws Exception {
        try (ScriptedUpstream silent = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    connection.readSome(1);
                });
                TestProxy proxy = TestProxy.to(silent.port())
                        .annotation("proxy-read-timeout", "1")
                        .start();
                RawClient client = proxy.connect()) {
            assertPlain(client.get("/").read(), 504, "Gateway Timeout", false);
        }
    }

    @Test
    void whatIsTooLongOrTooSlowIsNamed() throws Exception {
        ProxyLimits limits =
                ProxyLimits.builder().header(Duration.ofMillis(400)).build();
        try (TestProxy proxy = TestProxy.to().limits(limits).start();
                RawClient slow = proxy.connect();
                RawClient line = proxy.connect();
                RawClient fields = proxy.connect()) {
            assertPlain(line.get("/" + "a".repeat(10_000)).read(), 414, "Request-URI Too Long", true);
            fields.send("GET / HTTP/1.1\r\nHost: a.test\r\nX: " + "a".repeat(40_000) + "\r\n\r\n");
            assertPlain(fields.read(), 431, "Request Header Fields Too Large", true);
            slow.send("GET");
            assertPlain(slow.read(), 408, "Request Timeout", true);
        }
    }
}
