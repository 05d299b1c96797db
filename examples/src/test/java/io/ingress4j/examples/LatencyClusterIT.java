package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ingress4j.source.k8s.cluster.IngressManifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How long it takes from the return of the API server's call to the first request that is answered as it says. A build only
 * asks whether each change arrives. To measure: {@code -Dlatency.ingresses=5000 -Dlatency.changes=200}.
 */
final class LatencyClusterIT {
    private static final int INGRESSES = Integer.getInteger("latency.ingresses", 50);
    private static final int CHANGES = Integer.getInteger("latency.changes", 8);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Map<String, List<Long>> micros = new LinkedHashMap<>();

    @Test
    void eachChangeArrives() throws Exception {
        try (Stage stage = Stage.openInCluster()) {
            Backend first = stage.backend("one");
            Backend second = stage.backend("two");
            stage.manifest(
                    "services",
                    service("one", first)
                            + service("two", second)
                            + service("moving", first)
                            + IngressManifest.of("moving", "moving.example.com", "moving")
                                    .yaml());
            KubernetesClient client = stage.cluster().client();
            stage.crowd(IntStream.range(0, INGRESSES)
                    .mapToObj(i -> IngressManifest.of("other-" + i, i + ".example.org", "one")
                            .yaml())
                    .toList());
            try (Client asking = stage.startAsShipped("1g").http()) {
                for (int i = 0; i < CHANGES; i += 4) {
                    String host = "new-" + i + ".example.com";
                    RawManifest created = RawManifest.of(
                            IngressManifest.of("new-" + i, host, "one").yaml());
                    measure("Ingress created", () -> created.create(client), asking, host, "one");
                    RawManifest changed = RawManifest.of(
                            IngressManifest.of("new-" + i, host, "two").yaml());
                    measure("Ingress changed", () -> changed.update(client), asking, host, "two");
                    Backend other = i % 8 == 0 ? second : first;
                    RawManifest moved = RawManifest.of(slice("moving", other));
                    measure(
                            "EndpointSlice changed",
                            () -> moved.update(client),
                            asking,
                            "moving.example.com",
                            other.service());
                    measure("Ingress deleted", () -> changed.delete(client), asking, host, "404");
                }
            }
        }
        System.out.println("Latency with " + INGRESSES + " Ingresses in place");
        List<Long> all = micros.values().stream().flatMap(List::stream).toList();
        micros.forEach(LatencyClusterIT::print);
        print("all", all);
        assertThat(all).hasSize(CHANGES);
    }

    private static void print(String what, List<Long> micros) {
        long[] sorted = micros.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%-22s %4d changes: p50 %6.1f ms, p99 %6.1f ms, max %6.1f ms%n",
                what,
                sorted.length,
                at(sorted, 0.5),
                at(sorted, 0.99),
                at(sorted, 1));
    }

    private static double at(long[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)] / 1000.0;
    }

    private void measure(String what, Runnable change, Client asking, String host, String expected) throws IOException {
        change.run();
        long begun = System.nanoTime();
        String outcome = asking.get(host, "/").outcome();
        while (!outcome.equals(expected)) {
            assertThat(System.nanoTime() - begun)
                    .as("%s: %s is still %s", what, host, outcome)
                    .isLessThan(PATIENCE_NANOS);
            outcome = asking.get(host, "/").outcome();
        }
        micros.computeIfAbsent(what, w -> new ArrayList<>()).add((System.nanoTime() - begun) / 1000);
    }

    private static String service(String name, Backend backend) {
        return """
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: default}
                spec: {ports: [{name: http, port: 80}]}
                ---
                """.formatted(name) + slice(name, backend);
    }

    private static String slice(String service, Backend backend) {
        return Stage.slice("default", service, 1, backend);
    }
}
