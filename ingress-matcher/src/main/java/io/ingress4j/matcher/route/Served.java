package io.ingress4j.matcher.route;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What the routes of a table name, Ingresses for instance, from one table to the next: a value is served as long as one
 * route names it.
 *
 * <pre>{@code
 * Served<ObjectKey> ingresses = new Served<>(route -> Optional.of(route.ingress()));
 * Served.Change<ObjectKey> change = ingresses.follow(router.current().snapshot());
 * }</pre>
 *
 * <p>The work grows with the hosts that differ, and their routes. For one thread at a time.
 *
 * @param <T> the values, equal by value
 */
public final class Served<T> {
    private final Function<Route, Optional<T>> named;
    private final Map<T, Integer> routes = new HashMap<>(); // how many of them name a value
    private RoutingSnapshot last = RoutingSnapshot.empty();

    /**
     * Begins with a table without hosts.
     *
     * @param named tells what a route names, equal routes the same
     */
    public Served(Function<Route, Optional<T>> named) {
        this.named = requireNonNull(named, "named");
    }

    /**
     * What differs from the table before.
     *
     * @param came values that are served now
     * @param gone values that no longer are
     * @param <T> the values
     */
    public record Change<T>(Set<T> came, Set<T> gone) {
        /** Copies the sets. */
        public Change {
            came = Set.copyOf(came);
            gone = Set.copyOf(gone);
        }

        /** Returns whether nothing differs. */
        public boolean isEmpty() {
            return came.isEmpty() && gone.isEmpty();
        }
    }

    /** Goes on to a newer table; nothing is done where it is the last one. */
    public Change<T> follow(RoutingSnapshot newer) {
        Map<T, Integer> more = new HashMap<>();
        last.differences(newer, (before, after) -> {
            before.ifPresent(host -> count(host, -1, more));
            after.ifPresent(host -> count(host, 1, more));
        });
        last = newer;
        Set<T> came = new HashSet<>();
        Set<T> gone = new HashSet<>();
        more.forEach((value, difference) -> {
            int were = routes.getOrDefault(value, 0);
            int are = were + difference;
            if (are == 0) {
                routes.remove(value);
            } else {
                routes.put(value, are);
            }
            if (were == 0 && are > 0) {
                came.add(value);
            } else if (were > 0 && are == 0) {
                gone.add(value);
            }
        });
        return new Change<>(came, gone);
    }

    private void count(VirtualHost host, int one, Map<T, Integer> more) {
        host.routes().forEach(route -> named.apply(route).ifPresent(value -> more.merge(value, one, Integer::sum)));
    }
}
