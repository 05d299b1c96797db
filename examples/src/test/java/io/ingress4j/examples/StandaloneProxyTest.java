package io.ingress4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.source.ResourceSink;
import io.ingress4j.model.source.ResourceSource;
import io.ingress4j.proxy.netty.config.Listener;
import io.ingress4j.proxy.netty.config.ProxyLimits;
import io.ingress4j.source.k8s.cluster.ScriptedApi;
import io.ingress4j.source.k8s.status.ClusterReporter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a process wants to write to the cluster, and when no more. */
final class StandaloneProxyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final List<String> story = new CopyOnWriteArrayList<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private ScriptedApi cluster;

    @BeforeEach
    void start() throws IOException {
        cluster = ScriptedApi.start(this::answer);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    /** There is no Lease, and whoever writes one gets it. */
    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        story.add(body.isEmpty() ? "looks" : body.contains("\"holderIdentity\":\"\"") ? "releases" : "leads");
        asked.countDown();
        ScriptedApi.answerLease(exchange, body);
    }

    /** Takes a while before it knows everything, unless somebody asks for a Lease before. */
    private final class SlowSource implements ResourceSource {
        @Override
        public String name() {
            return "slow";
        }

        @Override
        public void start(ResourceSink sink) {
            try {
                story.add(asked.await(2, TimeUnit.SECONDS) ? "too early" : "complete");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            sink.replaceAll(List.of());
        }

        @Override
        public void close() {}
    }

    private StandaloneProxy serve() throws IOException {
        ClusterReporter reporter = ClusterReporter.builder(cluster.client())
                .lease(new ObjectKey("ingress", "leader"))
                .events(true)
                .build();
        return StandaloneProxy.start(new StandaloneProxy.Settings(
                new Origins("slow", List.of(new SlowSource()), List::of, Optional.of(reporter), reporter::close),
                TranslationSettings.builder().build(),
                Listener.http("127.0.0.1", 0),
                Listener.https("127.0.0.1", 0),
                new InetSocketAddress(LOOPBACK, 0),
                Optional.empty(),
                ProxyLimits.DEFAULT,
                Optional.empty(),
                Optional.empty()));
    }

    @Test
    void whoDoesNotServeYetDoesNotWantToLead() throws IOException {
        try (StandaloneProxy proxy = serve()) {
            await().atMost(PATIENCE).until(() -> story.contains("leads"));
            assertThat(proxy.engine().isReady()).isTrue();
        }

        assertThat(story).startsWith("complete", "looks", "leads");
    }

    @Test
    void whoLeavesLetsAnotherLeadWhileItsClientsAreStillServed() throws Exception {
        try (StandaloneProxy proxy = serve()) {
            await().atMost(PATIENCE).until(() -> story.contains("leads"));
            var drained = new CountDownLatch(1);
            var leaving = new Thread(() -> {
                try {
                    proxy.drain(Duration.ofMinutes(10), Duration.ZERO);
                } catch (InterruptedException e) {
                    // the test has seen enough
                } finally {
                    drained.countDown();
                }
            });
            leaving.start();

            await().atMost(PATIENCE).until(() -> story.contains("releases"));
            assertThat(drained.getCount()).isEqualTo(1);

            leaving.interrupt();
            leaving.join();
        }
    }
}
