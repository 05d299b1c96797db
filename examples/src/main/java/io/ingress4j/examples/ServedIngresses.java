package io.ingress4j.examples;

import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RoutingSnapshot;
import io.ingress4j.matcher.route.VirtualHost;
import io.ingress4j.model.ObjectKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which Ingresses a routing table serves, from one table to the next: those with a route in a host of it. The work grows with
 * the hosts that differ. For one thread at a time.
 */
final class ServedIngresses {
    private final Map<ObjectKey, Integer> hosts = new HashMap<>(); // in how many of them an Ingress has routes
    private RoutingSnapshot last = RoutingSnapshot.empty();

    ServedIngresses() {}

    /**
     * What differs from the table before.
     *
     * @param came Ingresses that are served now
     * @param gone Ingresses that no longer are
     */
    record Change(Set<ObjectKey> came, Set<ObjectKey> gone) {
        boolean isEmpty() {
            return came.isEmpty() && gone.isEmpty();
        }
    }

    /** Goes on to a newer table; the first one has an empty one before it. */
    Change follow(RoutingSnapshot newer) {
        Map<ObjectKey, Integer> more = new HashMap<>();
        last.differences(newer, (before, after) -> {
            before.ifPresent(host -> ingresses(host).forEach(ingress -> more.merge(ingress, -1, Integer::sum)));
            after.ifPresent(host -> ingresses(host).forEach(ingress -> more.merge(ingress, 1, Integer::sum)));
        });
        last = newer;
        var change = new Change(new HashSet<>(), new HashSet<>());
        more.forEach((ingress, count) -> {
            boolean wasServed = hosts.containsKey(ingress);
            int left = hosts.merge(ingress, count, Integer::sum);
            if (left == 0) {
                hosts.remove(ingress);
            }
            if (wasServed != left > 0) {
                (wasServed ? change.gone() : change.came()).add(ingress);
            }
        });
        return change;
    }

    private static Set<ObjectKey> ingresses(VirtualHost host) {
        return host.routes().stream()
                .map(Route::ingress)
                .filter(ingress -> !ingress.equals(Route.NO_INGRESS))
                .collect(Collectors.toSet());
    }
}
