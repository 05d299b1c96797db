package io.ingress4j.proxy.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.proxy.netty.config.Listener;
import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.ScriptedUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a proxy takes leave of its clients. */
final class DrainTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static CompletableFuture<Void> drain(TestProxy proxy, Duration limit) {
        return proxy.engine().drain(limit).toCompletableFuture();
    }

    private static void assertAcceptsNobody(TestProxy proxy) {
        await().untilAsserted(() -> assertThatThrownBy(() -> {
                    try (RawClient late = proxy.connect()) {
                        late.get("/").read();
                    }
                })
                .isInstanceOf(ConnectException.class));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anExchangeUnderWayIsFinishedAndItsConnectionEndsInOrder(boolean natives) throws Exception {
        var asked = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readRequest();
                    asked.countDown();
                    awaitIn(connection, go);
                    connection.send(OK);
                });
                TestProxy proxy = TestProxy.to(upstream.port()).natives(natives).start();
                RawClient client = proxy.connect()) {
            client.get("/");
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> drained = drain(proxy, LONG);
            assertThat(proxy.engine().isReady()).isFalse();
            assertAcceptsNobody(proxy);
            assertThat(drained).isNotDone();
            go.countDown();

            RawClient.Response answer = client.read();
            assertThat(answer.body()).isEqualTo("ok");
            assertThat(answer.field("connection")).contains("close");
            assertThat(client.readAll()).isEmpty();
            client.socket().close();
            assertThat(drained).succeedsWithin(Duration.ofSeconds(10));
            assertThat(proxy.proxy().load().connections()).isZero();
        }
    }

    @Test
    void anIdleConnectionIsStillServedWhatIsOnItsWayAndEndsThen() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient busy = proxy.connect();
                RawClient idle = proxy.connect();
                RawClient silent = proxy.connect()) {
            assertThat(busy.get("/").read().field("connection")).isEmpty();
            assertThat(idle.get("/").read().field("connection")).isEmpty();
            CompletableFuture<Void> drained = drain(proxy, LONG);

            RawClient.Response last = busy.get("/").read();
            assertThat(last.body()).isEqualTo("ok");
            assertThat(last.field("connection")).contains("close");
            assertThat(busy.readAll()).isEmpty();
            assertThat(idle.readAll()).isEmpty(); // a reset would throw
            assertThat(silent.readAll()).isEmpty();
            busy.socket().close();
            assertThat(drained).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void withNothingUnderWayItIsOverAtOnce() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = TestProxy.to(upstream.port()).start()) {
            assertThat(drain(proxy, LONG)).succeedsWithin(Duration.ofSeconds(10));
            assertAcceptsNobody(proxy);
            assertThat(drain(proxy, LONG)).isCompleted();
        }
    }

    @Test
    void whatTakesLongerThanTheLimitIsCut() throws Exception {
        var asked = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
                    asked.countDown();
                    connection.awaitEnd();
                });
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            client.get("/");
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(client.readHead()).contains("200");
            assertThat(client.readExactly(5)).isEqualTo("hello");

            assertThat(drain(proxy, Duration.ofMillis(300))).succeedsWithin(Duration.ofSeconds(10));
            assertThatThrownBy(() -> client.readExactly(1)).isInstanceOf(IOException.class);
            await().untilAsserted(() -> assertThat(proxy.proxy().load()).isEqualTo(new ProxyLoad(0, 0, 0)));
        }
    }

    @Test
    void connectionsInTheQueueOfTheKernelAreServed() throws Exception {
        var loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        List<RawClient> clients = new ArrayList<>();
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = TestProxy.to(upstream.port())
                        .with(settings -> settings.eventLoops(loops))
                        .start()) {
            var busy = new CountDownLatch(1);
            loops.execute(() -> awaitHere(busy)); // nobody accepts meanwhile
            for (int i = 0; i < 200; i++) {
                clients.add(proxy.connect().get("/" + i));
            }
            CompletableFuture<Void> drained = drain(proxy, LONG);
            busy.countDown();
            for (RawClient client : clients) {
                assertThat(client.read().body()).isEqualTo("ok");
            }
            for (RawClient client : clients) {
                client.close();
            }
            assertThat(drained).succeedsWithin(Duration.ofSeconds(10));
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static void awaitHere(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSlowClientStillGetsTheRestOfItsResponse() throws Exception {
        int length = 1 << 20;
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
                    connection.send("x".repeat(length));
                    connection.awaitEnd();
                });
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = RawClient.over(narrow(proxy.port()))) {
            client.get("/");
            assertThat(client.readHead()).contains("200");
            int read = 0;
            do { // up to the moment when only the client has something to do
                read += client.readExactly(4 << 10).length();
                TimeUnit.MICROSECONDS.sleep(200);
            } while (proxy.proxy().load().exchanges() > 0);
            CompletableFuture<Void> drained = drain(proxy, LONG);
            TimeUnit.MILLISECONDS.sleep(3_000); // the pause that it takes

            assertThat(client.readExactly(length - read)).hasSize(length - read);
            assertThat(client.readAll()).isEmpty();
            client.socket().close();
            assertThat(drained).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    /** Connects with so little room for what comes that a proxy has to keep some of it. */
    private static Socket narrow(int port) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    @Test
    void closingMayFollowDrainingOnTheThreadThatEndsIt() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = TestProxy.to(upstream.port())
                        .with(settings -> settings.threadNames("leaving"))
                        .start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().body()).isEqualTo("ok");
            CompletableFuture<Void> closed = drain(proxy, LONG).thenRun(proxy.proxy()::close);

            assertThat(client.readAll()).isEmpty();
            client.socket().close();
            assertThat(closed).succeedsWithin(Duration.ofSeconds(10));
            assertThat(proxy.proxy().load().connections()).isZero();
            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("leaving")));
        }
    }

    @Test
    void beforeTheDelayIsOverAllIsServedAsBefore() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = TestProxy.to(upstream.port()).start()) {
            CompletableFuture<Void> drained =
                    proxy.engine().drain(Duration.ofHours(1), LONG).toCompletableFuture();
            assertThat(proxy.engine().isReady()).isFalse();
            try (RawClient client = proxy.connect()) {
                assertThat(client.get("/").read().field("connection")).isEmpty();
                assertThat(client.get("/").read().body()).isEqualTo("ok");
            }
            assertThat(drained).isNotDone();
            proxy.engine().close(); // which ends the delay
            assertThat(drained).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void aProxyThatWasNeverStartedHasNothingToDrain() {
        var router = new LiveRouter(Router.empty());
        try (var proxy = IngressProxy.builder(router)
                .listen(Listener.http("127.0.0.1", 0))
                .build()) {
            assertThat(proxy.drain(LONG).toCompletableFuture()).isCompleted();
            assertThatThrownBy(proxy::start).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> proxy.drain(Duration.ofSeconds(-1))).hasMessageContaining("limit: PT-1S");
        }
    }

    private static void awaitIn(ScriptedUpstream.Connection connection, CountDownLatch latch) throws IOException {
        while (latch.getCount() > 0) {
            connection.pause(Duration.ofMillis(5)); // until the test lets go
        }
    }
}
