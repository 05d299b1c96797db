package io.ingress4j.proxy.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.proxy.netty.config.ProxyLimits;
import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.ScriptedUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests are sent again when their connection is dead, and which never. */
final class RetryTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static String request(String method, int length) {
        return method + " / HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + length + "\r\n\r\n" + "b".repeat(length);
    }

    /** Answers the first request of the first connection, and ends that on the second; other connections are fine. */
    private static ScriptedUpstream endingReusedConnections(boolean reset) throws IOException {
        return ScriptedUpstream.start((connection, number) -> {
            connection.readRequest();
            connection.send(OK);
            while (true) {
                connection.readRequest();
                if (number == 0) {
                    end(connection, reset);
                }
                connection.send(OK);
            }
        });
    }

    private static void end(ScriptedUpstream.Connection connection, boolean reset) throws IOException {
        if (reset) {
            connection.reset();
        } else {
            connection.end();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsIdempotentIsSentAgainWhenAReusedConnectionEnds(boolean reset) throws Exception {
        for (String again : new String[] {"GET", "PUT"}) {
            try (ScriptedUpstream upstream = endingReusedConnections(reset);
                    TestProxy proxy = TestProxy.to(upstream.port()).start();
                    RawClient client = proxy.connect()) {
                assertThat(client.get("/").read().status()).isEqualTo(200);
                RawClient.Response second = client.send(request(again, again.equals("PUT") ? 5000 : 0))
                        .read();
                assertThat(second.status()).isEqualTo(200);
                assertThat(second.body()).isEqualTo("ok");
                assertThat(upstream.connections()).isEqualTo(2);
                assertThat(upstream.heads()).hasSize(3);
                assertThat(client.get("/").read().status()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPostThatTheSocketTookIsNeverSentAgain(boolean reset) throws Exception {
        try (ScriptedUpstream upstream = endingReusedConnections(reset);
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().status()).isEqualTo(200);
            assertThat(client.send(request("POST", 0)).read().status()).isEqualTo(502);
            assertThat(upstream.heads()).hasSize(2);
            assertThat(client.get("/").read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFreshConnectionThatEndsIsReplacedForAGetOnly(boolean reset) throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readRequest();
                    if (number % 2 == 0) {
                        end(connection, reset);
                    }
                    connection.send(OK + "x"); // the x keeps the connection from being used again
                });
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().status()).isEqualTo(200);
            assertThat(upstream.connections()).isEqualTo(2);
            assertThat(client.send(request("POST", 5)).read().status()).isEqualTo(502);
            assertThat(upstream.connections()).isEqualTo(3);
        }
    }

    @Test
    void anUpstreamThatAlwaysEndsTheConnectionIsAskedThreeTimes() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> connection.readRequest());
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().status()).isEqualTo(502);
            assertThat(upstream.connections()).isEqualTo(3);
        }
    }

    @Test
    void aBodyTooLongToKeepIsNotSentAgain() throws Exception {
        try (ScriptedUpstream upstream = endingReusedConnections(false);
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().status()).isEqualTo(200);
            assertThat(client.send(request("PUT", 200_000)).read().status()).isEqualTo(502);
            assertThat(upstream.heads()).hasSize(2);
        }
    }

    @Test
    void anIdleConnectionThatTheUpstreamEndsIsNotUsedAgain() throws Exception {
        var idle = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readRequest();
                    connection.send(OK);
                    connection.socket().shutdownOutput();
                    connection.awaitEnd(); // the proxy answers the end with its own
                    idle.countDown();
                });
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().status()).isEqualTo(200);
            assertThat(idle.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(client.send(request("POST", 5)).read().status()).isEqualTo(200);
            assertThat(upstream.connections()).isEqualTo(2);
        }
    }

    private static int deadPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void oneDeadEndpointOfTwoFailsNoRequest() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = TestProxy.to(deadPort(), upstream.port()).start()) {
            var failed = new AtomicInteger();
            Thread[] clients = new Thread[4];
            for (int i = 0; i < clients.length; i++) {
                clients[i] = new Thread(() -> failed.addAndGet(failures(proxy)));
                clients[i].start();
            }
            for (Thread client : clients) {
                client.join(30_000);
            }
            assertThat(failed.get()).isZero();
        }
    }

    private static int failures(TestProxy proxy) {
        int failures = 0;
        try (RawClient client = proxy.connect()) {
            for (int i = 0; i < 50; i++) {
                int status = client.send(request(i % 2 == 0 ? "POST" : "GET", i % 2 == 0 ? 5 : 0))
                        .read()
                        .status();
                failures += status == 200 ? 0 : 1;
            }
        } catch (IOException e) {
            failures++;
        }
        return failures;
    }

    @Test
    void connectionsThatWereKeptAreNotTriedAgainOnceOneOfThemHadEnded() throws Exception {
        int closed;
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = probe.getLocalPort();
        }
        ScriptedUpstream.Script endingWhatIsReused = (connection, number) -> {
            connection.readRequest();
            do {
                connection.send(OK);
            } while (!connection.readRequest().contains("/end"));
        };
        var loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (ScriptedUpstream one = ScriptedUpstream.start(endingWhatIsReused);
                ScriptedUpstream other = ScriptedUpstream.start(endingWhatIsReused);
                TestProxy proxy = TestProxy.to(one.port(), other.port(), closed)
                        .with(settings -> settings.eventLoops(loops))
                        .start();
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 24; i++) {
                for (int before = 3 + i % 3; before > 0; before--) { // so that each endpoint is the first one for some
                    assertThat(client.get("/").read().status()).isEqualTo(200);
                }
                assertThat(client.get("/end").read().status())
                        .as("request %d", i)
                        .isEqualTo(200);
            }
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void threeDeadEndpointsAreABadGateway() throws Exception {
        try (TestProxy proxy = TestProxy.to(deadPort(), deadPort(), deadPort()).start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().status()).isEqualTo(502);
            assertThat(client.get("/").read().status()).isEqualTo(502);
        }
    }

    @Test
    void noEndpointIsUnavailable() throws Exception {
        try (TestProxy proxy = TestProxy.to().start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().status()).isEqualTo(503);
            assertThat(client.send(request("POST", 5)).read().status()).isEqualTo(503);
        }
    }

    @Test
    void theConnectionUsedLastIsUsedFirst() throws Exception {
        var both = new CountDownLatch(2);
        var numbers = new StringBuffer();
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    while (true) {
                        String head = connection.readRequest();
                        if (head.contains(" /both")) {
                            both.countDown();
                            awaitQuietly(both);
                        } else {
                            numbers.append(number).append(' ');
                        }
                        connection.send(OK);
                    }
                });
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient first = proxy.connect();
                RawClient second = proxy.connect()) {
            first.get("/both");
            second.get("/both");
            first.read();
            second.read();
            assertThat(upstream.connections()).isEqualTo(2);
            for (int i = 0; i < 5; i++) {
                first.get("/").read();
            }
            // Each event loop has a pool of its own, and in either of them the last one used is taken.
            assertThat(numbers.toString().strip().split(" ")).hasSize(5).containsOnly(numbers.substring(0, 1));
        }
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void aConnectionThatIsIdleForLongIsEnded() throws Exception {
        var ended = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readRequest();
                    connection.send(OK);
                    connection.awaitEnd();
                    ended.countDown();
                });
                TestProxy proxy = TestProxy.to(upstream.port())
                        .limits(ProxyLimits.builder()
                                .upstreamIdle(Duration.ofMillis(300))
                                .build())
                        .start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().status()).isEqualTo(200);
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aResponseThatEndsTheConnectionEndsItsUseOnly() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(
                        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                RawClient.Response answer = client.get("/").read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.field("connection")).isEmpty();
            }
            Awaitility.await()
                    .untilAsserted(() -> assertThat(upstream.connections()).isEqualTo(3));
        }
    }
}
