package io.ingress4j.benchmarks;

import io.ingress4j.benchmarks.table.Meter;
import io.ingress4j.benchmarks.table.Road;
import io.ingress4j.model.Located;
import java.util.List;
import java.util.Locale;

/**
 * What a change costs from the source to the published router, by processor time and bytes, at several sizes.
 * {@link TranslatorBenchmark} asks the same by the clock.
 *
 * <pre>{@code java -Xmx6g -cp benchmarks/target/benchmarks.jar io.ingress4j.benchmarks.RecompileRace 1000,20000,200000}</pre>
 *
 * <p>It prints by tabs: Ingresses, what happened, microseconds, bytes.
 */
public final class RecompileRace {
    private static final int WARM_UPS = 5;
    private static final int ROUNDS = 9;
    private static final int CHANGES = 400;

    private RecompileRace() {}

    /** Runs the sizes of the first argument. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        for (String size : arguments[0].split(",", -1)) {
            int ingresses = Integer.parseInt(size);
            List<Located> objects = Road.objects(ingresses);
            int builds = Math.max(1, Math.min(50, 20_000 / ingresses));
            Meter[] cold = Meter.inTurns(
                    ingresses > 50_000 ? 1 : WARM_UPS, ingresses > 50_000 ? 1 : ROUNDS, new int[] {builds}, calls -> {
                        int hosts = 0;
                        for (int i = 0; i < calls; i++) {
                            hosts += Road.of(ingresses, objects)
                                    .router()
                                    .snapshot()
                                    .size();
                        }
                        return hosts;
                    });
            Road road = Road.of(ingresses, objects);
            Meter[] warm = Meter.inTurns(
                    WARM_UPS,
                    ROUNDS,
                    new int[] {CHANGES, CHANGES, CHANGES},
                    calls -> {
                        int fresh = 0;
                        for (int i = 0; i < calls; i++) {
                            fresh += road.changeIngress().freshRoutes().size();
                        }
                        return fresh;
                    },
                    calls -> {
                        int hosts = 0;
                        for (int i = 0; i < calls; i++) {
                            hosts += road.changeEndpoints().snapshot().size();
                        }
                        return hosts;
                    },
                    calls -> {
                        int remarks = 0;
                        for (int i = 0; i < calls; i++) {
                            remarks += road.changeRemark();
                        }
                        return remarks;
                    });
            print(ingresses, "cold compile", cold[0]);
            print(ingresses, "changed Ingress", warm[0]);
            print(ingresses, "changed endpoints", warm[1]);
            print(ingresses, "changed remark", warm[2]);
        }
    }

    @SuppressWarnings("SystemOut")
    private static void print(int ingresses, String what, Meter cost) {
        System.out.printf(Locale.ROOT, "%d\t%s\t%.1f\t%d%n", ingresses, what, cost.nanos() / 1000, cost.bytes());
    }
}
