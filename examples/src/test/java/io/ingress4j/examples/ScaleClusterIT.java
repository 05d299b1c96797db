package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ingress4j.source.k8s.cluster.IngressManifest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a large cluster takes, with the flags that we ship and the memory of our Deployment, and what a change in it
 * rebuilds. A build takes a smaller one. To measure: {@code -Dscale.ingresses=5000 -Dscale.services=2000
 * -Dscale.endpoints=10000 -Dscale.certificates=2000 -Dscale.seconds=30}. The certificates are those of the last Ingresses,
 * a Secret each.
 */
final class ScaleClusterIT {
    private static final int INGRESSES = Integer.getInteger("scale.ingresses", 500);
    private static final int SERVICES = Integer.getInteger("scale.services", 200);
    private static final int ENDPOINTS = Integer.getInteger("scale.endpoints", 1_000) / SERVICES; // of each Service
    private static final int CERTIFICATES = Integer.getInteger("scale.certificates", 50); // one at least
    private static final int SECONDS = Integer.getInteger("scale.seconds", 3);
    private static final int EVENTS_PER_SECOND = 100;
    private static final int WRITERS = 8;
    private static final int MOVING = 5 * WRITERS; // Services

    private static Stage stage;
    private static KubernetesClient client;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        stage = Stage.openInCluster();
        client = stage.cluster().client();
        port = stage.backend("any", "0.0.0.0").port(); // each address that a Pod may have is one of this machine
        TestSecret certificate = TestSecret.ec(stage.scratch(), "all", "*.example.com");
        stage.crowd(Stream.of(
                        IntStream.range(0, INGRESSES).mapToObj(i -> ingress(i, i % SERVICES)),
                        IntStream.range(INGRESSES - CERTIFICATES, INGRESSES)
                                .mapToObj(i -> certificate.manifest("default", "app-" + i)),
                        IntStream.range(0, SERVICES).mapToObj(ScaleClusterIT::service),
                        IntStream.range(0, SERVICES).mapToObj(i -> slice(i, 0)))
                .flatMap(manifests -> manifests)
                .toList());
        long begun = System.nanoTime();
        stage.startAsShipped("1g");
        say(
                "%d Ingresses, %d Services, %d endpoints, %d certificates: ready %.1f s after the start, with %.1f s of CPU",
                INGRESSES,
                SERVICES,
                SERVICES * ENDPOINTS,
                CERTIFICATES,
                (System.nanoTime() - begun) / 1e9,
                process().cpuSeconds());
        say("%s", process().memory());
        assertThat(counted("ingress4j_hosts")).isEqualTo(INGRESSES + 1); // and that of /healthz
        assertThat(counted("ingress4j_certificates")).isEqualTo(CERTIFICATES);
        try (Client asking = stage.https(host(INGRESSES - 1))) {
            assertThat(TestSecret.pem(asking.certificate())).isEqualTo(certificate.certificate());
            assertThat(asking.get(host(INGRESSES - 1), "/").status()).isEqualTo(200);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (stage != null) {
            stage.close();
        }
    }

    private static void say(String format, Object... arguments) {
        System.out.printf(Locale.ROOT, format + "%n", arguments);
    }

    private static ChildProcess process() {
        return new ChildProcess(stage.jar().pid());
    }

    private static double counted(String series) throws IOException {
        return PrometheusText.read(stage.admin("/metrics").body()).sum(series);
    }

    private static double published() throws IOException {
        return counted("ingress4j_rebuild_duration_seconds_count");
    }

    private static double hostsRebuilt() throws IOException {
        return counted("ingress4j_rebuild_hosts_total");
    }

    // The objects

    private static String ingress(int number, int service) {
        IngressManifest ingress = IngressManifest.of("app-" + number, host(number), "service-" + service)
                .annotated("proxy-read-timeout", "30")
                .annotated("ssl-redirect", "false");
        return (number < INGRESSES - CERTIFICATES ? ingress : ingress.withTls("app-" + number)).yaml();
    }

    private static String host(int ingress) {
        return "app-" + ingress + ".example.com";
    }

    private static String service(int number) {
        return """
                apiVersion: v1
                kind: Service
                metadata: {name: service-%d, namespace: default, labels: {app: app-%1$d}}
                spec: {selector: {app: app-%1$d}, ports: [{name: http, port: 80, targetPort: http}]}
                """.formatted(number);
    }

    /** A slice with as many endpoints after each move, of which one is new. */
    private static String slice(int service, int moves) {
        String endpoints =
                addresses(service, moves).map(address -> """
                        - addresses: [%s]
                          conditions: {ready: true, serving: true, terminating: false}
                          nodeName: node-1
                          zone: zone-1
                          targetRef: {kind: Pod, namespace: default, name: pod-%1$s}
                        """.formatted(address)).collect(Collectors.joining());
        return """
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata:
                  name: service-%d-1
                  namespace: default
                  labels: {kubernetes.io/service-name: service-%1$d, endpointslice.kubernetes.io/managed-by: test}
                addressType: IPv4
                ports: [{name: http, port: %d, protocol: TCP}]
                endpoints:
                %s""".formatted(service, port, endpoints);
    }

    private static Stream<String> addresses(int service, int moves) {
        return IntStream.range(moves, moves + ENDPOINTS).mapToObj(i -> address(service, i % (2 * ENDPOINTS)));
    }

    private static String address(int service, int number) {
        int place = service * 2 * ENDPOINTS + number;
        return "10.244." + (16 + place / 250) + "." + (1 + place % 250);
    }

    /** Returns the addresses that answer a host; more requests than it has endpoints reach each of them. */
    private static Set<String> seen(Client asking, String host) throws IOException {
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < 2 * ENDPOINTS; i++) {
            Answer answer = asking.get(host, "/");
            assertThat(answer.status()).isEqualTo(200);
            seen.add(answer.endpoint().split(" ")[0]);
        }
        return seen;
    }

    // The tests

    @Test
    void oneChangedIngressRebuildsItsHostAlone() throws Exception {
        double published = published();
        double hosts = hostsRebuilt();

        RawManifest.of(ingress(7, 8)).update(client);

        await().atMost(Duration.ofSeconds(20)).until(() -> published() > published);
        assertThat(published()).isEqualTo(published + 1);
        assertThat(hostsRebuilt()).isEqualTo(hosts + 1);
        try (Client asking = stage.http()) {
            assertThat(seen(asking, host(7))).isEqualTo(addresses(8, 0).collect(Collectors.toSet()));
        }
    }

    @Test
    void endpointsThatComeAndGoRebuildNothing() throws Exception {
        double published = published();
        double hosts = hostsRebuilt();
        int events = EVENTS_PER_SECOND * SECONDS;
        List<RawManifest> moves = IntStream.range(0, events)
                .mapToObj(i -> RawManifest.of(slice(SERVICES - 1 - i % MOVING, i / MOVING + 1)))
                .toList();
        try (var askers = new Askers(stage)) {
            for (int i = 0; i < 2; i++) {
                askers.askOnOneConnection(askEveryMovingService());
            }
            askers.askOnNewConnections(askEveryMovingService());
            askers.awaitMoreAnswers();
            double cpu = process().cpuSeconds();
            long begun = System.nanoTime();
            long answered = askers.answered();

            write(moves);

            double took = (System.nanoTime() - begun) / 1e9;
            say(
                    "%d changes of endpoints at %.0f/s, %d requests beside them: %.0f%% of a processor",
                    events,
                    events / took,
                    askers.answered() - answered,
                    100 * (process().cpuSeconds() - cpu) / took);
            awaitLastState(events);
            askers.awaitMoreAnswers();
            askers.stop();
        }
        say("%s", process().memory());
        assertThat(published()).isEqualTo(published);
        assertThat(hostsRebuilt()).isEqualTo(hosts);
    }

    private static Askers.Question askEveryMovingService() {
        var next = new AtomicInteger();
        return asking -> assertThat(asking.get(host(SERVICES - 1 - next.getAndIncrement() % MOVING), "/")
                        .status())
                .isEqualTo(200);
    }

    /** Moves the last Services by turns, a hundred times a second; the changes of each are in order. */
    private static void write(List<RawManifest> moves) throws Exception {
        List<ScheduledExecutorService> writers = Stream.generate(Executors::newSingleThreadScheduledExecutor)
                .limit(WRITERS)
                .toList();
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < moves.size(); i++) {
                RawManifest slice = moves.get(i);
                done.add(writers.get(i % WRITERS)
                        .schedule(() -> slice.update(client), i * 1_000L / EVENTS_PER_SECOND, TimeUnit.MILLISECONDS));
            }
            for (Future<?> one : done) {
                one.get(SECONDS + 60, TimeUnit.SECONDS);
            }
        } finally {
            writers.forEach(ScheduledExecutorService::shutdownNow);
        }
    }

    private static void awaitLastState(int events) throws Exception {
        try (Client asking = stage.http()) {
            for (int i = 0; i < MOVING; i++) {
                int service = SERVICES - 1 - i;
                int moves = (events - 1 - i) / MOVING + 1;
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(seen(asking, host(service)))
                                .isEqualTo(addresses(service, moves).collect(Collectors.toSet())));
            }
        }
    }
}
