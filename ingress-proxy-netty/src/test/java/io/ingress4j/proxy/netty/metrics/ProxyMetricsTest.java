package io.ingress4j.proxy.netty.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ingress4j.model.Ingress;
import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.PathType;
import io.ingress4j.model.ResourceId;
import io.ingress4j.proxy.netty.observe.EndReason;
import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.ScriptedUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Values are right after known traffic, and there are never more meters than the bounds allow. */
final class ProxyMetricsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private static TestProxy start(ProxyMetrics metrics, int port) throws Exception {
        TestProxy proxy = TestProxy.to(port)
                .with(settings -> settings.observer(metrics))
                .afterChange(metrics::follow)
                .start();
        metrics.watch(proxy.proxy());
        return proxy;
    }

    private ProxyMetrics metrics() {
        return ProxyMetrics.builder(registry).build();
    }

    private double count(String name, String... tags) {
        return registry.find(name).tags(tags).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private void awaitCount(double expected, String name, String... tags) {
        await().untilAsserted(() -> assertThat(count(name, tags)).isEqualTo(expected));
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private List<String> ingresses(String name) {
        return registry.find(name).meters().stream()
                .map(meter -> meter.getId().getTag("ingress"))
                .distinct()
                .sorted()
                .toList();
    }

    private static void get(TestProxy proxy, String host, int status) throws IOException {
        try (RawClient client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(status);
        }
    }

    @Test
    void requestsAreCountedByIngressServiceAndStatusClass() throws Exception {
        try (var upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = start(metrics(), upstream.port())) {
            for (int i = 0; i < 3; i++) {
                get(proxy, "a.test", 200);
            }
            get(proxy, "nobody.test", 404);

            awaitCount(1, "ingress4j.requests", "ingress", "_none", "service", "_none", "status", "4xx");
            awaitCount(
                    3, "ingress4j.requests", "namespace", "shop", "ingress", "web", "service", "web", "status", "2xx");
            awaitCount(3, "ingress4j.request.ends", "reason", "complete", "side", "none");
            awaitCount(1, "ingress4j.request.ends", "reason", "answered");
            awaitCount(4, "ingress4j.request.ends");
            Timer took = registry.get("ingress4j.request.duration")
                    .tags("ingress", "web", "status", "2xx")
                    .timer();
            assertThat(took.count()).isEqualTo(3);
            assertThat(took.takeSnapshot().histogramCounts()).hasSize(8);
            awaitCount(4, "ingress4j.connections.opened", "tls", "false");
            assertThat(registry.get("ingress4j.upstream.connect.duration")
                            .timer()
                            .count())
                    .isEqualTo(upstream.connections());
        }
    }

    @Test
    void whatTheProxyIsDoingIsSeenAtEachLook() throws Exception {
        try (var upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = start(metrics(), upstream.port());
                RawClient client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhel");

            await().untilAsserted(
                            () -> assertThat(gauge("ingress4j.requests.active")).isEqualTo(1));
            assertThat(gauge("ingress4j.connections.active")).isEqualTo(1);
            client.send("lo");
            assertThat(client.read().status()).isEqualTo(200);
            await().untilAsserted(
                            () -> assertThat(gauge("ingress4j.requests.active")).isZero());
            assertThat(gauge("ingress4j.upstream.connections.active")).isEqualTo(1);
        }
    }

    @Test
    void refusalsAndFailuresAreCounted() throws Exception {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        try (TestProxy proxy = start(metrics(), closed)) {
            get(proxy, "a.test", 502);
            try (RawClient client = proxy.connect()) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(400);
            }
            try (RawClient client = RawClient.connect(proxy.tlsPort())) {
                client.send("no handshake at all\r\n\r\n");

                awaitCount(1, "ingress4j.handshakes.failed");
            }
            awaitCount(1, "ingress4j.requests.refused", "status", "400");
            awaitCount(1, "ingress4j.requests", "ingress", "web", "status", "5xx");
            awaitCount(1, "ingress4j.request.ends", "reason", "connect_failed", "side", "upstream");
            assertThat(count("ingress4j.upstream.connect.failed", "reason", "failed"))
                    .isPositive();
            awaitCount(1, "ingress4j.connections.opened", "tls", "true");
        }
    }

    @Test
    void aTunnelCountsAsARequestWithoutADuration() throws Exception {
        String switching = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
        try (var upstream = ScriptedUpstream.answering(switching);
                TestProxy proxy = start(metrics(), upstream.port())) {
            try (RawClient client = proxy.connect()) {
                client.send("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
                assertThat(client.readHead()).contains("101");
            }

            awaitCount(1, "ingress4j.requests", "ingress", "web", "status", "1xx");
            assertThat(registry.find("ingress4j.request.duration").timers()).isEmpty();
            assertThat(registry.get("ingress4j.response.wait").timer().count()).isEqualTo(1);
        }
    }

    @Test
    void theFirstInTheOrderOfNamesHaveSeriesOfTheirOwnWhoeverAsksFirst() throws Exception {
        ProxyMetrics metrics =
                ProxyMetrics.builder(registry).pairs(2).histograms(1).build();
        try (var upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = start(metrics, upstream.port())) {
            IntStream.range(0, 4).forEach(i -> proxy.source().put(ingress("i" + i, "web")));
            awaitHosts(proxy, 5);
            for (int i = 3; i >= 0; i--) {
                get(proxy, "i" + i + ".test", 200);
            }
            awaitCount(4, "ingress4j.requests");

            assertThat(ingresses("ingress4j.requests")).containsExactly("_other", "i0", "i1");
            awaitCount(2, "ingress4j.requests", "ingress", "_other", "status", "2xx");
            assertThat(ingresses("ingress4j.response.wait")).containsExactly("_other", "i0", "i1");
            assertThat(ingresses("ingress4j.request.duration")).containsExactly("_other", "i0");
            assertThat(registry.get("ingress4j.request.duration")
                            .tags("ingress", "_other")
                            .timer()
                            .count())
                    .isEqualTo(3);
        }
    }

    @Test
    void aServiceThatItsIngressNoLongerNamesLeavesItsPlace() throws Exception {
        ProxyMetrics metrics =
                ProxyMetrics.builder(registry).pairs(1).histograms(1).build();
        try (var upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = start(metrics, upstream.port())) {
            for (int i = 0; i < 3; i++) {
                String service = "web" + i;
                proxy.source().put(ingress("edited", service));
                await().untilAsserted(() -> {
                    get(proxy, "edited.test", 200);
                    assertThat(registry.find("ingress4j.requests")
                                    .tags("ingress", "edited")
                                    .meters())
                            .extracting(meter -> meter.getId().getTag("service"))
                            .containsExactly(service);
                });
            }
            proxy.source().remove(new ResourceId(Kind.INGRESS, new ObjectKey("shop", "edited")));
            await().untilAsserted(
                            () -> assertThat(ingresses("ingress4j.requests")).doesNotContain("edited"));
            get(proxy, "a.test", 200);
            awaitCount(1, "ingress4j.requests", "ingress", "web");
        }
    }

    @Test
    void beforeATableIsFollowedAllAreCountedTogether() throws Exception {
        ProxyMetrics metrics = metrics();
        try (var upstream = ScriptedUpstream.answering(OK);
                TestProxy proxy = TestProxy.to(upstream.port())
                        .with(settings -> settings.observer(metrics))
                        .start()) {
            get(proxy, "a.test", 200);

            awaitCount(1, "ingress4j.requests", "ingress", "_other", "service", "_other", "status", "2xx");
        }
    }

    @Test
    void theWaitEndsWithTheHeadAndTheDurationWithTheBody() throws Exception {
        try (var upstream = ScriptedUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nok");
                TestProxy proxy = start(metrics(), upstream.port())) {
            long known;
            try (RawClient client = proxy.connect()) {
                client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
                assertThat(client.readHead()).contains("200");
                long headRead = System.nanoTime();
                TimeUnit.MILLISECONDS.sleep(50); // the body is under way meanwhile
                known = System.nanoTime() - headRead;
            }

            await().untilAsserted(() -> assertThat(
                            registry.find("ingress4j.request.duration").timers())
                    .isNotEmpty());
            Timer took = registry.get("ingress4j.request.duration").timer();
            Timer waited = registry.get("ingress4j.response.wait")
                    .tags("namespace", "shop", "ingress", "web", "service", "web")
                    .timer();
            assertThat(waited.count()).isEqualTo(1);
            assertThat(took.totalTime(TimeUnit.NANOSECONDS))
                    .isGreaterThanOrEqualTo(waited.totalTime(TimeUnit.NANOSECONDS) + known);
        }
    }

    @Test
    void everyReasonIsThereFromTheStart() {
        metrics();

        assertThat(registry.find("ingress4j.request.ends").meters()).hasSameSizeAs(EndReason.values());
        assertThat(registry.getMeters())
                .extracting(Meter::getId)
                .allSatisfy(id -> assertThat(id.getName()).startsWith("ingress4j."))
                .allSatisfy(
                        id -> assertThat(id.getTags()).extracting(Tag::getValue).doesNotContain(""));
    }

    @Test
    void aNegativeBoundIsRefused() {
        assertThatThrownBy(() -> ProxyMetrics.builder(registry).pairs(-1))
                .hasMessage("pairs: -1 (expected: zero or more)");
        assertThatThrownBy(() -> ProxyMetrics.builder(registry).histograms(-2))
                .hasMessage("histograms: -2 (expected: zero or more)");
    }

    private static Ingress ingress(String name, String service) {
        return Ingress.builder("shop", name)
                .path(name + ".test", "/", PathType.PREFIX, service, 80)
                .build();
    }

    private static void awaitHosts(TestProxy proxy, int hosts) {
        await().until(() -> proxy.engine().router().current().snapshot().size() == hosts);
    }
}
