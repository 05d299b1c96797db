package io.ingress4j.matcher;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.route.PolicySet;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.VirtualHost;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which requests change owner between two tables. Both routers are asked at the borders of every rule of the hosts that
 * differ, by the code that decides for a data plane: the path itself, with a slash at its end, and a name below it; for a
 * wildcard a name below it, and for the default host a name that nobody has. An expression knows neither elements nor
 * case, so its path is also asked with more behind it and in other spellings. A request has another owner where another
 * Ingress takes it, or where it goes to another cluster or answer; policies alone change none. Requests
 * with an encoded slash are left out: where two readings part, they are refused.
 *
 * <p>What an expression takes cannot be told from its text. It is asked with the literal text that it begins with; an
 * expression that only one table has, and that no request asked about reached, is {@link #untold}.
 *
 * @param moves the requests, by host and path
 * @param untold expressions that came or went and of which no request is known
 */
public record RouterDiff(List<Move> moves, List<Expression> untold) {

    /** Copies the lists. */
    public RouterDiff {
        moves = List.copyOf(moves);
        untold = List.copyOf(untold);
    }

    /**
     * Who gets a request.
     *
     * @param route the route, or nothing where nobody takes the request
     * @param status the status that nobody's requests are answered with, else 0
     */
    public record Owner(Optional<Route> route, int status) {
        /** Checks that the route is not null. */
        public Owner {
            requireNonNull(route, "route");
        }

        static Owner of(Match match) {
            CompiledRoute found = match.route();
            return found == null
                    ? new Owner(Optional.empty(), match.response().status())
                    : new Owner(Optional.of(found.route()), 0);
        }

        boolean isSame(Owner other) {
            if (route.isEmpty() || other.route.isEmpty()) {
                return equals(other);
            }
            return route.get().ingress().equals(other.route.get().ingress())
                    && route.get().action().equals(other.route.get().action());
        }

        /** Returns the route in one line, without its policies, or who answers instead. */
        @Override
        public String toString() {
            return route.map(RouterDiff::withoutPolicies).orElse("nobody: " + status);
        }
    }

    /**
     * Requests for one host that had one owner and get another.
     *
     * @param authority the host
     * @param targets paths that show it, at the borders of rules
     * @param before who had them
     * @param after who gets them
     */
    public record Move(String authority, List<String> targets, Owner before, Owner after) {
        /** Copies the list. */
        public Move {
            requireNonNull(authority, "authority");
            targets = List.copyOf(targets);
            requireNonNull(before, "before");
            requireNonNull(after, "after");
        }

        /** Returns host and paths, and below them the owners, marked as lines of a diff are. */
        @Override
        public String toString() {
            return authority + " " + String.join(" ", targets) + "\n  - " + before + "\n  + " + after;
        }
    }

    /**
     * An expression that only one of the tables has.
     *
     * @param host the virtual host, empty for the one that takes what no other does
     * @param route its route
     * @param isNew whether the newer table has it
     */
    public record Expression(String host, Route route, boolean isNew) {
        /** Checks that no part is null. */
        public Expression {
            requireNonNull(host, "host");
            requireNonNull(route, "route");
        }

        /** Returns host and route, marked as a line of a diff is. */
        @Override
        public String toString() {
            return (isNew ? "+ " : "- ") + (host.isEmpty() ? "*" : host) + " " + withoutPolicies(route);
        }
    }

    private static String withoutPolicies(Route route) {
        return new Route(route.ingress(), route.match(), route.action(), PolicySet.EMPTY).toString();
    }

    /**
     * Compares two routers. Where one was made from the other, the work grows with the hosts that differ; each alias with a
     * star that one of them has is held against the wildcards and such aliases of all hosts as well.
     */
    public static RouterDiff of(Router before, Router after) {
        List<VirtualHost> differing = new ArrayList<>();
        before.snapshot().differences(after.snapshot(), (gone, come) -> {
            gone.ifPresent(differing::add);
            come.ifPresent(differing::add);
        });
        var names = new BorderNames(before, after);
        Set<String> authorities = new TreeSet<>();
        differing.forEach(host -> authorities.addAll(names.of(host)));
        List<Move> moves = new ArrayList<>();
        Set<Route> reached = new HashSet<>();
        for (String authority : authorities) {
            moves.addAll(moves(authority, before, after, reached));
        }
        List<Expression> untold = new ArrayList<>();
        before.snapshot().differences(after.snapshot(), (gone, come) -> {
            untold.addAll(onlyIn(gone, come, reached, false));
            untold.addAll(onlyIn(come, gone, reached, true));
        });
        return new RouterDiff(moves, untold);
    }

    private static List<Move> moves(String authority, Router before, Router after, Set<Route> reached) {
        Map<List<Owner>, List<String>> targets = new LinkedHashMap<>();
        for (String target : BorderPaths.of(before.hostOf(authority), after.hostOf(authority))) {
            Owner had = Owner.of(before.match(authority, target));
            Owner gets = Owner.of(after.match(authority, target));
            had.route().ifPresent(reached::add);
            gets.route().ifPresent(reached::add);
            if (!had.isSame(gets)) {
                targets.computeIfAbsent(List.of(had, gets), owners -> new ArrayList<>())
                        .add(target);
            }
        }
        List<Move> moves = new ArrayList<>();
        targets.forEach((owners, paths) -> moves.add(new Move(authority, paths, owners.get(0), owners.get(1))));
        return moves;
    }

    private static List<Expression> onlyIn(
            Optional<VirtualHost> host, Optional<VirtualHost> other, Set<Route> reached, boolean isNew) {
        List<Route> others = other.map(VirtualHost::routes).orElse(List.of());
        return host.stream()
                .filter(VirtualHost::usesRegex)
                .flatMap(present -> present.routes().stream())
                .filter(route -> !others.contains(route) && !reached.contains(route))
                .map(route -> new Expression(host.get().host(), route, isNew))
                .toList();
    }
}
