package io.ingress4j.proxy.netty.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.RecordingUpstream;
import io.ingress4j.proxy.netty.support.ScriptedUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Chunked bodies as the bytes of a socket. What cannot be read in one way only is never a complete body to an upstream. */
final class RequestBodiesTest {
    private static final String HEAD = "POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n";

    private static final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private static ScriptedUpstream reader;
    private static TestProxy toReader;

    @BeforeAll
    static void start() throws Exception {
        reader = ScriptedUpstream.start((connection, number) -> received.add(rest(connection)));
        toReader = TestProxy.to(reader.port()).start();
    }

    @AfterAll
    static void stop() throws Exception {
        toReader.close();
        reader.close();
    }

    private static Arguments row(String what, String body) {
        return arguments(what, body);
    }

    static Stream<Arguments> badChunks() {
        return Stream.of(
                row("a prefix", "0x5\r\nhello\r\n0\r\n\r\n"),
                row("a plus sign", "+5\r\nhello\r\n0\r\n\r\n"),
                row("a minus sign", "-5\r\nhello\r\n0\r\n\r\n"),
                row("an underscore", "0_5\r\nhello\r\n0\r\n\r\n"),
                row("a leading space", " 5\r\nhello\r\n0\r\n\r\n"),
                row("a trailing space", "5 \r\nhello\r\n0\r\n\r\n"),
                row("a trailing tab", "5\t\r\nhello\r\n0\r\n\r\n"),
                row("a leading tab", "\t5\r\nhello\r\n0\r\n\r\n"),
                row("no size", "\r\nhello\r\n0\r\n\r\n"),
                row("an extension and no size", ";a=b\r\nhello\r\n0\r\n\r\n"),
                row("2^32 + 5", "100000005\r\nhello\r\n0\r\n\r\n"),
                row("2^32", "100000000\r\nhello\r\n0\r\n\r\n"),
                row("2^31", "80000000\r\nhello\r\n0\r\n\r\n"),
                row("2^64 + 5", "10000000000000005\r\nhello\r\n0\r\n\r\n"),
                row("hundreds of digits", "0".repeat(400) + "5".repeat(100) + "\r\nhello\r\n0\r\n\r\n"),
                row("junk after the digits", "5g\r\nhello\r\n0\r\n\r\n"),
                row("letters", "hello\r\nhello\r\n0\r\n\r\n"),
                row("NUL in the size", "5\0\r\nhello\r\n0\r\n\r\n"),
                row("fullwidth digits", "\u00ef\u00bc\u0095\r\nhello\r\n0\r\n\r\n"),
                row("LF after the size", "5\nhello\r\n0\r\n\r\n"),
                row("CR after the size", "5\rhello\r\n0\r\n\r\n"),
                row("CR CR LF after the size", "5\r\r\nhello\r\n0\r\n\r\n"),
                row("LF in an extension", "5;a\nb\r\nhello\r\n0\r\n\r\n"),
                row("CR in an extension", "5;a\rb\r\nhello\r\n0\r\n\r\n"),
                row("quoted CR LF in an extension", "5;a=\"\r\nb\"\r\nhello\r\n0\r\n\r\n"),
                row("a large extension", "5;" + "a".repeat(20_000) + "\r\nhello\r\n0\r\n\r\n"),
                row("an endless extension", "5;" + "a".repeat(300_000)),
                row("an endless size", "0".repeat(300_000)),
                row("data ended by LF", "5\r\nhello\n0\r\n\r\n"),
                row("data ended by CR", "5\r\nhello\r0\r\n\r\n"),
                row("data ended by nothing", "5\r\nhello0\r\n\r\n"),
                row("data longer than said", "5\r\nhello!\r\n0\r\n\r\n"),
                row("data shorter than said", "6\r\nhello\r\n0\r\n\r\n"),
                row("two line ends after data", "5\r\nhello\r\n\r\n0\r\n\r\n"),
                row("LF at the end", "5\r\nhello\r\n0\r\n\n"),
                row("LF after the last size", "5\r\nhello\r\n0\n\r\n"),
                row("no colon in a trailer", "0\r\nX\r\n\r\n"),
                row("NUL in a trailer", "0\r\nX: a\0b\r\n\r\n"),
                row("a space before a trailer's colon", "0\r\nX : y\r\n\r\n"),
                row("large trailers", "0\r\nX: " + "a".repeat(50_000) + "\r\n\r\n"),
                row("endless trailers", "0\r\n" + "X: y\r\n".repeat(50_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badChunks")
    void aBodyThatCannotBeReadEndsBothConnectionsAndIsNeverComplete(String what, String body) throws Exception {
        int before = reader.connections();
        try (RawClient client = toReader.connect()) {
            client.send(HEAD + body + SMUGGLED);

            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.readAll()).isEmpty();
        }
        assertThat(received.poll(10, TimeUnit.SECONDS))
                .doesNotContain("0\r\n\r\n")
                .doesNotContain("smuggled");
        assertThat(reader.connections()).isEqualTo(before + 1);
    }

    private static String rest(ScriptedUpstream.Connection connection) {
        var all = new StringBuilder();
        try {
            connection.readHead();
            String some;
            while (!(some = connection.readSome(1000)).isEmpty()) {
                all.append(some);
            }
        } catch (IOException e) {
            // reset: that, too, is no end of a body
        }
        return all.toString();
    }

    static Stream<Arguments> goodChunks() {
        return Stream.of(
                row("one chunk", "5\r\nhello\r\n0\r\n\r\n"),
                row("two chunks", "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"),
                row("leading zeros", "0005\r\nhello\r\n000\r\n\r\n"),
                row("an extension", "5;a=b;c\r\nhello\r\n0;d\r\n\r\n"),
                row("a quoted extension", "5;a=\"b;c\"\r\nhello\r\n0\r\n\r\n"),
                row("trailers", "5\r\nhello\r\n0\r\nX: y\r\n\r\n"),
                row(
                        "trailers that would be dangerous as fields",
                        "5\r\nhello\r\n0\r\nHost: b.test\r\nContent-Length: 3\r\nAuthorization: x\r\n"
                                + "Transfer-Encoding: gzip\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goodChunks")
    void chunksAreWrittenAnewWithoutExtensionsAndDangerousTrailers(String what, String body) throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.start();
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            client.send(HEAD + body);
            assertThat(client.read().status()).isEqualTo(200);
            client.get("/next");
            assertThat(client.read().status()).isEqualTo(200);

            String first = upstream.requests().get(0);
            assertThat(first)
                    .startsWith("POST / HTTP/1.1\r\nHost: a.test\r\n")
                    .contains("\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .doesNotContainIgnoringCase("content-length")
                    .doesNotContain("b.test", "Authorization", "gzip", "1.2.3.4", ";");
            String chunks = first.substring(first.indexOf("\r\n\r\n") + 4);
            assertThat(chunks.replaceAll("(?m)^[0-9a-f]+\r\n", "").replace("\r\n", ""))
                    .startsWith("hello");
            assertThat(upstream.last()).startsWith("GET /next HTTP/1.1\r\n");
        }
    }

    @Test
    void garbageAfterTheLastChunkIsARequestOfItsOwnAndRefused() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.start();
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            client.send(HEAD + "5\r\nhello\r\n0\r\n\r\ngarbage\r\n" + SMUGGLED);

            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.readAll()).isEmpty();
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    @Test
    void aLengthBeyond32BitsIsCountedIn64() throws Exception {
        var head = new ArrayBlockingQueue<String>(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    head.add(connection.readHead());
                    assertThat(connection.readSome(5)).isEqualTo("hello");
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    connection.readSome(1);
                });
                TestProxy proxy = TestProxy.to(upstream.port())
                        .annotation("proxy-body-size", "0")
                        .start();
                RawClient client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 4294967301\r\n\r\nhello");

            assertThat(head.poll(10, TimeUnit.SECONDS)).contains("\r\nContent-Length: 4294967301\r\n");
            client.send(SMUGGLED); // bytes of the body, however they look
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.readAll()).isEmpty();
            assertThat(upstream.heads()).hasSize(1);
        }
    }

    @Test
    void theBodyOfAnyMethodKeepsItsFraming() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.start();
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            for (String method : new String[] {"GET", "DELETE", "OPTIONS", "PROPFIND", "get"}) {
                client.send(method + " / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0005\r\n\r\nhello");
                assertThat(client.read().status()).isEqualTo(200);
                assertThat(upstream.last())
                        .startsWith(method + " / HTTP/1.1\r\n")
                        .endsWith("\r\nContent-Length: 5\r\n\r\nhello");
            }
            client.send("HEAD / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(client.read(true).status()).isEqualTo(200);
            assertThat(upstream.last()).endsWith("\r\nContent-Length: 5\r\n\r\nhello");
        }
    }

    @Test
    void aBodyThatEndsEarlyIsAnAbortedOneToTheUpstream() throws Exception {
        try (RawClient client = toReader.connect()) {
            client.send(HEAD + "5\r\nhello\r\n");
        }
        assertThat(received.poll(10, TimeUnit.SECONDS)).doesNotContain("0\r\n\r\n");
    }
}
