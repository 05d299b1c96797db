package io.ingress4j.proxy.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingress4j.proxy.netty.config.ProxyLimits;
import io.ingress4j.proxy.netty.observe.DownstreamConnection;
import io.ingress4j.proxy.netty.observe.ProxyObserver;
import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.ScriptedUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** How long an exchange waits for whom, and what becomes of it then. */
final class TimeoutTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void anUpstreamThatDoesNotAnswerIsATimeoutAndItsConnectionEnds() throws Exception {
        var ended = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    if (connection.readRequest().contains("/slow")) {
                        connection.awaitEnd();
                        ended.countDown();
                    }
                    connection.send(OK);
                });
                TestProxy proxy = TestProxy.to(upstream.port())
                        .annotation("proxy-read-timeout", "1")
                        .start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/slow").read().status()).isEqualTo(504);
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(client.get("/").read().status()).isEqualTo(200);
        }
    }

    @Test
    void anUpstreamThatStallsWithinABodyIsCut() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
                    connection.awaitEnd();
                });
                TestProxy proxy = TestProxy.to(upstream.port())
                        .annotation("proxy-read-timeout", "1")
                        .start();
                RawClient client = proxy.connect()) {
            client.get("/");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            assertThat(client.readExactly(10)).isEqualTo("5\r\nhello\r\n");
            assertThatThrownBy(() -> client.readExactly(1)).isInstanceOfAny(SocketException.class, EOFException.class);
        }
    }

    @Test
    void anUpstreamThatStaysSlowButSteadyIsNotCut() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n");
                    for (int i = 0; i < 8; i++) {
                        // Nothing comes on the connection: this is a clock, and not a wait for something.
                        connection.pause(Duration.ofMillis(250));
                        connection.send("x");
                    }
                });
                TestProxy proxy = TestProxy.to(upstream.port())
                        .annotation("proxy-read-timeout", "1")
                        .start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().body()).isEqualTo("xxxxxxxx");
        }
    }

    @Test
    void aTimeInWhichTheEventLoopStoodStillIsHeldAgainstNobody() throws Exception {
        var loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        var still = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = TestProxy.to(upstream.port())
                        .limits(ProxyLimits.builder()
                                .keepAliveIdle(Duration.ofSeconds(1))
                                .build())
                        .with(settings -> settings.eventLoops(loops).observer(new ProxyObserver() {
                            @Override
                            public void requestRefused(DownstreamConnection connection, int status) {
                                still.countDown();
                                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
                            }
                        }))
                        .start();
                RawClient client = proxy.connect();
                RawClient silent = proxy.connect();
                RawClient wrong = proxy.connect()) {
            assertThat(client.get("/").read().body()).isEqualTo("ok");
            assertThat(silent.get("/").read().body()).isEqualTo("ok");
            wrong.send("no request\r\n\r\n");
            assertThat(still.await(10, TimeUnit.SECONDS)).isTrue();
            client.get("/sent-meanwhile");

            assertThat(client.read().body()).isEqualTo("ok");
            assertThat(silent.readAll()).isEmpty(); // its second passes in the end
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void anUpstreamThatDoesNotReadIsATimeout() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    connection.pause(Duration.ofSeconds(20)); // shorter where the proxy resets the connection
                });
                TestProxy proxy = TestProxy.to(upstream.port())
                        .annotation("proxy-send-timeout", "1")
                        .annotation("proxy-body-size", "0")
                        .start();
                RawClient client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 100000000\r\n\r\n");
            Thread sender = sending(client, 100_000_000);
            assertThat(client.read().status()).isEqualTo(504);
            client.socket().close();
            sender.join(10_000);
        }
    }

    private static Thread sending(RawClient client, int bytes) {
        Thread sender = new Thread(() -> {
            try {
                byte[] part = new byte[10_000];
                for (int sent = 0; sent < bytes; sent += part.length) {
                    client.socket().getOutputStream().write(part);
                }
            } catch (IOException e) {
                // the answer came first
            }
        });
        sender.setDaemon(true);
        sender.start();
        return sender;
    }

    @Test
    void aConnectionThatIsNotMadeInTimeIsATimeout() throws Exception {
        List<Socket> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestProxy proxy = TestProxy.to(full.getLocalPort())
                        .annotation("proxy-connect-timeout", "1")
                        .start();
                RawClient client = proxy.connect()) {
            StepsTest.fill(full, fillers);
            assertThat(client.get("/").read().status()).isEqualTo(504);
        } finally {
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void aClientThatStopsWithinItsBodyIsATimeout() throws Exception {
        var ended = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    connection.awaitEnd();
                    ended.countDown();
                });
                TestProxy proxy = TestProxy.to(upstream.port())
                        .limits(ProxyLimits.builder()
                                .bodyIdle(Duration.ofMillis(500))
                                .build())
                        .start();
                RawClient client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 10\r\n\r\nhello");
            assertThat(client.read().status()).isEqualTo(408);
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aClientThatReadsNothingIsCut() throws Exception {
        var ended = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readRequest();
                    try {
                        connection.send("HTTP/1.1 200 OK\r\n\r\n");
                        String part = "b".repeat(100_000);
                        while (true) {
                            connection.send(part);
                        }
                    } finally {
                        ended.countDown();
                    }
                });
                TestProxy proxy = TestProxy.to(upstream.port())
                        .limits(ProxyLimits.builder()
                                .writeStall(Duration.ofMillis(500))
                                .build())
                        .start();
                RawClient client = proxy.connect()) {
            client.get("/");
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
