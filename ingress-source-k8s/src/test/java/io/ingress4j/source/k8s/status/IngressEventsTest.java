package io.ingress4j.source.k8s.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.source.k8s.api.ApiObjects;
import io.ingress4j.source.k8s.api.Trouble;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class IngressEventsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void aCodeBecomesAReasonInTheFormOfEvents() {
        assertThat(IngressEvents.reasonOf("unknown-annotation")).isEqualTo("UnknownAnnotation");
        assertThat(IngressEvents.reasonOf("tls")).isEqualTo("Tls");
    }

    @Test
    void aTextIsShortenedAndShowsNoControlCharacters() {
        Diagnostic remark = Diagnostic.builder(Diagnostic.Severity.ERROR, "x")
                .field("spec\nrules", "v")
                .message("m".repeat(5000))
                .build();

        assertThat(IngressEvents.textOf(remark))
                .startsWith("spec?rules: \"v\": mmm")
                .endsWith("m...")
                .hasSize(IngressEvents.MAX_MESSAGE_CHARS);
    }

    @Test
    void whoLeadsNoMoreWhenTheIngressIsReadWritesNothing() throws Exception {
        List<String> requests = new CopyOnWriteArrayList<>();
        var leads = new AtomicBoolean(true);
        var refusals = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String asked = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            if (requests.isEmpty()) {
                leads.set(false);
            }
            requests.add(exchange.getRequestMethod());
            byte[] answer = (asked.isEmpty()
                            ? "{\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"Ingress\",\"metadata\":"
                                    + "{\"namespace\":\"shop\",\"name\":\"web\",\"uid\":\"u\"}}"
                            : asked)
                    .getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .build();
        Timing timing = Timing.DEFAULT.quick(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofMillis(50));
        var counts = new Counts();
        var events = new IngressEvents("me", timing, new Trouble(ClusterReporter.class), new Rights(true), counts);
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            var api = new ApiObjects(client, timing.answer());
            var thread = new Thread(() -> {
                try {
                    events.work(api, () -> {
                        boolean may = leads.get();
                        if (!may) {
                            refusals.incrementAndGet();
                        }
                        return may;
                    });
                } catch (InterruptedException e) {
                    // the test is over
                }
            });
            thread.start();
            events.changed(
                    List.of(Diagnostic.builder(Diagnostic.Severity.ERROR, "x")
                            .object("Ingress shop/web")
                            .message("no")
                            .build()),
                    List.of());
            await().atMost(PATIENCE).until(() -> refusals.get() > 0);
            leads.set(true);
            await().atMost(PATIENCE).until(() -> counts.events.get() == 1);
            thread.interrupt();
            thread.join(10_000);
        } finally {
            server.stop(0);
        }

        assertThat(requests).containsExactly("GET", "GET", "POST");
    }
}
