package io.ingress4j.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.ingress4j.examples.metrics.Metrics;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.PathType;
import io.ingress4j.model.Secret;
import io.ingress4j.model.source.InMemorySource;
import io.ingress4j.proxy.netty.IngressProxy;
import io.ingress4j.proxy.netty.config.Listener;
import io.ingress4j.source.k8s.WatchState;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scrape after known traffic, over sockets. */
final class MetricsTest {
    private static final int INGRESSES = 5_000;
    private static final int SERIES = 2_000;
    private static final int[] STATUSES = {200, 302, 404, 503};

    private final InMemorySource source = new InMemorySource("test");
    private final Metrics metrics = new Metrics(150, 10);
    private List<WatchState> watches = List.of();

    @TempDir
    private Path directory;

    private HttpServer service;
    private IngressProxy proxy;
    private IngressEngine engine;
    private AdminServer admin;

    @BeforeEach
    void start() throws Exception {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.setExecutor(Executors.newFixedThreadPool(2, task -> {
            Thread made = new Thread(task, "service");
            made.setDaemon(true);
            return made;
        }));
        service.createContext("/", exchange -> {
            exchange.sendResponseHeaders(
                    Integer.parseInt(exchange.getRequestURI().getPath().substring(1)), -1);
            exchange.close();
        });
        service.start();
    }

    /** Serves what the source has; each service leads to the one that answers with the status that its path names. */
    private void serve() throws Exception {
        var router = new LiveRouter(Router.empty());
        IngressProxy.Builder settings = IngressProxy.builder(router).listen(Listener.http("127.0.0.1", 0));
        metrics.observe(settings);
        proxy = settings.build();
        IngressEngine.Builder joined = IngressEngine.builder()
                .source(source)
                .router(router)
                .dataPlane(proxy)
                .settings(TranslationSettings.builder()
                        .fallbackEndpoints(cluster -> List.of(
                                new Endpoint("127.0.0.1", service.getAddress().getPort())))
                        .build());
        metrics.follow(joined);
        engine = joined.build();
        metrics.watch(proxy, engine, Optional.empty(), () -> watches);
        engine.start().toCompletableFuture().get(30, TimeUnit.SECONDS);
        proxy.start();
        admin = AdminServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new AdminAnswers(engine, () -> AdminAnswers.State.READY, List::of, Optional.of(metrics)),
                AdminServer.Limits.DEFAULT);
    }

    @AfterEach
    void stop() {
        admin.close();
        engine.close();
        proxy.close();
        service.stop(0);
        metrics.close();
    }

    private static Ingress ingress(int number, String... annotation) {
        Ingress.Builder made = Ingress.builder("team-" + number % 50, "web-" + number)
                .path("h" + number + ".test", "/", PathType.PREFIX, "web-" + number, 80);
        if (annotation.length > 0) {
            made.annotation(annotation[0], annotation[1]);
        }
        return made.build();
    }

    /** Adds a host with a certificate that is good for so many days. */
    private void putCertificate(String name, int days) throws Exception {
        TestSecret made = TestSecret.ec(directory, name, name + ".test", days);
        putSecret(name, made.certificate(), made.key());
    }

    private void putSecret(String name, String certificates, String key) {
        source.put(new Secret(
                new ObjectKey("shop", name),
                "kubernetes.io/tls",
                Map.of("tls.crt", certificates.getBytes(ISO_8859_1), "tls.key", key.getBytes(ISO_8859_1))));
        source.put(Ingress.builder("shop", name)
                .path(name + ".test", "/", PathType.PREFIX, name, 80)
                .tls(List.of(name + ".test"), name)
                .build());
    }

    private String scrape(String... headers) throws IOException {
        InetSocketAddress address = admin.address();
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(20_000);
            String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            socket.getOutputStream()
                    .write(("GET /metrics HTTP/1.0\r\nHost: localhost\r\n" + more + "\r\n").getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private static String body(String response) {
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    /** Sends requests one after the other and reads the heads of their answers, which have no bodies. */
    private final class Caller implements AutoCloseable {
        private final Socket socket;
        private final InputStream answers;

        Caller() throws IOException {
            InetSocketAddress address = proxy.addresses().get(0);
            socket = new Socket(address.getAddress(), address.getPort());
            socket.setSoTimeout(20_000);
            socket.setTcpNoDelay(true);
            answers = new BufferedInputStream(socket.getInputStream());
        }

        void get(int ingress, int status) throws IOException {
            String request = "HEAD /" + status + " HTTP/1.1\r\nHost: h" + ingress + ".test\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = answers.read();
                assertThat(next).as(head.toString()).isNotNegative();
                head.append((char) next);
            }
            assertThat(head).startsWith("HTTP/1.1 " + status + " ");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void valuesAreRightAfterKnownTraffic() throws Exception {
        source.put(ingress(0));
        source.put(ingress(1, "nginx.ingress.kubernetes.io/proxy-read-timeout", "soon"));
        serve();
        try (var caller = new Caller()) {
            for (int i = 0; i < 5; i++) {
                caller.get(0, 200);
            }
            caller.get(0, 503);
            caller.get(1, 404);

            await().untilAsserted(
                            () -> assertThat(PrometheusText.read(body(scrape())).sum("ingress4j_requests_total"))
                                    .isEqualTo(7));
            String answer = scrape();
            PrometheusText text = PrometheusText.read(body(answer));
            assertThat(answer)
                    .startsWith("HTTP/1.1 200 ")
                    .containsIgnoringCase("\r\ncontent-type: text/plain; version=0.0.4; charset=utf-8\r\n");
            assertThat(text.sum("ingress4j_requests_total", "namespace", "team-0", "ingress", "web-0", "status", "2xx"))
                    .isEqualTo(5);
            assertThat(text.sum("ingress4j_requests_total", "service", "web-0", "status", "5xx"))
                    .isEqualTo(1);
            assertThat(text.sum("ingress4j_requests_total", "ingress", "web-1")).isEqualTo(1);
            assertThat(text.sum("ingress4j_request_duration_seconds_count", "ingress", "web-0", "status", "2xx"))
                    .isEqualTo(5);
            assertThat(text.sum("ingress4j_request_duration_seconds_sum", "ingress", "web-0"))
                    .isPositive();
            assertThat(text.sum("ingress4j_request_ends_total", "reason", "complete"))
                    .isEqualTo(7);
            assertThat(text.sum("ingress4j_connections_active")).isEqualTo(1);
            assertThat(text.sum("ingress4j_connections_opened_total", "tls", "false"))
                    .isEqualTo(1);
            assertThat(text.sum("ingress4j_hosts")).isEqualTo(2);
            assertThat(text.sum("ingress4j_ready")).isEqualTo(1);
            assertThat(text.sum("ingress4j_rebuild_duration_seconds_count")).isEqualTo(1);
            assertThat(text.sum("ingress4j_rebuild_duration_seconds_sum")).isPositive();
            assertThat(text.sum("ingress4j_rebuild_hosts_total")).isEqualTo(2);
            assertThat(text.sum("ingress4j_diagnostics"))
                    .isEqualTo(engine.diagnostics().size())
                    .isPositive();
            assertThat(text.sum("jvm_memory_used_bytes")).isPositive();

            source.put(ingress(1));
            source.put(ingress(2));
            await().untilAsserted(
                            () -> assertThat(PrometheusText.read(body(scrape())).sum("ingress4j_rebuild_hosts_total"))
                                    .isGreaterThanOrEqualTo(3));
            await().untilAsserted(
                            () -> assertThat(PrometheusText.read(body(scrape())).sum("ingress4j_diagnostics"))
                                    .isZero());
        }
    }

    @Test
    void whoAcceptsOpenMetricsGetsThem() throws Exception {
        source.put(ingress(0));
        serve();

        assertThat(scrape("Accept: application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2"))
                .containsIgnoringCase(
                        "\r\ncontent-type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n")
                .endsWith("\n# EOF\n");
    }

    @Test
    void theWorstWatchOfEachKindIsTold() throws Exception {
        source.put(ingress(0));
        serve();
        assertThat(PrometheusText.read(body(scrape())).all("ingress4j_watch_age_seconds"))
                .isEmpty();

        watches = List.of(
                new WatchState(Kind.INGRESS, "a", true, true, Duration.ofSeconds(3)),
                new WatchState(Kind.INGRESS, "b", true, false, Duration.ofSeconds(90)),
                new WatchState(Kind.SERVICE, "", true, true, Duration.ofSeconds(1)));
        PrometheusText text = PrometheusText.read(body(scrape()));
        assertThat(text.sum("ingress4j_watch_age_seconds", "kind", "Ingress")).isEqualTo(90);
        assertThat(text.sum("ingress4j_watch_connected", "kind", "Ingress")).isZero();
        assertThat(text.sum("ingress4j_watch_connected", "kind", "Service")).isEqualTo(1);
        assertThat(text.all("ingress4j_watch_age_seconds")).hasSize(2);

        watches = List.of();
        assertThat(PrometheusText.read(body(scrape())).all("ingress4j_watch_age_seconds"))
                .isEmpty();
    }

    @Test
    void whoeverScrapesBesideAnotherSeesEveryWatch() throws Exception {
        source.put(ingress(0));
        watches = List.of(
                new WatchState(Kind.INGRESS, "", true, true, Duration.ofSeconds(3)),
                new WatchState(Kind.SERVICE, "", true, true, Duration.ofSeconds(1)));
        serve();
        ExecutorService scrapers = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> scrapes = IntStream.range(0, 400)
                    .<Future<?>>mapToObj(i -> scrapers.submit(() -> assertThat(
                                    PrometheusText.read(metrics.page(null).text())
                                            .all("ingress4j_watch_connected"))
                            .hasSize(2)))
                    .toList();
            for (Future<?> scrape : scrapes) {
                scrape.get(60, TimeUnit.SECONDS);
            }
        } finally {
            scrapers.shutdownNow();
        }
    }

    @Test
    void ofAChainTheCertificateOfTheHostCounts() throws Exception {
        String root = TestSecret.ec(directory, "root", "root.test", 1).certificate();
        TestSecret made = TestSecret.ec(directory, "web", "web.test", 90);
        putSecret("web", made.certificate() + root, made.key());
        serve();

        PrometheusText text = PrometheusText.read(body(scrape()));
        assertThat(text.sum("ingress4j_certificates")).isEqualTo(1);
        assertThat(text.sum("ingress4j_certificates_expiring")).isZero();
        assertThat(text.sum("ingress4j_certificates_expiry_seconds")).isGreaterThan(80 * 86_400.0);
    }

    @Test
    void certificatesAreToldByTheFirstThatExpires() throws Exception {
        serve();
        assertThat(PrometheusText.read(body(scrape())).sum("ingress4j_certificates_expiry_seconds"))
                .isNaN();

        putCertificate("late", 90);
        putCertificate("early", 3);
        await().untilAsserted(
                        () -> assertThat(PrometheusText.read(body(scrape())).sum("ingress4j_certificates"))
                                .isEqualTo(2));
        PrometheusText text = PrometheusText.read(body(scrape()));
        assertThat(text.sum("ingress4j_certificates_expiring")).isEqualTo(1);
        assertThat(text.sum("ingress4j_certificates_expiry_seconds")).isBetween(2 * 86_400.0, 3 * 86_400.0);
    }

    @Test
    void theDocumentListsWhatThereIsAndAsksForNothingElse() throws Exception {
        source.put(ingress(0));
        watches = List.of(new WatchState(Kind.INGRESS, "", true, true, Duration.ZERO));
        serve();
        try (var caller = new Caller()) {
            caller.get(0, 200);
            caller.socket.getOutputStream().write("GET\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(caller.answers.readAllBytes()).isNotEmpty();
        }
        await().untilAsserted(
                        () -> assertThat(PrometheusText.read(body(scrape())).sum("ingress4j_requests_refused_total"))
                                .isEqualTo(1));
        PrometheusText text = PrometheusText.read(body(scrape()));
        String document = Files.readString(Path.of(System.getProperty("basedir", "."), "../docs/metrics.md"));

        Set<String> rows = new TreeSet<>();
        all(document, "(?m)^\\| `([a-z0-9.]+)` \\| `([a-z0-9_]+)` \\| (\\w+) \\| ([a-z, ]*?) ?\\|")
                .forEach(row -> {
                    assertThat(row.group(2)).startsWith(row.group(1).replace('.', '_'));
                    rows.add(row.group(2) + " " + row.group(3) + " " + row.group(4));
                });
        Set<String> told = new TreeSet<>();
        text.types().forEach((family, type) -> {
            if (family.startsWith("ingress4j_") && !family.endsWith("_max")) {
                told.add(family + " " + type + " " + labels(text, family));
            } else {
                assertThat(family).matches("(ingress4j|jvm|process|system)_\\w+");
            }
        });
        assertThat(rows).isEqualTo(told);

        Set<String> longest = new TreeSet<>();
        text.types().keySet().stream()
                .filter(family -> family.startsWith("ingress4j_") && family.endsWith("_max"))
                .forEach(family -> longest.add(family.substring(0, family.length() - "_max".length())));
        String sentence = all(document, "(?s)\n\n[^|]*?ends in `_max`").get(0).group();
        assertThat(all(sentence, "ingress4j_\\w+").stream().map(MatchResult::group))
                .containsExactlyInAnyOrderElementsOf(longest);

        String alerts = document.substring(document.indexOf("## What is worth an alert"));
        assertThat(all(alerts, "\\b(?:ingress4j|jvm|process|system)_\\w+"))
                .hasSizeGreaterThan(10)
                .allSatisfy(name ->
                        assertThat(text.all(name.group())).as(name.group()).isNotEmpty());
        assertThat(all(alerts, "(\\w+)\\{(\\w+)=\"(\\w+)\"}"))
                .hasSizeGreaterThan(4)
                .allSatisfy(choice -> {
                    assertThat(text.all(choice.group(1)))
                            .allSatisfy(one -> assertThat(one.labels()).containsKey(choice.group(2)));
                    if (!Set.of("status", "ingress").contains(choice.group(2))) { // these came to be with the requests
                        assertThat(text.all(choice.group(1)))
                                .anyMatch(one -> one.has(choice.group(2), choice.group(3)));
                    }
                });
    }

    private static List<MatchResult> all(String text, String expression) {
        return Pattern.compile(expression).matcher(text).results().toList();
    }

    private static String labels(PrometheusText text, String family) {
        Set<String> names = new TreeSet<>();
        text.series().stream()
                .filter(one -> one.name().equals(family) || one.name().equals(family + "_count"))
                .forEach(one -> names.addAll(one.labels().keySet()));
        return String.join(", ", names);
    }

    @Test
    void thereAreFewerThanTwoThousandSeriesWhateverFiveThousandIngressesAnswer() throws Exception {
        for (int i = 0; i < INGRESSES; i++) {
            source.put(ingress(i));
        }
        serve();
        List<Integer> inOrder = IntStream.range(0, INGRESSES)
                .boxed()
                .sorted(Comparator.comparing(i -> ingress(i).key()))
                .toList();
        int sent = 0;
        try (var caller = new Caller()) {
            for (int i = INGRESSES - 1; i >= 0; i--) {
                // The first in order have meters of their own: all that they can have.
                for (int k = 0; k < (i < 200 ? STATUSES.length : 1); k++) {
                    caller.get(inOrder.get(i), STATUSES[(i + k) % STATUSES.length]);
                    sent++;
                }
            }
        }
        double all = sent;
        await().untilAsserted(
                        () -> assertThat(PrometheusText.read(body(scrape())).sum("ingress4j_requests_total"))
                                .isEqualTo(all));

        String scraped = body(scrape());
        PrometheusText text = PrometheusText.read(scraped);
        System.out.println("series of a scrape with " + INGRESSES + " Ingresses: "
                + text.series().size() + ", " + scraped.length() / 1024 + " KiB");
        assertThat(text.series()).hasSizeBetween(1_000, SERIES);
        // What 150 pairs would have with the two classes that they did not see.
        assertThat(text.series().size() + 2 * 150).isLessThan(SERIES);
        assertThat(text.sum("ingress4j_requests_total", "ingress", "_other")).isEqualTo(all - 150 * STATUSES.length);
        assertThat(text.sum("ingress4j_request_duration_seconds_count")).isEqualTo(all);
        assertThat(text.sum("ingress4j_request_duration_seconds_count", "ingress", "_other"))
                .isEqualTo(all - 10 * STATUSES.length);
        assertThat(text.sum("ingress4j_response_wait_seconds_count")).isEqualTo(all);
        assertThat(text.sum("ingress4j_response_wait_seconds_count", "ingress", "_other"))
                .isEqualTo(all - 150 * STATUSES.length);

        String assets = System.getenv("KUBEBUILDER_ASSETS");
        Path parser = Path.of(assets == null ? "" : assets, "prometheus-text");
        assumeTrue(
                Files.isExecutable(parser),
                "Prometheus's own parser was not asked: it is not in KUBEBUILDER_ASSETS (.ci/kubernetes/build builds it)");
        assertThat(PrometheusText.whatPrometheusSays(parser, scraped))
                .isEqualTo(text.types().size() + " families, " + text.series().size() + " series");
    }
}
