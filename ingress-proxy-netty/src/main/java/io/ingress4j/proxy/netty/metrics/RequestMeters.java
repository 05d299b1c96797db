package io.ingress4j.proxy.netty.metrics;

import io.ingress4j.matcher.CompiledRoute;
import io.ingress4j.matcher.cluster.Cluster;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.IngressBackend;
import io.ingress4j.model.IngressBackend.ServiceBackend;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.Resources;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The meters of requests by Ingress, Service and status class. A lock is taken where a meter is made or freed only, which
 * happens as often as the bounds allow between two changes of Ingresses; a table that is full makes none.
 */
final class RequestMeters {
    private static final String[] CLASSES = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};
    private static final Duration[] BUCKETS = Stream.of(10, 25, 50, 100, 250, 1_000, 2_500, 10_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    // No name of a Kubernetes object begins with an underscore.
    private static final String NONE = "_none";
    private static final String OTHER = "_other";

    private final MeterRegistry registry;
    private final int pairs;
    private final int histograms;
    private final Map<Pair, Meters> tracked = new ConcurrentHashMap<>();
    private final Meters unrouted = new Meters(null, Tags.of("namespace", NONE, "ingress", NONE, "service", NONE));
    private final Meters others = new Meters(null, Tags.of("namespace", OTHER, "ingress", OTHER, "service", OTHER));
    private int made; // histograms of tracked pairs; with the lock

    RequestMeters(MeterRegistry registry, int pairs, int histograms) {
        this.registry = registry;
        this.pairs = pairs;
        this.histograms = histograms;
    }

    /** Whose requests are counted together; {@link Route#NO_INGRESS} stands for no Ingress, and for no Service. */
    private record Pair(ObjectKey ingress, ObjectKey service) {
        static Pair of(CompiledRoute route) {
            Cluster cluster = route.cluster();
            return new Pair(
                    route.route().ingress(),
                    cluster == null ? Route.NO_INGRESS : cluster.name().service());
        }

        Tags tags() {
            boolean near = service.namespace().equals(ingress.namespace());
            return Tags.of(
                    "namespace", named(ingress.namespace()),
                    "ingress", named(ingress.name()),
                    "service", near || service.name().isEmpty() ? named(service.name()) : service.toString());
        }

        private static String named(String name) {
            return name.isEmpty() ? NONE : name;
        }

        /** A pair of the operator's stays: there are few. */
        boolean isIn(Resources resources) {
            if (ingress.equals(Route.NO_INGRESS)) {
                return true;
            }
            Optional<Ingress> found = resources.ingress(ingress);
            return found.isPresent() && (service.equals(Route.NO_INGRESS) || names(found.get()));
        }

        private boolean names(Ingress found) {
            Stream<IngressBackend> ofPaths = found.rules().stream()
                    .flatMap(rule -> rule.paths().stream())
                    .map(path -> path.backend());
            return Stream.concat(found.defaultBackend().stream(), ofPaths)
                    .anyMatch(backend -> backend instanceof ServiceBackend named
                            && named.service().equals(service.name()));
        }
    }

    /**
     * Counts a request.
     *
     * @param status its status, 0 where there was none
     * @param nanos how long it took, or -1 where that says nothing
     */
    void count(@Nullable CompiledRoute route, int status, long nanos) {
        int hundreds = status / 100;
        int statusClass = hundreds < CLASSES.length ? hundreds : 0;
        Meters meters = route == null ? unrouted : of(Pair.of(route));
        meters.counter(statusClass).increment();
        if (nanos >= 0) {
            meters.timer(statusClass).record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    private Meters of(Pair pair) {
        Meters found = tracked.get(pair);
        if (found != null) {
            return found;
        }
        return tracked.size() < pairs ? track(pair) : others;
    }

    private synchronized Meters track(Pair pair) {
        Meters found = tracked.get(pair);
        if (found != null) {
            return found;
        }
        if (tracked.size() >= pairs) {
            return others;
        }
        var meters = new Meters(pair, pair.tags());
        tracked.put(pair, meters);
        return meters;
    }

    /** Frees the meters of pairs that are in no Ingress; an exchange that was under way may bring one back until the next call. */
    synchronized void keepThoseIn(Resources resources) {
        boolean freed = tracked.values().removeIf(meters -> {
            boolean gone = meters.isGone(resources);
            if (gone) {
                meters.free();
            }
            return gone;
        });
        if (freed) {
            tracked.values().forEach(Meters::askAgainForTimers);
        }
    }

    /** The meters of one pair; made when a status class is first seen. */
    private final class Meters {
        private final @Nullable Pair pair;
        private final Tags tags;
        private final AtomicReferenceArray<@Nullable Counter> counters = new AtomicReferenceArray<>(CLASSES.length);
        private final AtomicReferenceArray<@Nullable Timer> timers = new AtomicReferenceArray<>(CLASSES.length);
        private boolean free; // with the lock

        /** Makes those of a pair, or those that are never freed. */
        Meters(@Nullable Pair pair, Tags tags) {
            this.pair = pair;
            this.tags = tags;
        }

        Counter counter(int statusClass) {
            Counter known = counters.get(statusClass);
            return known != null ? known : makeCounter(statusClass);
        }

        Timer timer(int statusClass) {
            Timer known = timers.get(statusClass);
            return known != null ? known : makeTimer(statusClass);
        }

        private Counter makeCounter(int statusClass) {
            synchronized (RequestMeters.this) {
                if (free) { // in the moment since it was looked up
                    return others.counter(statusClass);
                }
                Counter counter = Counter.builder("ingress4j.requests")
                        .description("Exchanges that are over")
                        .tags(tags.and("status", CLASSES[statusClass]))
                        .register(registry);
                counters.set(statusClass, counter);
                return counter;
            }
        }

        private Timer makeTimer(int statusClass) {
            synchronized (RequestMeters.this) {
                boolean own = pair == null || !free && made < histograms;
                Timer timer = own ? register(statusClass) : others.timer(statusClass);
                if (!free) {
                    timers.set(statusClass, timer);
                }
                return timer;
            }
        }

        private Timer register(int statusClass) {
            if (pair != null) {
                made++;
            }
            return Timer.builder("ingress4j.request.duration")
                    .description("From the head of a request to the end of its exchange, tunnels aside")
                    .tags(tags.and("status", CLASSES[statusClass]))
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry);
        }

        private boolean isGone(Resources resources) {
            return pair != null && !pair.isIn(resources);
        }

        private boolean isOthers(Timer timer, int statusClass) {
            return timer.equals(others.timers.get(statusClass));
        }

        private void free() {
            free = true;
            for (int i = 0; i < CLASSES.length; i++) {
                Counter counter = counters.get(i);
                if (counter != null) {
                    registry.remove(counter);
                }
                Timer timer = timers.get(i);
                if (timer != null && !isOthers(timer, i)) {
                    registry.remove(timer);
                    made--;
                }
            }
        }

        private void askAgainForTimers() {
            for (int i = 0; i < CLASSES.length; i++) {
                Timer timer = timers.get(i);
                if (timer != null && isOthers(timer, i)) {
                    timers.set(i, null);
                }
            }
        }
    }
}
