package io.ingress4j.benchmarks;

import io.ingress4j.benchmarks.table.Meter;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.http.PlainRequest;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.PathType;
import io.ingress4j.model.source.InMemorySource;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How long an explanation takes, by processor time and bytes, at several numbers of Ingresses. The first one after a change
 * puts the remarks in order, so it is told apart.
 *
 * <pre>{@code java -Xmx2g -cp benchmarks/target/benchmarks.jar io.ingress4j.benchmarks.ExplainRace 1000,10000}</pre>
 *
 * <p>It prints by tabs: Ingresses, which explanation, microseconds, bytes.
 */
public final class ExplainRace {
    private static final int WARM_UPS = 10;
    private static final int ROUNDS = 9;
    private static final int CALLS = 1000;

    private ExplainRace() {}

    /** Runs the sizes of the first argument. */
    public static void main(String[] arguments) throws Exception {
        for (String size : arguments[0].split(",", -1)) {
            run(Integer.parseInt(size));
        }
    }

    private static void run(int ingresses) throws Exception {
        var source = new InMemorySource("benchmark");
        for (int i = 0; i < ingresses; i++) {
            String host = "host-" + i + ".apps.example.com";
            source.put(Ingress.builder("team-" + i % 100, "ingress-" + i)
                    .annotation("nginx.ingress.kubernetes.io/proxy-read-timeout", "30")
                    .path(host, "/", PathType.PREFIX, "web", 80)
                    .path(host, "/api/v1", PathType.PREFIX, "api", 80)
                    .path(host, "/healthz", PathType.EXACT, "health", 80)
                    .build());
        }
        try (IngressEngine engine = IngressEngine.builder().source(source).build()) {
            engine.start().toCompletableFuture().get(1, TimeUnit.MINUTES);
            Meter first = Meter.inTurns(0, 1, new int[] {1}, calls -> explain(engine, 7))[0];
            int[] turn = new int[1];
            Meter each = Meter.inTurns(WARM_UPS, ROUNDS, new int[] {CALLS}, calls -> {
                int length = 0;
                for (int i = 0; i < calls; i++) {
                    turn[0] = (turn[0] + 7919) % ingresses;
                    length += explain(engine, turn[0]);
                }
                return length;
            })[0];
            print(ingresses, "the first", first);
            print(ingresses, "any other", each);
        }
    }

    private static int explain(IngressEngine engine, int host) {
        String url = "http://host-" + host + ".apps.example.com/api/v1/orders";
        return engine.explain(PlainRequest.of("GET", url)).toString().length();
    }

    @SuppressWarnings("SystemOut")
    private static void print(int ingresses, String which, Meter cost) {
        System.out.printf(Locale.ROOT, "%d\t%s\t%.1f\t%d%n", ingresses, which, cost.nanos() / 1000, cost.bytes());
    }
}
