package io.ingress4j.examples.metrics;

import io.ingress4j.source.k8s.WatchState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * How the watches of a cluster stand, the worst of each kind: so many series whatever the number of namespaces. For one thread
 * at a time, and nobody may read the registry meanwhile.
 */
final class WatchMeters implements Runnable {
    private final Supplier<List<WatchState>> watches;
    private final MultiGauge ages;
    private final MultiGauge connections;

    WatchMeters(MeterRegistry registry, Supplier<List<WatchState>> watches) {
        this.watches = watches;
        this.ages = MultiGauge.builder("ingress4j.watch.age")
                .description("Since the API server last said something on the watch that is worst off")
                .baseUnit("seconds")
                .register(registry);
        this.connections = MultiGauge.builder("ingress4j.watch.connected")
                .description("1 while every watch of the kind has its complete list and is answered, else 0")
                .register(registry);
    }

    /** Looks at them anew. */
    @Override
    public void run() {
        Map<String, Double> oldest = new TreeMap<>();
        Map<String, Integer> connected = new TreeMap<>();
        for (WatchState watch : watches.get()) {
            String kind = watch.kind().toString();
            oldest.merge(kind, watch.age().toMillis() / 1e3, Math::max);
            connected.merge(kind, watch.connected() && watch.synced() ? 1 : 0, Math::min);
        }
        ages.register(rows(oldest), true);
        connections.register(rows(connected), true);
    }

    private static List<Row<?>> rows(Map<String, ? extends Number> values) {
        List<Row<?>> rows = new ArrayList<>();
        values.forEach((kind, value) -> rows.add(Row.of(Tags.of("kind", kind), value)));
        return rows;
    }
}
