package io.ingress4j.proxy.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ingress4j.proxy.netty.config.ProxyLimits;
import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.RecordingUpstream;
import io.ingress4j.proxy.netty.support.ScriptedUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What has to hold on every transport: with native libraries where they are present, and without. */
final class TransportTest {

    @Test
    void epollIsTakenWhereItsLibraryIsPresent() {
        assertThat(Transport.best().name()).isEqualTo(Epoll.isAvailable() ? "epoll" : "NIO");
        assertThat(Transport.nio().name()).isEqualTo("NIO");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bodiesGoThroughBothWays(boolean natives) throws Exception {
        String body = "0123456789".repeat(50_000);
        try (RecordingUpstream upstream = RecordingUpstream.start();
                TestProxy proxy = TestProxy.to(upstream.port()).natives(natives).start();
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                client.send("POST /" + i + " HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body);
                assertThat(client.read().body()).isEqualTo("ok");
                assertThat(upstream.last()).startsWith("POST /" + i + " ").endsWith("\r\n\r\n" + body);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatLeavesWhileItWaitsCancelsItsRequest(boolean natives) throws Exception {
        var asked = new CountDownLatch(1);
        var left = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    asked.countDown();
                    try {
                        connection.readSome(1);
                    } finally {
                        left.countDown();
                    }
                });
                TestProxy proxy = TestProxy.to(upstream.port()).natives(natives).start()) {
            try (RawClient client = proxy.connect()) {
                client.get("/");
                assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(left.await(8, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anIdleUpstreamConnectionThatEndsIsNoticedBeforeTheNextRequest(boolean natives) throws Exception {
        var ended = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    if (number == 0) {
                        connection.socket().shutdownOutput();
                        connection.readSome(1); // the proxy closes in turn
                        ended.countDown();
                    } else {
                        connection.readSome(1);
                    }
                });
                TestProxy proxy = TestProxy.to(upstream.port()).natives(natives).start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().status()).isEqualTo(200);
            assertThat(ended.await(8, TimeUnit.SECONDS)).isTrue();
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConnectionBeyondTheLimitIsClosedAtOnceAndAPlaceThatIsLeftIsTaken(boolean natives) throws Exception {
        ProxyLimits limits = ProxyLimits.builder().maxConnections(2).build();
        try (RecordingUpstream upstream = RecordingUpstream.start();
                TestProxy proxy = TestProxy.to(upstream.port())
                        .natives(natives)
                        .limits(limits)
                        .start();
                RawClient first = proxy.connect()) {
            try (RawClient second = proxy.connect()) {
                assertThat(first.get("/").read().status()).isEqualTo(200);
                assertThat(second.get("/").read().status()).isEqualTo(200);
                try (RawClient third = proxy.connect()) {
                    assertThat(third.readAll()).isEmpty();
                }
                assertThat(first.get("/").read().status()).isEqualTo(200);
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> isServed(proxy));
        }
    }

    private static boolean isServed(TestProxy proxy) throws IOException {
        try (RawClient client = proxy.connect()) {
            return client.get("/").read().status() == 200;
        } catch (IOException e) {
            return false; // the place is not free yet
        }
    }
}
