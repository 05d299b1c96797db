package io.ingress4j.proxy.netty.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.proxy.netty.config.ProxyLimits;
import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.RecordingUpstream;
import io.ingress4j.proxy.netty.support.ScriptedUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a client may ask for, and how it is told that it was too much. */
final class LimitsTest {
    private static final Duration SHORT = Duration.ofMillis(400);
    private static RecordingUpstream upstream;

    @BeforeAll
    static void start() throws Exception {
        upstream = RecordingUpstream.start();
    }

    @AfterAll
    static void stop() throws Exception {
        upstream.close();
    }

    private static TestProxy proxy(ProxyLimits.Builder limits) throws Exception {
        return TestProxy.to(upstream.port()).limits(limits.build()).start();
    }

    @Test
    void aHeadThatTakesTooLongIsATimeout() throws Exception {
        try (TestProxy proxy = proxy(ProxyLimits.builder().header(SHORT));
                RawClient client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a.te");

            RawClient.Response answer = client.read();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.field("connection")).hasValue("close");
            assertThat(client.readAll()).isEmpty();
        }
    }

    @Test
    void aSecondHeadThatTakesTooLongIsATimeoutToo() throws Exception {
        try (TestProxy proxy = proxy(ProxyLimits.builder().header(SHORT));
                RawClient client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\nGET / HTTP/1.1\r\n");

            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(408);
        }
    }

    @Test
    void aHeadByteByByteGetsNoMoreTimeThanAnother() throws Exception {
        try (TestProxy proxy = proxy(ProxyLimits.builder().header(SHORT));
                RawClient client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\nX: ");
            int sent = 0;
            while (client.socket().getInputStream().available() == 0 && sent < 1_000) {
                client.send("a");
                sent++;
                TimeUnit.MILLISECONDS.sleep(20); // the pace of the attack
            }

            assertThat(client.read().status()).isEqualTo(408);
            assertThat(sent).isLessThan(1_000);
        }
    }

    @Test
    void aSilentConnectionIsClosedWithoutAnAnswer() throws Exception {
        try (TestProxy proxy = proxy(ProxyLimits.builder().header(SHORT));
                RawClient client = proxy.connect()) {
            assertThat(client.readAll()).isEmpty();
        }
    }

    @Test
    void emptyLinesAreNoRequestAndKeepNoConnection() throws Exception {
        try (TestProxy proxy = proxy(ProxyLimits.builder().header(SHORT));
                RawClient client = proxy.connect()) {
            client.send("\r\n\r\n");
            assertThat(client.readAll()).isEmpty();
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        try (TestProxy proxy = proxy(ProxyLimits.builder().keepAliveIdle(SHORT));
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().status()).isEqualTo(200);
            assertThat(client.readAll()).isEmpty();
        }
    }

    @Test
    void aBodyOfWhichNothingMoreComesIsATimeout() throws Exception {
        try (TestProxy proxy = proxy(ProxyLimits.builder().bodyIdle(SHORT));
                RawClient client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 10\r\n\r\nhello");

            assertThat(client.read().status()).isEqualTo(408);
            assertThat(client.readAll()).isEmpty();
        }
    }

    @Test
    void aClientThatTakesNothingOfItsResponseIsCut() throws Exception {
        var cut = new CountDownLatch(1);
        try (ScriptedUpstream endless = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\n\r\n");
                    try {
                        String block = "0123456789".repeat(10_000);
                        while (true) {
                            connection.send(block);
                        }
                    } finally {
                        cut.countDown();
                    }
                });
                TestProxy proxy = TestProxy.to(endless.port())
                        .limits(ProxyLimits.builder().writeStall(SHORT).build())
                        .start();
                RawClient client = proxy.connect()) {
            client.get("/");
            assertThat(cut.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void requestLinesHaveALimit() throws Exception {
        try (TestProxy proxy = proxy(ProxyLimits.builder().maxRequestLineBytes(200));
                RawClient fits = proxy.connect();
                RawClient client = proxy.connect()) {
            assertThat(fits.get("/" + "a".repeat(150)).read().status()).isEqualTo(200);
            assertThat(client.get("/" + "a".repeat(300)).read().status()).isEqualTo(414);
            assertThat(client.readAll()).isEmpty();
        }
    }

    @Test
    void headerFieldsHaveALimitInBytes() throws Exception {
        try (TestProxy proxy = proxy(ProxyLimits.builder().maxHeaderBytes(500));
                RawClient fits = proxy.connect();
                RawClient client = proxy.connect()) {
            assertThat(fits.send("GET / HTTP/1.1\r\nHost: a.test\r\nX: " + "a".repeat(400) + "\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a.test\r\nX: " + "a".repeat(600) + "\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(431);
            assertThat(client.readAll()).isEmpty();
        }
    }

    @Test
    void headerFieldsHaveALimitInNumber() throws Exception {
        try (TestProxy proxy = proxy(ProxyLimits.builder().maxHeaderCount(5));
                RawClient fits = proxy.connect();
                RawClient client = proxy.connect()) {
            String head = "GET / HTTP/1.1\r\nHost: a.test\r\n";
            assertThat(fits.send(head + "X: y\r\n".repeat(4) + "\r\n").read().status())
                    .isEqualTo(200);
            assertThat(client.send(head + "X: y\r\n".repeat(5) + "\r\n").read().status())
                    .isEqualTo(431);
            assertThat(client.readAll()).isEmpty();
        }
    }

    @Test
    void anIdleUpstreamConnectionIsClosed() throws Exception {
        var closed = new CountDownLatch(1);
        try (ScriptedUpstream idle = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    if (connection.readSome(1).isEmpty()) {
                        closed.countDown();
                    }
                });
                TestProxy proxy = TestProxy.to(idle.port())
                        .limits(ProxyLimits.builder().upstreamIdle(SHORT).build())
                        .start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().status()).isEqualTo(200);
            assertThat(closed.await(8, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anEarlyAnswerArrivesWholeAndTheRestOfTheBodyIsNoRequest() throws Exception {
        int before = upstream.requests().size();
        try (TestProxy proxy = TestProxy.to(upstream.port())
                        .annotation("proxy-body-size", "1k")
                        .start();
                RawClient client = proxy.connect()) {
            String request = "GET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n";
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 8000000\r\n\r\n");
            for (int i = 0; i < 60; i++) {
                client.send(request.repeat(1_000));
            }

            assertThat(client.read().status()).isEqualTo(413);
            assertThat(client.readAll()).isEmpty();
            assertThat(upstream.requests()).hasSize(before);
        }
    }

    @Test
    void anEarlyAnswerOfTheUpstreamEndsTheConnectionBehindIt() throws Exception {
        try (ScriptedUpstream early = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
                    connection.readSome(1);
                });
                TestProxy proxy = TestProxy.to(early.port()).start();
                RawClient client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 100000\r\n\r\n");

            RawClient.Response answer = client.read();
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).isEqualTo("no");
            assertThat(answer.field("connection")).hasValue("close");
            assertThat(client.readAll()).isEmpty();
            assertThat(early.heads()).hasSize(1);
        }
    }
}
