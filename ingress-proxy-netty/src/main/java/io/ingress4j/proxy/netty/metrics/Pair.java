package io.ingress4j.proxy.netty.metrics;

import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RouteAction;
import io.ingress4j.model.ObjectKey;
import io.micrometer.core.instrument.Tags;
import java.util.Comparator;
import java.util.Optional;

/**
 * Whose requests are counted together; {@link Route#NO_INGRESS} stands for no Ingress, and for no Service, though never for
 * both. Ordered by the Ingress's namespace and name, then by the Service's.
 */
record Pair(ObjectKey ingress, ObjectKey service) implements Comparable<Pair> {
    private static final Comparator<Pair> ORDER =
            Comparator.comparing(Pair::ingress).thenComparing(Pair::service);

    /** Stands where there is none; no name of a Kubernetes object begins with an underscore. */
    static final String NONE = "_none";

    /** Returns nothing for a route that has neither, an answer of the operator's. */
    static Optional<Pair> of(Route route) {
        ObjectKey service = serviceOf(route);
        return isNeither(route.ingress(), service) ? Optional.empty() : Optional.of(new Pair(route.ingress(), service));
    }

    /** Returns the Service that a route leads to, or {@link Route#NO_INGRESS}. */
    static ObjectKey serviceOf(Route route) {
        return route.action() instanceof RouteAction.Forward forward
                ? forward.cluster().service()
                : Route.NO_INGRESS;
    }

    static boolean isNeither(ObjectKey ingress, ObjectKey service) {
        return ingress.equals(Route.NO_INGRESS) && service.equals(Route.NO_INGRESS);
    }

    /** Returns the labels with one value for all. */
    static Tags tagged(String all) {
        return Tags.of("namespace", all, "ingress", all, "service", all);
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

    @Override
    public int compareTo(Pair other) {
        return ORDER.compare(this, other);
    }
}
