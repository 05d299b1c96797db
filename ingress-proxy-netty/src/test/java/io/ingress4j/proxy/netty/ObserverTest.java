package io.ingress4j.proxy.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.matcher.feature.FilterContext;
import io.ingress4j.matcher.feature.FilterResult;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.http.HeaderFields;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.proxy.netty.config.ProxyLimits;
import io.ingress4j.proxy.netty.observe.DownstreamConnection;
import io.ingress4j.proxy.netty.observe.EndReason;
import io.ingress4j.proxy.netty.observe.ExchangeEvent;
import io.ingress4j.proxy.netty.observe.ProxyObserver;
import io.ingress4j.proxy.netty.observe.Stages;
import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.ScriptedUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What an observer is told: each exchange once, at its end, with the reason. */
final class ObserverTest {
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String SWITCH = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    /** Keeps all that it is told. */
    private static final class Witness implements ProxyObserver {
        private final LinkedBlockingQueue<ExchangeEvent> exchanges = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<String> others = new LinkedBlockingQueue<>();

        @Override
        public void exchangeEnded(ExchangeEvent exchange) {
            exchanges.add(exchange);
        }

        @Override
        public void requestRefused(DownstreamConnection connection, int status) {
            others.add("refused " + status);
        }

        @Override
        public void connectionOpened(DownstreamConnection connection) {
            others.add("opened " + connection.listener().tls());
        }

        @Override
        public void connectionRefused(DownstreamConnection connection) {
            others.add("connection refused");
        }

        @Override
        public void handshakeFailed(DownstreamConnection connection, String reason) {
            others.add("handshake failed");
        }

        @Override
        public void connectionClosed(DownstreamConnection connection, long requests, Duration open) {
            others.add("closed after " + requests);
        }

        @Override
        public void upstreamOpened(Endpoint endpoint, Duration waited) {
            others.add("upstream opened");
        }

        @Override
        public void upstreamFailed(Endpoint endpoint, boolean timedOut) {
            others.add("upstream failed" + (timedOut ? " in time" : ""));
        }

        @Override
        public void upstreamClosed(Endpoint endpoint) {
            others.add("upstream closed");
        }

        ExchangeEvent next() throws InterruptedException {
            ExchangeEvent event = exchanges.poll(15, TimeUnit.SECONDS);
            assertThat(event).isNotNull();
            return event;
        }

        void assertTold(String... events) {
            await().untilAsserted(() -> assertThat(others).contains(events));
        }
    }

    private final Witness witness = new Witness();

    private TestProxy.Builder to(int... ports) {
        return TestProxy.to(ports).with(proxy -> proxy.observer(witness));
    }

    private void assertEnded(EndReason reason, int status) throws InterruptedException {
        ExchangeEvent event = witness.next();
        assertThat(event.reason()).isEqualTo(reason);
        assertThat(event.status()).isEqualTo(status);
        assertThat(witness.exchanges).isEmpty();
    }

    @Test
    void anExchangeIsToldOnceWithRouteEndpointBytesAndStages() throws Exception {
        long before = System.currentTimeMillis();
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            client.send("POST /a?b=c HTTP/1.1\r\nHost: a.test\r\nX-Asked: yes\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(client.read().status()).isEqualTo(200);

            ExchangeEvent event = witness.next();
            assertThat(event.reason()).isEqualTo(EndReason.COMPLETE);
            assertThat(event.reason().side()).isEqualTo(EndReason.Side.NONE);
            assertThat(event.status()).isEqualTo(200);
            assertThat(event.request().method()).isEqualTo("POST");
            assertThat(event.request().target()).isEqualTo("/a?b=c");
            assertThat(event.request().header("x-asked")).isEqualTo("yes");
            assertThat(event.ingress()).contains(new ObjectKey("shop", "web"));
            assertThat(event.service().orElseThrow()).hasToString("shop/web:80");
            assertThat(event.endpoint()).isEqualTo(new Endpoint("127.0.0.1", upstream.port()));
            assertThat(event.attempts()).isEqualTo(1);
            assertThat(event.requestBytes()).isEqualTo(5);
            assertThat(event.responseBytes()).isEqualTo(2);
            assertThat(event.startedAtMillis()).isBetween(before, System.currentTimeMillis());
            assertThat(event.connection().remote().getPort())
                    .isEqualTo(client.socket().getLocalPort());
            assertThat(event.connection().local().getPort()).isEqualTo(proxy.port());
            Stages stages = event.stages();
            assertThat(List.of(
                            0L, stages.decidedNanos(), stages.connectedNanos(), stages.headNanos(), stages.endNanos()))
                    .isSorted();
        }
    }

    @Test
    void connectionsOfBothSidesAreTold() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readRequest();
                    connection.send(OK);
                });
                TestProxy proxy = to(upstream.port()).start()) {
            try (RawClient client = proxy.connect()) {
                client.get("/").read();
            }
            witness.assertTold("opened false", "upstream opened", "upstream closed", "closed after 1");
        }
    }

    @Test
    void whoIsNotLetInOrFailsToAgreeOnTlsIsTold() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = to(upstream.port())
                        .limits(ProxyLimits.builder().maxConnections(1).build())
                        .start()) {
            try (RawClient garbage = RawClient.connect(proxy.tlsPort())) {
                garbage.send("GET / HTTP/1.1\r\n\r\n").readAll();
            }
            witness.assertTold("opened true", "handshake failed", "closed after 0");
            try (RawClient first = proxy.connect()) {
                first.get("/").read();
                try (RawClient second = proxy.connect()) {
                    assertThat(second.readAll()).isEmpty();
                }
                witness.assertTold("connection refused");
            }
        }
    }

    @Test
    void aHeadThatIsNoRequestIsToldAsRefused() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(400);

            witness.assertTold("refused 400");
            assertThat(witness.exchanges).isEmpty();
        }
    }

    @Test
    void anAnswerOfOurOwnHasNoEndpoint() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: unknown.test\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(404);

            ExchangeEvent event = witness.next();
            assertThat(event.reason()).isEqualTo(EndReason.ANSWERED);
            assertThat(event.status()).isEqualTo(404);
            assertThat(event.route()).isNull();
            assertThat(event.endpoint()).isNull();
            assertThat(event.ingress()).isEmpty();
            assertThat(event.stages().connectedNanos()).isEqualTo(-1);
        }
    }

    @Test
    void aClusterWithoutEndpointsIsTold() throws Exception {
        try (TestProxy proxy = to().start();
                RawClient client = proxy.connect()) {
            client.get("/").read();
            assertEnded(EndReason.NO_ENDPOINT, 503);
        }
    }

    @Test
    void endpointsThatTakeNoConnectionAreTold() throws Exception {
        int closed;
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = probe.getLocalPort();
        }
        try (TestProxy proxy = to(closed).start();
                RawClient client = proxy.connect()) {
            client.get("/").read();
            assertEnded(EndReason.CONNECT_FAILED, 502);
            witness.assertTold("upstream failed");
        }
    }

    @Test
    void endpointsThatTakeNoConnectionInTimeAreTold() throws Exception {
        List<Socket> waiting = new ArrayList<>();
        try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestProxy proxy = to(full.getLocalPort())
                        .annotation("proxy-connect-timeout", "1")
                        .start();
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 4; i++) { // fill the queue of a server that accepts nobody
                var one = new Socket();
                waiting.add(one);
                try {
                    one.connect(full.getLocalSocketAddress(), 200);
                } catch (IOException e) {
                    break;
                }
            }
            assertThat(client.get("/").read().status()).isEqualTo(504);
            assertEnded(EndReason.CONNECT_TIMEOUT, 504);
            witness.assertTold("upstream failed in time");
        } finally {
            for (Socket one : waiting) {
                one.close();
            }
        }
    }

    @Test
    void anUpstreamThatEndsItsConnectionIsTold() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> connection.readHead());
                TestProxy proxy = to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1\r\n\r\nx");
            client.read();
            assertEnded(EndReason.UPSTREAM_CLOSED, 502);
        }
    }

    @Test
    void attemptsAreCounted() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    if (number > 0) {
                        connection.send(OK);
                    }
                });
                TestProxy proxy = to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().status()).isEqualTo(200);
            assertThat(witness.next().attempts()).isEqualTo(2);
        }
    }

    @Test
    void anUpstreamThatSendsNoResponseIsTold() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("no such thing\r\n\r\n");
                TestProxy proxy = to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            client.get("/").read();
            assertEnded(EndReason.UPSTREAM_BROKEN, 502);
        }
    }

    @Test
    void anUpstreamThatIsSilentIsTold() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    connection.awaitEnd();
                });
                TestProxy proxy = to(upstream.port())
                        .annotation("proxy-read-timeout", "1")
                        .start();
                RawClient client = proxy.connect()) {
            client.get("/").read();
            assertEnded(EndReason.UPSTREAM_TIMEOUT, 504);
        }
    }

    @Test
    void aClientThatLeavesIsTold() throws Exception {
        var asked = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    asked.countDown();
                    connection.awaitEnd();
                });
                TestProxy proxy = to(upstream.port()).start()) {
            try (RawClient client = proxy.connect()) {
                client.get("/");
                assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            }
            assertEnded(EndReason.CLIENT_GONE, 0);
        }
    }

    @Test
    void aClientThatTakesNothingIsTold() throws Exception {
        try (ScriptedUpstream endless = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\n\r\n");
                    String block = "0123456789".repeat(10_000);
                    while (true) {
                        connection.send(block);
                    }
                });
                TestProxy proxy = to(endless.port())
                        .limits(ProxyLimits.builder().writeStall(SHORT).build())
                        .start();
                RawClient client = proxy.connect()) {
            client.get("/");
            assertEnded(EndReason.CLIENT_STALLED, 200);
        }
    }

    @Test
    void bodiesThatStopAreBrokenOrTooLargeAreTold() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    connection.awaitEnd();
                });
                TestProxy proxy = to(upstream.port())
                        .annotation("proxy-body-size", "10")
                        .limits(ProxyLimits.builder().bodyIdle(SHORT).build())
                        .start()) {
            try (RawClient client = proxy.connect()) {
                client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhel");
                assertThat(client.read().status()).isEqualTo(408);
                assertEnded(EndReason.BODY_TIMEOUT, 408);
            }
            try (RawClient client = proxy.connect()) {
                client.send("POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\nnot a size\r\n");
                assertThat(client.read().status()).isEqualTo(400);
                assertEnded(EndReason.BODY_BROKEN, 400);
            }
            try (RawClient client = proxy.connect()) {
                client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 500\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(413);
                assertEnded(EndReason.BODY_TOO_LARGE, 413);
            }
        }
    }

    @Test
    void stepsThatFailOrTakeTooLongAreTold() throws Exception {
        HttpFilter failing = new HttpFilter() {
            @Override
            public FilterResult onRequest(FilterContext context) {
                return switch (context.request().target()) {
                    case "/fail" -> throw new IllegalStateException("as asked");
                    case "/wait" -> FilterResult.SUSPEND;
                    default -> FilterResult.CONTINUE;
                };
            }

            @Override
            public void onResponse(FilterContext context, int status, HeaderFields headers) {
                throw new IllegalStateException("as asked");
            }
        };
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = to(upstream.port())
                        .step(failing)
                        .limits(ProxyLimits.builder().step(SHORT).build())
                        .start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/fail").read().status()).isEqualTo(503);
            assertEnded(EndReason.STEP_FAILED, 503);
            assertThat(client.get("/wait").read().status()).isEqualTo(503);
            assertEnded(EndReason.STEP_TIMEOUT, 503);
            assertThat(client.get("/").read().status()).isEqualTo(502);
            assertEnded(EndReason.STEP_FAILED, 502);
        }
    }

    @Test
    void tunnelsAreToldWithTheirBytes() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    connection.send(SWITCH);
                    connection.send("<" + connection.readSome(10) + ">");
                });
                TestProxy proxy = to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(101);
            assertThat(client.send("ping").readExactly(6)).isEqualTo("<ping>");
            assertThat(proxy.proxy().load().exchanges()).isEqualTo(1);
            client.socket().close();

            ExchangeEvent event = witness.next();
            assertThat(event.reason()).isIn(EndReason.TUNNEL_CLOSED, EndReason.CLIENT_GONE);
            assertThat(event.status()).isEqualTo(101);
            assertThat(event.requestBytes()).isEqualTo(4);
            assertThat(event.responseBytes()).isEqualTo(6);
        }
    }

    @Test
    void whatIsUnderWayWhenTheProxyClosesIsTold() throws Exception {
        var asked = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    asked.countDown();
                    connection.awaitEnd();
                });
                TestProxy proxy = to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            client.get("/");
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            proxy.proxy().close();
            assertEnded(EndReason.PROXY_CLOSED, 0);
        }
    }

    @Test
    void anObserverThatThrowsChangesNothingAndTheNextIsToldAllTheSame() throws Exception {
        var throwing = new ProxyObserver() {
            @Override
            public void exchangeEnded(ExchangeEvent exchange) {
                throw new IllegalStateException("as asked");
            }

            @Override
            public void connectionOpened(DownstreamConnection connection) {
                throw new NoClassDefFoundError("as asked");
            }
        };
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = TestProxy.to(upstream.port())
                        .with(settings -> settings.observer(throwing).observer(witness))
                        .start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().body()).isEqualTo("ok");
            assertThat(client.get("/").read().body()).isEqualTo("ok");
            assertThat(witness.next().reason()).isEqualTo(EndReason.COMPLETE);
            assertThat(witness.next().reason()).isEqualTo(EndReason.COMPLETE);
        }
    }
}
