package io.ingress4j.proxy.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.ScriptedUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client sees of an upstream that breaks the rules, and that everybody else sees nothing of it. */
final class HostileUpstreamTest {
    private static final String GOOD = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood";

    private static String head(String... fields) {
        return "HTTP/1.1 200 OK\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
    }

    /** Answers {@code /good} well, and lets {@code bad} do what it likes with every other request. */
    private static ScriptedUpstream upstream(ScriptedUpstream.Script bad) throws IOException {
        return ScriptedUpstream.start((connection, number) -> {
            while (true) {
                if (connection.readRequest().contains(" /good")) {
                    connection.send(GOOD);
                } else {
                    bad.run(connection, number);
                }
            }
        });
    }

    private static void assertGood(RawClient client) throws IOException {
        RawClient.Response answer = client.get("/good").read();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("good");
    }

    private static void assertGood(TestProxy proxy) throws IOException {
        try (RawClient other = proxy.connect()) {
            assertGood(other);
        }
    }

    static Stream<Arguments> noResponses() {
        return Stream.of(
                Arguments.of("text", "hello\r\n\r\n"),
                Arguments.of("HTTP/0.9", "<html>hello</html>\r\n"),
                Arguments.of("SMTP", "220 mail.test ESMTP\r\n"),
                Arguments.of("SSH", "SSH-2.0-OpenSSH_9.6\r\n"),
                Arguments.of("ICY", "ICY 200 OK\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("TLS alert", "\u0015\u0003\u0001\u0000\u0002\u0002\u0046"),
                Arguments.of("HTTP/2", "\u0000\u0000\u0012\u0004\u0000\u0000\u0000\u0000\u0000\r\n\r\n"),
                Arguments.of("status 99", "HTTP/1.1 99 X\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("status 099", "HTTP/1.1 099 X\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("status 600", "HTTP/1.1 600 X\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("status 1000", "HTTP/1.1 1000 X\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("status 0200", "HTTP/1.1 0200 OK\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("status +20", "HTTP/1.1 +20 OK\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("status abc", "HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("no status", "HTTP/1.1\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("version 9.9", "HTTP/9.9 200 OK\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("version 2.0", "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("version in lower case", "http/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("leading space", " HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("lines that end with LF", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"),
                Arguments.of(
                        "length and chunks", head("Content-Length: 5", "Transfer-Encoding: chunked") + "0\r\n\r\n"),
                Arguments.of(
                        "chunks and length", head("Transfer-Encoding: chunked", "Content-Length: 5") + "0\r\n\r\n"),
                Arguments.of("two lengths", head("Content-Length: 5", "Content-Length: 6") + "hello"),
                Arguments.of("a list of lengths", head("Content-Length: 5, 6") + "hello"),
                Arguments.of("the same length twice", head("Content-Length: 5", "Content-Length: 5") + "hello"),
                Arguments.of("a signed length", head("Content-Length: +5") + "hello"),
                Arguments.of("a negative length", head("Content-Length: -1") + "hello"),
                Arguments.of("an empty length", head("Content-Length: ") + "hello"),
                Arguments.of("a length beyond 64 bits", head("Content-Length: 18446744073709551621") + "hello"),
                Arguments.of("an unknown coding", head("Transfer-Encoding: gzip") + "hello"),
                Arguments.of("a coding before chunked", head("Transfer-Encoding: gzip, chunked") + "0\r\n\r\n"),
                Arguments.of("an obfuscated coding", head("Transfer-Encoding: xchunked") + "0\r\n\r\n"),
                Arguments.of(
                        "two codings", head("Transfer-Encoding: chunked", "Transfer-Encoding: chunked") + "0\r\n\r\n"),
                Arguments.of("chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("NUL in a value", head("Content-Length: 0", "A: b\0c")),
                Arguments.of("bare CR in a value", head("Content-Length: 0", "A: b\rSet-Cookie: c=d")),
                Arguments.of("bare LF in a value", head("Content-Length: 0", "A: b\nSet-Cookie: c=d")),
                Arguments.of("space in a name", head("Content-Length: 0", "A b: c")),
                Arguments.of("a length of several words", head("Content-Length of mine: 0")),
                Arguments.of("an empty name", head("Content-Length: 0", ": c")),
                Arguments.of("no colon", head("Content-Length: 0", "abc")),
                Arguments.of("high bytes in a name", head("Content-Length: 0", "A\u00e4: c")),
                Arguments.of("a large field", head("Content-Length: 0", "A: " + "b".repeat(40_000))),
                Arguments.of(
                        "a large head",
                        head("Content-Length: 0", ("A: " + "b".repeat(990) + "\r\n").repeat(40) + "C: d")),
                Arguments.of("many fields", head("Content-Length: 0", "A: b\r\n".repeat(100) + "C: d")),
                Arguments.of(
                        "a switch that nobody asked for",
                        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"),
                Arguments.of("many interim heads", "HTTP/1.1 102 Processing\r\n\r\n".repeat(30) + GOOD));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noResponses")
    void whatIsNoResponseIsABadGatewayAndEndsTheConnection(String what, String bytes) throws Exception {
        try (ScriptedUpstream upstream = upstream((connection, number) -> {
                    connection.send(bytes + GOOD);
                    connection.awaitEnd();
                });
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            RawClient.Response answer = client.get("/bad").read();
            while (answer.status() < 200) {
                answer = client.read();
            }
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.head()).doesNotContain("Set-Cookie", "A:", "a:");
            assertGood(client);
            assertGood(proxy);
        }
    }

    static Stream<Arguments> cutResponses() {
        String chunked = head("Transfer-Encoding: chunked");
        return Stream.of(
                Arguments.of("a short body", head("Content-Length: 10") + "hello"),
                Arguments.of("a chunk cut short", chunked + "a\r\nhello"),
                Arguments.of("no last chunk", chunked + "5\r\nhello\r\n"),
                Arguments.of("half of a last chunk", chunked + "5\r\nhello\r\n0\r\n"),
                Arguments.of("no chunk size", chunked + "5\r\nhello\r\n\r\n"),
                Arguments.of("letters for a chunk size", chunked + "5\r\nhello\r\nxyz\r\nhello\r\n0\r\n\r\n"),
                Arguments.of("a signed chunk size", chunked + "5\r\nhello\r\n+5\r\nhello\r\n0\r\n\r\n"),
                Arguments.of("a chunk size with a prefix", chunked + "5\r\nhello\r\n0x5\r\nhello\r\n0\r\n\r\n"),
                Arguments.of(
                        "a chunk size beyond 64 bits",
                        chunked + "5\r\nhello\r\n10000000000000005\r\nhello\r\n0\r\n\r\n"),
                Arguments.of("a chunk size that wraps to 0", chunked + "5\r\nhello\r\n100000000\r\n\r\n"),
                Arguments.of("a chunk longer than its size", chunked + "4\r\nhello\r\n0\r\n\r\n"),
                Arguments.of("chunk lines that end with LF", chunked + "5\nhello\n0\n\n"),
                Arguments.of("a trailer without a colon", chunked + "5\r\nhello\r\n0\r\nabc\r\n\r\n"),
                Arguments.of("NUL in a trailer", chunked + "5\r\nhello\r\n0\r\na: b\0c\r\n\r\n"),
                Arguments.of("many trailers", chunked + "5\r\nhello\r\n0\r\n" + "a: b\r\n".repeat(101) + "\r\n"),
                Arguments.of("large trailers", chunked + "5\r\nhello\r\n0\r\na: " + "b".repeat(40_000) + "\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cutResponses")
    void aResponseThatIsCutShortNeverLooksComplete(String what, String bytes) throws Exception {
        try (ScriptedUpstream upstream = upstream((connection, number) -> {
                    connection.send(bytes);
                    connection.end();
                });
                TestProxy proxy = TestProxy.to(upstream.port()).start()) {
            assertCut(proxy);
            assertGood(proxy);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 10", "Transfer-Encoding: chunked", "Connection: close"})
    void aResetWithinABodyNeverLooksLikeItsEnd(String framing) throws Exception {
        String body = framing.startsWith("T") ? "5\r\nhello\r\n" : "hello";
        try (ScriptedUpstream upstream = upstream((connection, number) -> {
                    connection.send(head(framing) + body);
                    connection.reset();
                });
                TestProxy proxy = TestProxy.to(upstream.port()).start()) {
            try (RawClient client = proxy.connect()) {
                // The reset may come before the head was read: then nothing but the head of a 502 is left to send.
                client.get("/bad");
                String all = readToTheEnd(client);
                assertThat(all).doesNotContain("\r\n0\r\n");
                assertThat(all.isEmpty() || all.startsWith("HTTP/1.1 502") || all.startsWith("HTTP/1.1 200"))
                        .isTrue();
            }
            assertGood(proxy);
        }
    }

    /** Returns what came before the connection ended in whatever way; an answer that keeps the connection ends it too. */
    private static String readToTheEnd(RawClient client) {
        var all = new StringBuilder();
        try {
            while (true) {
                all.append(client.readExactly(1));
                if (all.toString().startsWith("HTTP/1.1 502") && all.toString().endsWith("Gateway\n")) {
                    return all.toString();
                }
            }
        } catch (IOException e) {
            return all.toString();
        }
    }

    private static void assertCut(TestProxy proxy) throws IOException {
        try (RawClient client = proxy.connect()) {
            client.get("/bad");
            assertThatThrownBy(client::read).isInstanceOf(IOException.class).hasMessageNotContaining("timed out");
        }
        try (RawClient client = proxy.connect()) {
            client.get("/bad");
            assertThat(readToTheEnd(client)).doesNotContain("\r\n0\r\n");
        }
    }

    @Test
    void aBodyThatOnlyTheEndOfTheConnectionEndsIsComplete() throws Exception {
        try (ScriptedUpstream upstream = upstream((connection, number) -> {
                    connection.send("HTTP/1.1 200 OK\r\n\r\nhello");
                    connection.end();
                });
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            RawClient.Response answer = client.get("/bad").read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("hello");
            assertGood(client);
        }
    }

    static Stream<Arguments> untidyResponses() {
        return Stream.of(
                Arguments.of("space before the colon", head("Content-Length : 2") + "ok", "\r\nContent-Length: 2\r\n"),
                Arguments.of("a folded field", head("Content-Length: 2", "X-A: b", " c") + "ok", "\r\nX-A: b c\r\n"),
                Arguments.of(
                        "spaces around a value", head("Content-Length: 2", "X-A: \t b \t") + "ok", "\r\nX-A: b\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("untidyResponses")
    void whatCanBeReadInOneWayOnlyIsWrittenThatWay(String what, String bytes, String line) throws Exception {
        try (ScriptedUpstream upstream = upstream((connection, number) -> connection.send(bytes));
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            RawClient.Response answer = client.get("/bad").read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.head()).contains(line);
            assertThat(answer.body()).isEqualTo("ok");
            assertGood(client);
        }
    }

    @Test
    void anEndlessHeadIsABadGatewayAndHoldsNoMemory() throws Exception {
        try (ScriptedUpstream upstream = upstream((connection, number) -> {
                    connection.send("HTTP/1.1 200 OK\r\n");
                    while (true) {
                        connection.send("A: " + "b".repeat(1000) + "\r\n");
                    }
                });
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/bad").read().status()).isEqualTo(502);
            assertGood(client);
            assertGood(proxy);
        }
    }

    @Test
    void interimHeadsReachOnlyClientsThatKnowThem() throws Exception {
        String interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
                + "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n";
        try (ScriptedUpstream upstream = upstream((connection, number) -> connection.send(interim + GOOD));
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect();
                RawClient old = proxy.connect()) {
            client.get("/hints");
            assertThat(client.read().status()).isEqualTo(102);
            RawClient.Response hints = client.read();
            assertThat(hints.status()).isEqualTo(103);
            assertThat(hints.field("link")).contains("</a.css>");
            assertThat(client.read().body()).isEqualTo("good");
            assertGood(client);

            old.send("GET /hints HTTP/1.0\r\nHost: a.test\r\n\r\n");
            assertThat(old.read().body()).isEqualTo("good");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void aStatusThatHasNoBodyGetsNone(int status) throws Exception {
        String response = "HTTP/1.1 " + status + " X\r\nContent-Length: " + GOOD.length() + "\r\n\r\n" + GOOD;
        assertBodiless("GET /bad HTTP/1.1\r\nHost: a.test\r\n\r\n", response, status);
    }

    @Test
    void aHeadGetsNoBodyEvenWhenTheUpstreamSendsOne() throws Exception {
        assertBodiless("HEAD /bad HTTP/1.1\r\nHost: a.test\r\n\r\n", head("Content-Length: 5") + "hello", 200);
        assertBodiless(
                "HEAD /bad HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\n\r\n" + head("Content-Length: 5") + "hello",
                200);
    }

    private static void assertBodiless(String request, String response, int status) throws Exception {
        try (ScriptedUpstream upstream = upstream((connection, number) -> connection.send(response));
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            client.send(request);
            RawClient.Response answer = client.read(true);
            if (answer.status() == 103) {
                answer = client.read(true);
            }
            assertThat(answer.status()).isEqualTo(status);
            assertGood(client);
            assertGood(proxy);
        }
    }

    @Test
    void bytesBehindAResponseAreNobodysAnswer() throws Exception {
        String poison = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison";
        try (ScriptedUpstream upstream = upstream((connection, number) -> connection.send(GOOD + poison));
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("/bad").read().body()).isEqualTo("good");
                assertGood(client);
                assertGood(proxy);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison",
                "x"
            })
    void whatComesOnAnIdleConnectionIsNobodysAnswerAndEndsIt(String late) throws Exception {
        var idle = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        try (ScriptedUpstream upstream = upstream((connection, number) -> {
                    connection.send(GOOD);
                    await(idle);
                    connection.send(late);
                    connection.awaitEnd(); // the proxy ends it, without another request
                    ended.countDown();
                });
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/idle").read().body()).isEqualTo("good");
            idle.countDown();
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertGood(client);
            assertGood(proxy);
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
