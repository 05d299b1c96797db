package io.ingress4j.proxy.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.ScriptedUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The relay of WebSockets, and what is no WebSocket although it asks for a switch of protocols. */
final class UpgradeTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String ASK = "GET /chat HTTP/1.1\r\nHost: a.test\r\nConnection: keep-alive, Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    private static final String SWITCH = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    private static void assertSwitched(RawClient client) throws IOException {
        RawClient.Response head = client.read();
        assertThat(head.status()).isEqualTo(101);
        assertThat(head.field("upgrade")).contains("websocket");
        assertThat(head.field("connection"))
                .hasValueSatisfying(value -> assertThat(value).isEqualToIgnoringCase("upgrade"));
        assertThat(head.field("sec-websocket-accept")).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void bytesPassBothWaysAfterTheSwitch() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    connection.send(SWITCH + "right behind it"); // in one segment
                    String said;
                    while (!(said = connection.readSome(100)).isEmpty()) {
                        connection.send("<" + said + ">");
                    }
                });
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            client.send(ASK);
            assertSwitched(client);
            assertThat(client.readExactly(15)).isEqualTo("right behind it");
            for (int i = 0; i < 5; i++) {
                assertThat(client.send("ping" + i).readExactly(7)).isEqualTo("<ping" + i + ">");
            }
            assertThat(upstream.heads().get(0))
                    .contains("\r\nConnection: upgrade\r\nUpgrade: websocket\r\n")
                    .contains("\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        }
    }

    @Test
    void whatTheClientSendsBeforeTheSwitchWaitsForIt() throws Exception {
        var early = new AtomicReference<String>();
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    connection.socket().setSoTimeout(300);
                    try {
                        early.set(connection.readSome(100));
                    } catch (SocketTimeoutException e) {
                        early.set("");
                    }
                    connection.socket().setSoTimeout(10_000);
                    connection.send(SWITCH);
                    var said = new StringBuilder();
                    while (said.length() < 15) {
                        said.append(connection.readSome(100));
                    }
                    connection.send("<" + said + ">");
                    connection.awaitEnd();
                });
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            client.send(ASK + "\u0081early");
            client.send("GET / later");
            assertSwitched(client);
            assertThat(client.readExactly(19)).isEqualTo("<\u0081earlyGET / later>");
            assertThat(early.get()).isEmpty();
        }
    }

    @Test
    void whatTheClientSendsBeforeARefusalIsItsNextRequest() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            client.send(ASK + "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.get("/").read().status()).isEqualTo(200);
            assertThat(upstream.heads()).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\nok"
            })
    void anotherAnswerThanTheSwitchIsAnOrdinaryOne(String answer) throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    while (true) {
                        connection.send(connection.readHead().contains("/chat") ? answer : OK);
                    }
                });
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            assertThat(client.send(ASK).read().head()).startsWith(answer.substring(0, 12));
            assertThat(client.get("/").read().body()).isEqualTo("ok");
            assertThat(client.send(ASK).read().body()).isEqualTo("ok");
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "foo", "websocket, h2c", "TLS/1.0"})
    void otherProtocolsAreNotAskedFor(String protocol) throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: " + protocol
                    + "\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(upstream.heads().get(0).toLowerCase(Locale.ROOT))
                    .doesNotContain("upgrade", "http2-settings", "h2c");
        }
    }

    @Test
    void aSwitchToSomethingElseIsABadGateway() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(SWITCH.replace("websocket", "h2c"));
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            assertThat(client.send(ASK).read().status()).isEqualTo(502);
        }
    }

    @Test
    void theEndOfEitherDirectionIsPassedOnAndTheOtherGoesOn() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    connection.send(SWITCH);
                    if (number == 0) { // hears the client's end first
                        String said = connection.readSome(100);
                        assertThat(connection.readSome(100)).isEmpty();
                        connection.send("<" + said + ">");
                    } else { // ends first
                        connection.send("bye");
                        connection.socket().shutdownOutput();
                        connection.awaitEnd();
                    }
                });
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient first = proxy.connect();
                RawClient second = proxy.connect()) {
            first.send(ASK);
            assertSwitched(first);
            first.send("last");
            first.socket().shutdownOutput();
            assertThat(first.readAll()).isEqualTo("<last>");

            second.send(ASK);
            assertSwitched(second);
            assertThat(second.readAll()).isEqualTo("bye");
            second.send("still here");
        }
    }

    @Test
    void aResetOfEitherSideEndsTheOther() throws Exception {
        var ended = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    connection.send(SWITCH);
                    if (number == 0) {
                        connection.readSome(1);
                        connection.reset();
                    }
                    try {
                        connection.awaitEnd();
                    } finally {
                        ended.countDown();
                    }
                });
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient first = proxy.connect();
                RawClient second = proxy.connect()) {
            first.send(ASK);
            assertSwitched(first);
            first.send("x");
            assertEnds(first);

            second.send(ASK);
            assertSwitched(second);
            second.reset();
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void assertEnds(RawClient client) {
        try {
            assertThat(client.readAll()).isEmpty();
        } catch (IOException e) {
            assertThat(e).isNotInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void aTunnelInWhichNothingPassesIsEnded() throws Exception {
        var ended = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    connection.send(SWITCH);
                    try {
                        connection.awaitEnd();
                    } finally {
                        ended.countDown();
                    }
                });
                TestProxy proxy = TestProxy.to(upstream.port())
                        .annotation("proxy-read-timeout", "1")
                        .start();
                RawClient client = proxy.connect()) {
            client.send(ASK);
            assertSwitched(client);
            assertEnds(client);
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Each side writes much more than any buffer holds before it reads. */
    @Test
    void muchPassesBothWaysThroughSlowReaders() throws Exception {
        int length = 8 << 20;
        var received = new AtomicReference<Long>();
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    connection.send(SWITCH);
                    Thread writer = writing(connection.socket().getOutputStream(), length);
                    received.set(checksum(connection.socket().getInputStream(), length));
                    joinQuietly(writer);
                    connection.awaitEnd();
                });
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            client.send(ASK);
            assertSwitched(client);
            Thread writer = writing(client.socket().getOutputStream(), length);
            writer.join(200); // by then every buffer between the two is full
            var crc = new CRC32();
            for (int i = 0; i < length >> 16; i++) {
                crc.update(client.readExactly(1 << 16).getBytes(StandardCharsets.ISO_8859_1));
            }
            writer.join(30_000);
            assertThat(crc.getValue()).isEqualTo(expected(length));
            client.socket().shutdownOutput();
            Awaitility.await().untilAsserted(() -> assertThat(received.get()).isEqualTo(expected(length)));
        }
    }

    private static byte[] part(int number) {
        byte[] part = new byte[1 << 16];
        for (int i = 0; i < part.length; i++) {
            part[i] = (byte) (i * 31 + number);
        }
        return part;
    }

    private static long expected(int length) {
        var crc = new CRC32();
        for (int i = 0; i < length >> 16; i++) {
            crc.update(part(i));
        }
        return crc.getValue();
    }

    private static Thread writing(OutputStream out, int length) {
        Thread writer = new Thread(() -> {
            try {
                for (int i = 0; i < length >> 16; i++) {
                    out.write(part(i));
                }
            } catch (IOException e) {
                // the reader says what is missing
            }
        });
        writer.setDaemon(true);
        writer.start();
        return writer;
    }

    private static long checksum(InputStream in, int length) throws IOException {
        var crc = new CRC32();
        byte[] part = new byte[1 << 16];
        int left = length;
        while (left > 0) {
            int read = in.read(part, 0, Math.min(left, part.length));
            if (read < 0) {
                throw new IOException(left + " bytes are missing");
            }
            crc.update(part, 0, read);
            left -= read;
        }
        return crc.getValue();
    }

    private static void joinQuietly(Thread thread) throws IOException {
        try {
            thread.join(30_000);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
