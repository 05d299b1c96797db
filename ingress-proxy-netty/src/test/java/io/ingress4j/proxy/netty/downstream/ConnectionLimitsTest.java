package io.ingress4j.proxy.netty.downstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ingress4j.proxy.netty.config.ProxyLimits;
import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.RecordingUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How many connections a proxy takes, from whom, and for how long. */
final class ConnectionLimitsTest {
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

    private static RawClient from(String address, int port) throws IOException {
        return RawClient.over(new Socket("127.0.0.1", port, InetAddress.getByName(address), 0));
    }

    private static void assertServed(RawClient client) throws IOException {
        assertThat(client.get("/").read().status()).isEqualTo(200);
    }

    private static void assertTurnedAway(RawClient client) throws IOException {
        assertThat(client.readAll()).isEmpty();
    }

    private static void awaitConnections(TestProxy proxy, int open) {
        await().untilAsserted(
                        () -> assertThat(proxy.proxy().load().connections()).isEqualTo(open));
    }

    @Test
    void thereAreOnlySoManyConnectionsInAll() throws Exception {
        try (TestProxy proxy = proxy(ProxyLimits.builder().maxConnections(2));
                RawClient first = proxy.connect()) {
            assertServed(first);
            try (RawClient overTls = RawClient.connect(proxy.tlsPort())) {
                overTls.send("\u0016"); // of a hello
                awaitConnections(proxy, 2);
                try (RawClient third = proxy.connect()) {
                    assertTurnedAway(third);
                }
                assertServed(first);
            }
            awaitConnections(proxy, 1);
            try (RawClient next = proxy.connect()) {
                assertServed(next);
            }
        }
    }

    @Test
    void aListenerHasOnlySoManyAndTheOthersGoOn() throws Exception {
        try (TestProxy proxy = proxy(ProxyLimits.builder().maxConnectionsPerListener(1));
                RawClient first = proxy.connect()) {
            assertServed(first);
            try (RawClient second = proxy.connect()) {
                assertTurnedAway(second);
            }
            try (RawClient overTls = RawClient.connect(proxy.tlsPort())) {
                overTls.send("\u0016"); // of a hello
                awaitConnections(proxy, 2);
            }
        }
    }

    @Test
    void anAddressHasOnlySoManyAndTheOthersGoOn() throws Exception {
        try (TestProxy proxy = proxy(ProxyLimits.builder().maxConnectionsPerAddress(2));
                RawClient first = from("127.0.0.2", proxy.port());
                RawClient second = from("127.0.0.2", proxy.port())) {
            assertServed(first);
            assertServed(second);
            try (RawClient third = from("127.0.0.2", proxy.port());
                    RawClient other = from("127.0.0.3", proxy.port())) {
                assertTurnedAway(third);
                assertServed(other);
            }
            first.socket().close();
            awaitConnections(proxy, 1);
            try (RawClient next = from("127.0.0.2", proxy.port())) {
                assertServed(next);
            }
        }
    }

    @Test
    void theAddressesOfOneSubscriberOverIpv6AreOne() throws UnknownHostException {
        Admission.Door door =
                new Admission(ProxyLimits.builder().maxConnectionsPerAddress(1).build()).door();
        InetAddress one = InetAddress.getByName("2001:db8:1:2::1");
        InetAddress neighbour = InetAddress.getByName("2001:db8:1:2:ffff::9");
        InetAddress stranger = InetAddress.getByName("2001:db8:1:3::1");

        assertThat(door.enter(one)).isTrue();
        assertThat(door.enter(neighbour)).isFalse();
        assertThat(door.enter(stranger)).isTrue();
        door.leave(one);
        assertThat(door.enter(neighbour)).isTrue();
    }

    @Test
    void aConnectionThatIsOldEndsWithItsNextResponse() throws Exception {
        try (TestProxy proxy = proxy(ProxyLimits.builder().lifetime(Duration.ofSeconds(2)));
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().field("connection")).isEmpty();
            RawClient.Response answer = client.get("/").read();
            for (int i = 0; i < 1_000 && answer.field("connection").isEmpty(); i++) {
                TimeUnit.MILLISECONDS.sleep(10); // the pace of a client that is never idle for long
                answer = client.get("/").read();
            }
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.field("connection")).contains("close");
            assertThat(client.readAll()).isEmpty();
        }
    }

    @Test
    void aConnectionThatIsOldAndIdleEnds() throws Exception {
        try (TestProxy proxy = proxy(ProxyLimits.builder().lifetime(Duration.ofMillis(400)));
                RawClient client = proxy.connect()) {
            assertServed(client);
            assertThat(client.readAll()).isEmpty();
        }
    }

    @Test
    void aHandshakeThatIsNotFinishedEnds() throws Exception {
        try (TestProxy proxy = proxy(ProxyLimits.builder().handshake(Duration.ofMillis(400)));
                RawClient silent = RawClient.connect(proxy.tlsPort());
                RawClient slow = RawClient.connect(proxy.tlsPort())) {
            slow.send("\u0016\u0003\u0001"); // the begin of a hello
            silent.readAll();
            slow.readAll();
            awaitConnections(proxy, 0);
        }
    }
}
