package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
                    service("one", first) + service("two", second) + service("moving", first) + "---\n"
                            + ingress("moving", "moving.example.com", "moving"));
            KubernetesClient client = stage.cluster().client();
            List<HasMetadata> others = createOthers(client);
            long begun = System.nanoTime();
            stage.start();
            long ready = System.nanoTime() - begun;
            try (Client asking = stage.http()) {
                for (int i = 0; i < CHANGES; i += 4) {
                    String host = "new-" + i + ".example.com";
                    Ingress created = read(client, ingress("new-" + i, host, "one"));
                    measure("Ingress created", () -> client.resource(created).create(), asking, host, "one");
                    Ingress changed = read(client, ingress("new-" + i, host, "two"));
                    measure("Ingress changed", () -> client.resource(changed).update(), asking, host, "two");
                    Backend other = i % 8 == 0 ? second : first;
                    EndpointSlice moved = read(client, slice("moving", other));
                    measure(
                            "EndpointSlice changed",
                            () -> client.resource(moved).update(),
                            asking,
                            "moving.example.com",
                            other.service());
                    measure("Ingress deleted", () -> client.resource(changed).delete(), asking, host, "404");
                }
            } finally {
                for (HasMetadata other : others) {
                    client.resource(other).delete();
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "Latency with %d Ingresses in place, ready in %.1f s after its start%n",
                    INGRESSES,
                    ready / 1e9);
        }
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

    private static List<HasMetadata> createOthers(KubernetesClient client) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Ingress>> made = IntStream.range(0, INGRESSES)
                    .mapToObj(i -> threads.submit(() -> client.resource(LatencyClusterIT.<Ingress>read(
                                    client, ingress("other-" + i, i + ".example.org", "one")))
                            .create()))
                    .toList();
            List<HasMetadata> all = new ArrayList<>();
            for (Future<Ingress> one : made) {
                all.add(one.get());
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the caller knows what it wrote
    private static <T extends HasMetadata> T read(KubernetesClient client, String manifest) {
        return (T) client.load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)))
                .items()
                .get(0);
    }

    private static String ingress(String name, String host, String service) {
        return """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: %s, namespace: default}
                spec:
                  ingressClassName: ingress4j
                  rules:
                    - host: %s
                      http:
                        paths:
                          - {path: /, pathType: Prefix, backend: {service: {name: %s, port: {number: 80}}}}
                """.formatted(name, host, service);
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
