package io.ingress4j.proxy.netty;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingress4j.matcher.feature.FilterContext;
import io.ingress4j.matcher.feature.FilterResult;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.http.HeaderFields;
import io.ingress4j.proxy.netty.config.ProxyLimits;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a step of a route is told, and what it can do. */
final class StepsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /** Counts what it is told, and decides as it is told to. */
    private static final class Step implements HttpFilter {
        private final Function<FilterContext, FilterResult> decision;
        private final AtomicInteger requests = new AtomicInteger();
        private final AtomicInteger responses = new AtomicInteger();
        private final AtomicInteger ends = new AtomicInteger();
        private final LinkedBlockingQueue<FilterContext> suspended = new LinkedBlockingQueue<>();

        Step(Function<FilterContext, FilterResult> decision) {
            this.decision = decision;
        }

        static Step continuing() {
            return new Step(context -> FilterResult.CONTINUE);
        }

        static Step suspending() {
            return new Step(context -> FilterResult.SUSPEND);
        }

        @Override
        public FilterResult onRequest(FilterContext context) {
            requests.incrementAndGet();
            suspended.add(context);
            context.state(requests.get());
            return decision.apply(context);
        }

        @Override
        public void onResponse(FilterContext context, int status, HeaderFields headers) {
            responses.incrementAndGet();
            headers.set("x-step", requireNonNull(context.state()).toString());
        }

        @Override
        public void onEnd(FilterContext context) {
            assertThat(context.state()).isNotNull();
            ends.incrementAndGet();
        }

        FilterContext next() throws InterruptedException {
            return requireNonNull(suspended.poll(10, TimeUnit.SECONDS));
        }

        void assertEnded(int exchanges) {
            Awaitility.await().untilAsserted(() -> assertThat(ends.get()).isEqualTo(exchanges));
            assertThat(requests.get()).isEqualTo(exchanges);
        }
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: a.test\r\n\r\n";
    }

    @Test
    void everyExchangeEndsOnceAfterItsResponse() throws Exception {
        Step step = Step.continuing();
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = TestProxy.to(upstream.port()).step(step).start();
                RawClient client = proxy.connect()) {
            for (int i = 1; i <= 3; i++) {
                RawClient.Response answer = client.get("/").read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.field("x-step")).contains(Integer.toString(i));
            }
            step.assertEnded(3);
            assertThat(step.responses.get()).isEqualTo(3);
        }
    }

    @Test
    void aStepThatAnswersOrFailsEndsOnce() throws Exception {
        Step step = new Step(context -> {
            if (context.request().target().equals("/fail")) {
                throw new IllegalStateException("on purpose");
            }
            return FilterResult.answer(DirectResponse.of(403));
        });
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = TestProxy.to(upstream.port()).step(step).start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().status()).isEqualTo(403);
            assertThat(client.get("/fail").read().status()).isEqualTo(503);
            step.assertEnded(2);
            assertThat(upstream.connections()).isZero();
            assertThat(step.responses.get()).isZero();
        }
    }

    @Test
    void aStepThatFailsOnTheResponseIsABadGatewayAndEndsOnce() throws Exception {
        var ends = new AtomicInteger();
        HttpFilter failing = new HttpFilter() {
            @Override
            public void onResponse(FilterContext context, int status, HeaderFields headers) {
                headers.set("x-bad", "a\r\nb");
            }

            @Override
            public void onEnd(FilterContext context) {
                ends.incrementAndGet();
                throw new IllegalStateException("on purpose");
            }
        };
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = TestProxy.to(upstream.port()).step(failing).start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().status()).isEqualTo(502);
            assertThat(client.get("/").read().status()).isEqualTo(502);
            assertThat(ends.get()).isEqualTo(2);
        }
    }

    @Test
    void whoSuspendsResumesLaterFromAnyThread() throws Exception {
        Step step = Step.suspending();
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = TestProxy.to(upstream.port()).step(step).start();
                RawClient client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello");
            FilterContext first = step.next();
            assertThat(upstream.connections()).isZero();
            first.resume(FilterResult.CONTINUE);
            first.resume(FilterResult.answer(DirectResponse.of(403))); // too late
            assertThat(client.read().status()).isEqualTo(200);

            client.get("/");
            step.next().resume(FilterResult.answer(DirectResponse.of(403)));
            assertThat(client.read().status()).isEqualTo(403);
            step.assertEnded(2);
        }
    }

    @Test
    void whoResumesBeforeItSuspendsGoesOn() throws Exception {
        Step step = new Step(context -> {
            context.resume(FilterResult.CONTINUE);
            return FilterResult.SUSPEND;
        });
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = TestProxy.to(upstream.port()).step(step).start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().status()).isEqualTo(200);
            step.assertEnded(1);
        }
    }

    @Test
    void whoNeverResumesIsUnavailable() throws Exception {
        Step step = Step.suspending();
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = TestProxy.to(upstream.port())
                        .step(step)
                        .limits(ProxyLimits.builder()
                                .step(Duration.ofMillis(300))
                                .build())
                        .start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().status()).isEqualTo(503);
            assertThat(upstream.connections()).isZero();
            step.next().resume(FilterResult.CONTINUE);
            client.get("/");
            step.next().resume(FilterResult.CONTINUE);
            assertThat(client.read().status()).isEqualTo(200);
            step.assertEnded(2);
        }
    }

    @Test
    void aClientThatLeavesWhileAStepIsSuspendedEndsTheExchange() throws Exception {
        Step step = Step.suspending();
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = TestProxy.to(upstream.port()).step(step).start()) {
            try (RawClient client = proxy.connect()) {
                client.get("/");
                step.next();
            }
            step.assertEnded(1);
            try (RawClient client = proxy.connect()) {
                client.get("/");
                step.next();
                client.reset();
            }
            step.assertEnded(2);
            assertThat(upstream.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "hello world", "helloGET / HTTP/1.1\r\nHost: a.test\r\n\r\n"})
    void aClientThatLeavesBehindABodyThatWaitsForAStepEndsTheExchange(String sent) throws Exception {
        for (boolean natives : new boolean[] {true, false}) {
            Step step = Step.suspending();
            try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                    TestProxy proxy = TestProxy.to(upstream.port())
                            .natives(natives)
                            .step(step)
                            .start()) {
                try (RawClient client = proxy.connect()) {
                    int length = sent.startsWith("hello world") ? 100 : 5;
                    client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + length + "\r\n\r\n" + sent);
                    step.next();
                }
                step.assertEnded(1);
                assertThat(upstream.connections()).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatLeavesBehindABodyThatWaitsForAConnectionEndsTheExchange(boolean natives) throws Exception {
        Step step = Step.continuing();
        List<Socket> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestProxy proxy = TestProxy.to(full.getLocalPort())
                        .annotation("proxy-connect-timeout", "60")
                        .natives(natives)
                        .step(step)
                        .start()) {
            fill(full, fillers);
            try (RawClient client = proxy.connect()) {
                client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello");
                step.next();
            }
            step.assertEnded(1);
        } finally {
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void aClientThatLeavesWhileAConnectionIsMadeEndsTheExchange() throws Exception {
        Step step = Step.continuing();
        List<Socket> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestProxy proxy = TestProxy.to(full.getLocalPort()).step(step).start()) {
            fill(full, fillers);
            try (RawClient client = proxy.connect()) {
                client.get("/");
                step.next();
            }
            step.assertEnded(1);
        } finally {
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    /** Connects until the listener takes no more, so that the next connection waits. */
    static void fill(ServerSocket listener, List<Socket> fillers) throws IOException {
        while (true) {
            var filler = new Socket();
            fillers.add(filler);
            try {
                filler.connect(listener.getLocalSocketAddress(), 300);
            } catch (IOException e) {
                return;
            }
        }
    }

    @Test
    void aClientThatLeavesWhileItWaitsForTheHeadEndsTheUpstreamConnectionAtOnce() throws Exception {
        assertLeavingEnds(connection -> {});
    }

    @Test
    void aClientThatLeavesWithinABodyEndsTheUpstreamConnectionAtOnce() throws Exception {
        assertLeavingEnds(connection -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"));
    }

    private interface Act {
        void run(ScriptedUpstream.Connection connection) throws IOException;
    }

    private static void assertLeavingEnds(Act act) throws Exception {
        Step step = Step.continuing();
        var reached = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readRequest();
                    act.run(connection);
                    reached.countDown();
                    connection.awaitEnd();
                    ended.countDown();
                });
                TestProxy proxy = TestProxy.to(upstream.port()).step(step).start()) {
            try (RawClient client = proxy.connect()) {
                client.get("/");
                assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            step.assertEnded(1);
        }
    }

    @Test
    void aCutResponseEndsOnce() throws Exception {
        Step step = Step.continuing();
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
                });
                TestProxy proxy = TestProxy.to(upstream.port()).step(step).start();
                RawClient client = proxy.connect()) {
            client.get("/");
            assertThatThrownBy(client::read).isInstanceOf(IOException.class);
            step.assertEnded(1);
        }
    }

    /** Holds the event loop in a step until the idle upstream connection is reset, which the loop then cannot know yet. */
    @Test
    void aPostOfWhichTheSocketTookNothingIsSentOnAnotherConnection() throws Exception {
        var idle = new CountDownLatch(1);
        var reset = new CountDownLatch(1);
        Step step = new Step(context -> {
            if (context.request().method().equals("POST")) {
                idle.countDown();
                await(reset);
            }
            return FilterResult.CONTINUE;
        });
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readRequest();
                    connection.send(OK);
                    if (number == 0) {
                        await(idle);
                        connection.reset();
                        reset.countDown();
                    }
                    connection.readRequest();
                });
                TestProxy proxy = TestProxy.to(upstream.port()).step(step).start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().status()).isEqualTo(200);
            String post = get("/").replace("GET", "POST").replace("\r\n\r\n", "\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(client.send(post).read().status()).isEqualTo(200);
            assertThat(upstream.connections()).isEqualTo(2);
            step.assertEnded(2);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
