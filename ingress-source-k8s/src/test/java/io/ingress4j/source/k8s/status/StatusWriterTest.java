package io.ingress4j.source.k8s.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.source.k8s.api.ApiObjects;
import io.ingress4j.source.k8s.api.Trouble;
import io.ingress4j.source.k8s.cluster.ScriptedApi;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the writer does with answers that a real API server gives only by chance. */
final class StatusWriterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Timing QUICK =
            Timing.DEFAULT.quick(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofMillis(50));
    private static final ObjectKey WEB = new ObjectKey("shop", "web");
    private static final ObjectKey OTHER = new ObjectKey("shop", "other");

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Integer> refusals = new CopyOnWriteArrayList<>();
    private final AtomicBoolean mayWrite = new AtomicBoolean(true);
    private final AtomicInteger errors = new AtomicInteger();
    private final Counts counts = new Counts();
    private ScriptedApi cluster;
    private StatusWriter writer;
    private Thread thread;
    private int version;

    @BeforeEach
    void start() throws IOException {
        cluster = ScriptedApi.start(this::answer);
        begin(QUICK);
    }

    private void begin(Timing timing) {
        writer = new StatusWriter(
                new ApiObjects(cluster.client(), timing.answer()),
                timing,
                new Trouble(ClusterReporter.class),
                new Rights(true),
                counts,
                () -> {
                    if (errors.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        throw new StackOverflowError("made by the test");
                    }
                    return mayWrite.get();
                },
                Set.of(WEB, OTHER));
        thread = new Thread(() -> {
            try {
                writer.work();
            } catch (InterruptedException e) {
                // the test is over
            }
        });
        thread.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        end();
        cluster.close();
    }

    private void end() throws InterruptedException {
        thread.interrupt();
        thread.join(10_000);
    }

    /** Each reading finds a newer version; a write is refused for as long as there are refusals. */
    private synchronized void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        boolean isWrite = exchange.getRequestMethod().equals("PUT");
        String found = body.replaceAll("(?s).*\"resourceVersion\":\"([0-9]+)\".*", "$1");
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + (isWrite ? " of " + found : ""));
        boolean isOther = exchange.getRequestURI().getPath().contains("/other");
        int status = isWrite && !isOther && !refusals.isEmpty() ? refusals.remove(0) : 200;
        String json = isWrite
                ? body
                : "{\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"Ingress\",\"metadata\":{\"namespace\":\"shop\","
                        + "\"name\":\"" + (isOther ? "other" : "web") + "\",\"uid\":\"u\",\"resourceVersion\":\""
                        + ++version + "\"}}";
        ScriptedApi.answer(
                exchange,
                status,
                status == 200 ? json : "{\"kind\":\"Status\",\"message\":\"no\",\"code\":" + status + "}");
    }

    private void serve() {
        writer.addresses(new TreeSet<>(Set.of("192.0.2.1")));
        writer.look(List.of(WEB));
    }

    @Test
    void aConflictIsReadAgainAndDecidedAnew() {
        refusals.addAll(List.of(409, 409));

        serve();
        await().atMost(PATIENCE).until(() -> counts.statuses.get() == 1);

        String path = "/apis/networking.k8s.io/v1/namespaces/shop/ingresses/web";
        assertThat(requests)
                .containsExactly(
                        "GET " + path,
                        "PUT " + path + "/status?fieldManager=ingress4j of 1",
                        "GET " + path,
                        "PUT " + path + "/status?fieldManager=ingress4j of 2",
                        "GET " + path,
                        "PUT " + path + "/status?fieldManager=ingress4j of 3");
        assertThat(counts.failures).hasValue(0);
    }

    @Test
    void anApiServerThatFailsIsAskedAgain() {
        refusals.addAll(List.of(500, 503));

        serve();

        await().atMost(PATIENCE).until(() -> counts.statuses.get() == 1);
        assertThat(counts.failures).hasValue(2);
    }

    @Test
    void anErrorEndsOneAttemptAndNotTheThread() {
        errors.set(2);

        serve();

        await().atMost(PATIENCE).until(() -> counts.statuses.get() == 1);
        assertThat(counts.failures).hasValue(2);
    }

    @Test
    void whoMayNotWriteReadsAndWaits() {
        mayWrite.set(false);

        serve();
        await().atMost(PATIENCE).until(() -> requests.size() >= 3);

        assertThat(requests).allMatch(each -> each.startsWith("GET "));
        mayWrite.set(true);
        await().atMost(PATIENCE).until(() -> counts.statuses.get() == 1);
    }

    @Test
    void aPolicyThatDeniesOneIngressKeepsNoOtherOfItsNamespaceWaiting() throws Exception {
        end();
        begin(Timing.DEFAULT);
        refusals.addAll(List.of(403, 403, 403, 403));

        serve();
        await().atMost(PATIENCE).until(() -> counts.failures.get() == 1);
        writer.look(List.of(OTHER));

        await().atMost(PATIENCE.dividedBy(2)).until(() -> counts.statuses.get() == 1);
        assertThat(requests)
                .filteredOn(each -> each.startsWith("PUT"))
                .hasSize(2)
                .last()
                .asString()
                .contains("/ingresses/other/");
    }
}
