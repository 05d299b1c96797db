package io.ingress4j.proxy.netty.metrics;

import io.ingress4j.matcher.CompiledRoute;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RoutingSnapshot;
import io.ingress4j.matcher.route.Served;
import io.ingress4j.model.ObjectKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The meters of requests by Ingress, Service and status. Which pairs have their own follows from the routing table alone:
 * the first in the order of {@link Pair}. A meter is made when it is first needed. A lock is taken where one is made, and
 * where pairs come and go; one that is there is found without.
 */
final class RequestMeters {
    private static final String[] CLASSES = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};

    /** Of durations; the place in here of each of the classes is in {@link #COARSE}. */
    private static final String[] COARSE_CLASSES = {"2xx", "5xx", "other"};

    private static final int[] COARSE = {2, 2, 0, 2, 2, 1};

    // No name of a Kubernetes object begins with an underscore.
    private static final String OTHER = "_other";

    private static final Duration[] BUCKETS = Stream.of(10, 25, 50, 100, 250, 1_000, 2_500, 10_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Served<Pair> served = new Served<>(Pair::of);
    private final FirstInOrder<Pair> counted;
    private final FirstInOrder<Pair> timed; // of those counted
    private final Map<ObjectKey, Map<ObjectKey, Meters>> own = new ConcurrentHashMap<>(); // by Ingress, by Service
    private final Meters unrouted = new Meters(Pair.tagged(Pair.NONE), true);
    private final Meters others = new Meters(Pair.tagged(OTHER), true);

    RequestMeters(MeterRegistry registry, int pairs, int histograms) {
        this.registry = registry;
        this.counted = new FirstInOrder<>(pairs);
        this.timed = new FirstInOrder<>(histograms);
    }

    /**
     * Counts a request.
     *
     * @param route the route that took it, or null where none did
     * @param status its status, 0 where there was none
     * @param wait until the head of its response was there, in nanoseconds, below zero where it never was
     * @param took how long it took, in nanoseconds, below zero where that says nothing
     */
    void count(@Nullable CompiledRoute route, int status, long wait, long took) {
        int hundreds = status / 100;
        int statusClass = hundreds < CLASSES.length ? hundreds : 0;
        Meters meters = route == null ? unrouted : of(route.route());
        meters.counter(statusClass).increment();
        if (wait >= 0) {
            meters.waits().record(wait, TimeUnit.NANOSECONDS);
        }
        if (took >= 0) {
            meters.duration(COARSE[statusClass]).record(took, TimeUnit.NANOSECONDS);
        }
    }

    private Meters of(Route route) {
        ObjectKey service = Pair.serviceOf(route);
        Map<ObjectKey, Meters> ofIngress = own.get(route.ingress());
        Meters found = ofIngress == null ? null : ofIngress.get(service);
        if (found != null) {
            return found;
        }
        return Pair.isNeither(route.ingress(), service) ? unrouted : others;
    }

    /**
     * Goes on to a newer table: the work grows with the hosts that differ. Series of pairs that are no longer among the first
     * end. For one thread at a time.
     */
    void follow(RoutingSnapshot newer) {
        Served.Change<Pair> change = served.follow(newer);
        if (!change.isEmpty()) {
            FirstInOrder.Change<Pair> ofCounted = counted.change(change.came(), change.gone());
            change(ofCounted, timed.change(ofCounted.came(), ofCounted.gone()));
        }
    }

    private synchronized void change(FirstInOrder.Change<Pair> ofCounted, FirstInOrder.Change<Pair> ofTimed) {
        ofCounted.gone().forEach(this::end);
        for (Pair pair : ofCounted.came()) {
            own.computeIfAbsent(pair.ingress(), ingress -> new ConcurrentHashMap<>())
                    .put(pair.service(), new Meters(pair.tags(), false));
        }
        ofTimed.gone().forEach(pair -> time(pair, false));
        ofTimed.came().forEach(pair -> time(pair, true));
    }

    private void end(Pair pair) {
        own.computeIfPresent(pair.ingress(), (ingress, services) -> {
            Meters ended = services.remove(pair.service());
            if (ended != null) {
                ended.end();
            }
            return services.isEmpty() ? null : services;
        });
    }

    private void time(Pair pair, boolean isTimed) {
        Meters found = own.getOrDefault(pair.ingress(), Map.of()).get(pair.service());
        if (found != null) {
            found.time(isTimed);
        }
    }

    /** The meters of one pair, or of all that have none of their own. */
    private final class Meters {
        private final Tags tags;
        private final AtomicReferenceArray<@Nullable Counter> counters = new AtomicReferenceArray<>(CLASSES.length);
        private final AtomicReferenceArray<@Nullable Timer> durations =
                new AtomicReferenceArray<>(COARSE_CLASSES.length);
        private volatile @Nullable Timer waits;
        private boolean timed; // this and the next with the lock
        private boolean ended;

        Meters(Tags tags, boolean timed) {
            this.tags = tags;
            this.timed = timed;
        }

        Counter counter(int statusClass) {
            Counter known = counters.get(statusClass);
            return known != null ? known : makeCounter(statusClass);
        }

        Timer duration(int coarseClass) {
            Timer known = durations.get(coarseClass);
            return known != null ? known : makeDuration(coarseClass);
        }

        Timer waits() {
            Timer known = waits;
            return known != null ? known : makeWaits();
        }

        private Counter makeCounter(int statusClass) {
            synchronized (RequestMeters.this) {
                if (ended) { // in the moment since it was looked up
                    return others.counter(statusClass);
                }
                Counter made = Counter.builder("ingress4j.requests")
                        .description("Exchanges that are over")
                        .tags(tags.and("status", CLASSES[statusClass]))
                        .register(registry);
                counters.set(statusClass, made);
                return made;
            }
        }

        private Timer makeDuration(int coarseClass) {
            synchronized (RequestMeters.this) {
                if (ended) {
                    return others.duration(coarseClass);
                }
                Timer made = timed ? registerDuration(coarseClass) : others.duration(coarseClass);
                durations.set(coarseClass, made);
                return made;
            }
        }

        private Timer registerDuration(int coarseClass) {
            return Timer.builder("ingress4j.request.duration")
                    .description("From the head of a request to the end of its exchange, tunnels aside")
                    .tags(tags.and("status", COARSE_CLASSES[coarseClass]))
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry);
        }

        private Timer makeWaits() {
            synchronized (RequestMeters.this) {
                if (ended) {
                    return others.waits();
                }
                Timer made = Timer.builder("ingress4j.response.wait")
                        .description("From the head of a request to the head of its response")
                        .tags(tags)
                        .register(registry);
                waits = made;
                return made;
            }
        }

        private void time(boolean isTimed) {
            if (timed) {
                removeDurations();
            }
            timed = isTimed;
            for (int i = 0; i < durations.length(); i++) {
                durations.set(i, null);
            }
        }

        private void end() {
            ended = true;
            for (int i = 0; i < counters.length(); i++) {
                remove(counters.get(i));
            }
            if (timed) {
                removeDurations();
            }
            remove(waits);
        }

        private void removeDurations() {
            for (int i = 0; i < durations.length(); i++) {
                remove(durations.get(i));
            }
        }

        private void remove(@Nullable Meter meter) {
            if (meter != null) {
                registry.remove(meter);
            }
        }
    }
}
