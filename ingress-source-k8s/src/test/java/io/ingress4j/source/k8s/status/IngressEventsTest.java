package io.ingress4j.source.k8s.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.source.k8s.api.ApiObjects;
import io.ingress4j.source.k8s.api.Trouble;
import io.ingress4j.source.k8s.cluster.ScriptedApi;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told, and when again, with answers that a real API server gives only by chance. */
final class IngressEventsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Timing QUICK =
            Timing.DEFAULT.quick(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofMillis(50));

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Counts counts = new Counts();
    private final List<Thread> threads = new ArrayList<>();
    private ScriptedApi cluster;
    private ApiObjects api;
    private IngressEvents events;

    /** Runs when a request came, before it is answered with the status that this returns. */
    private volatile Answers answers = request -> 200;

    private volatile String uid = "u1";

    private interface Answers {
        int status(String request) throws InterruptedException;
    }

    @BeforeEach
    void start() throws IOException {
        cluster = ScriptedApi.start(this::answer);
        api = new ApiObjects(cluster.client(), QUICK.answer());
        events = events(QUICK);
    }

    private IngressEvents events(Timing timing) {
        return new IngressEvents("me", timing, new Trouble(ClusterReporter.class), new Rights(true), counts);
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Thread each : threads) {
            end(each);
        }
        cluster.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String asked = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        String path = exchange.getRequestURI().getPath();
        String request = exchange.getRequestMethod() + " "
                + path.replaceAll(".*/namespaces/", "").replaceAll("/events/.*", "/events");
        String found = "{\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"Ingress\",\"metadata\":{\"namespace\":\""
                + path.replaceAll(".*/namespaces/([^/]+).*", "$1") + "\",\"name\":\"web\",\"uid\":\"" + uid + "\"}}";
        requests.add(request);
        int status = 500;
        try {
            status = answers.status(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String json = status != 200
                ? "{\"kind\":\"Status\",\"code\":" + status + ",\"message\":\"no\"}"
                : asked.isEmpty() ? found : asked;
        ScriptedApi.answer(exchange, status, json);
    }

    private Thread work(AtomicBoolean leads, AtomicInteger refusals) {
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
                // the term is over
            }
        });
        threads.add(thread);
        thread.start();
        return thread;
    }

    private Thread work() {
        return work(new AtomicBoolean(true), new AtomicInteger());
    }

    private static void end(Thread term) throws InterruptedException {
        term.interrupt();
        term.join(10_000);
    }

    private static Diagnostic remark(String namespace, String message) {
        return Diagnostic.builder(Diagnostic.Severity.ERROR, "x")
                .object("Ingress " + namespace + "/web")
                .message(message)
                .build();
    }

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
    void whoLeadsNoMoreWhenTheIngressIsReadWritesNothing() {
        var leads = new AtomicBoolean(true);
        var refusals = new AtomicInteger();
        answers = request -> {
            if (requests.size() == 1) {
                leads.set(false);
            }
            return 200;
        };
        work(leads, refusals);

        events.changed(List.of(remark("shop", "no")), List.of());
        await().atMost(PATIENCE).until(() -> refusals.get() > 0);
        leads.set(true);
        await().atMost(PATIENCE).until(() -> counts.events.get() == 1);

        assertThat(requests).containsExactly("GET shop/ingresses/web", "GET shop/ingresses/web", "POST shop/events");
    }

    @Test
    void aNamespaceThatRefusesEventsHoldsUpNoOther() {
        events = events(Timing.DEFAULT);
        answers = request -> request.equals("POST tenant/events") ? 403 : 200;
        work();

        events.changed(List.of(remark("tenant", "1"), remark("tenant", "2"), remark("tenant", "3")), List.of());
        await().atMost(PATIENCE).until(() -> counts.failures.get() > 0);
        events.changed(List.of(remark("shop", "no")), List.of());
        await().atMost(PATIENCE).until(() -> counts.events.get() == 1);

        assertThat(requests)
                .filteredOn(each -> each.startsWith("POST"))
                .containsExactly("POST tenant/events", "POST shop/events");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 422, 500})
    void whatIsRefusedIsToldOnceItMayBe(int status) {
        var refused = new AtomicBoolean(true);
        answers = request -> refused.get() && request.equals("POST tenant/events") ? status : 200;
        work();

        events.changed(List.of(remark("tenant", "1"), remark("tenant", "2")), List.of());
        await().atMost(PATIENCE).until(() -> counts.failures.get() >= 3);
        refused.set(false);

        await().atMost(PATIENCE).until(() -> counts.events.get() == 2);
    }

    @Test
    void whatIsInHandWhenATermEndsIsToldInTheNext() throws Exception {
        var asked = new CountDownLatch(1);
        var over = new CountDownLatch(1);
        answers = request -> {
            asked.countDown();
            over.await();
            return 200;
        };
        Thread first = work();
        events.changed(List.of(remark("shop", "no")), List.of());
        assertThat(asked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        end(first);
        over.countDown();
        work();

        await().atMost(PATIENCE).until(() -> counts.events.get() == 1);
    }

    @Test
    void whatIsGoneWhileItIsInHandIsNotToldLater() {
        var refused = new AtomicBoolean(true);
        answers = request -> {
            if (request.equals("POST tenant/events") && refused.getAndSet(false)) {
                events.changed(List.of(), List.of(remark("tenant", "no")));
                return 500;
            }
            return 200;
        };
        work();

        events.changed(List.of(remark("tenant", "no")), List.of());
        await().atMost(PATIENCE).until(() -> counts.failures.get() == 1);
        events.changed(List.of(remark("tenant", "1")), List.of()); // which comes once the namespace has rested
        await().atMost(PATIENCE).until(() -> counts.events.get() == 1);
        events.changed(List.of(remark("tenant", "2")), List.of()); // which comes after what was due before it
        await().atMost(PATIENCE).until(() -> counts.events.get() == 2);

        assertThat(requests).hasSize(6);
    }

    @Test
    void anIngressThatIsMadeAnewWithTheSameFaultGetsAnEventOfItsOwnAtOnce() {
        events = events(QUICK.repeated(Duration.ofHours(1)));
        work();
        events.changed(List.of(remark("shop", "no")), List.of());
        await().atMost(PATIENCE).until(() -> counts.events.get() == 1);

        events.changed(List.of(), List.of(remark("shop", "no")));
        uid = "u2";
        events.changed(List.of(remark("shop", "no")), List.of());
        await().atMost(PATIENCE).until(() -> counts.events.get() == 2);

        assertThat(requests)
                .filteredOn(each -> !each.startsWith("GET"))
                .containsExactly("POST shop/events", "POST shop/events");
    }

    @Test
    void whatTheLeaderBeforeHasToldIsNotToldAgainSoon() {
        events = events(QUICK.repeated(Duration.ofHours(1)));
        answers = request -> request.equals("POST tenant/events") ? 409 : 200;
        work();
        events.changed(List.of(remark("tenant", "no"), remark("shop", "1")), List.of());
        await().atMost(PATIENCE).until(() -> counts.events.get() == 1);

        events.changed(List.of(), List.of(remark("tenant", "no")));
        events.changed(List.of(remark("tenant", "no"), remark("shop", "2")), List.of());
        await().atMost(PATIENCE).until(() -> counts.events.get() == 2);

        assertThat(requests)
                .filteredOn(each -> !each.startsWith("GET"))
                .containsExactly("POST tenant/events", "POST shop/events", "POST shop/events");
        assertThat(counts.failures).hasValue(0);
    }

    @Test
    void whatIsMendedAndBrokenAgainIsCountedUpOnceSomeTimeIsOver() {
        events = events(QUICK.repeated(Duration.ofSeconds(3)));
        work();
        events.changed(List.of(remark("shop", "no")), List.of());
        await().atMost(PATIENCE).until(() -> counts.events.get() == 1);

        for (int times = 0; times < 20; times++) {
            events.changed(List.of(), List.of(remark("shop", "no")));
            events.changed(List.of(remark("shop", "no")), List.of());
        }
        await().atMost(PATIENCE).until(() -> counts.events.get() == 2);

        assertThat(requests)
                .filteredOn(each -> !each.startsWith("GET"))
                .containsExactly("POST shop/events", "PATCH shop/events");
    }
}
