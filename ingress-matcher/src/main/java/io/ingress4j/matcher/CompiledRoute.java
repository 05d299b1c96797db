package io.ingress4j.matcher;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.cluster.Cluster;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.route.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A route with what it needs at run time. It lives as long as the route stays equal. */
public final class CompiledRoute {
    private final String host;
    private final Route route;
    private final List<HttpFilter> filters;
    private final @Nullable Cluster cluster;
    private volatile @Nullable Handle handles;

    CompiledRoute(String host, Route route, List<HttpFilter> filters, @Nullable Cluster cluster) {
        this.host = requireNonNull(host, "host");
        this.route = requireNonNull(route, "route");
        this.filters = List.copyOf(filters);
        this.cluster = cluster;
    }

    /** Returns the virtual host's name; empty for the one that takes what no other does. */
    public String host() {
        return host;
    }

    /** Returns the route as data. */
    public Route route() {
        return route;
    }

    /** Returns the filters, in the order in which they see a request. */
    public List<HttpFilter> filters() {
        return filters;
    }

    /** Returns where requests are forwarded, or null for a route that we answer ourselves. */
    public @Nullable Cluster cluster() {
        return cluster;
    }

    /** What one data plane made of the route, and what others did before it. */
    private record Handle(
            DataPlane owner, Object made, @Nullable Handle next) {}

    /** Returns what a data plane made of the route in {@link DataPlane#prepare}, or null. */
    public @Nullable Object handle(DataPlane owner) {
        for (Handle one = handles; one != null; one = one.next) {
            if (one.owner == owner) {
                return one.made;
            }
        }
        return null;
    }

    /** Sets what a data plane made of the route, for {@link DataPlane#prepare}; what it set before stays. */
    public synchronized void handle(DataPlane owner, Object made) {
        if (handle(owner) == null) {
            handles = new Handle(requireNonNull(owner, "owner"), requireNonNull(made, "made"), handles);
        }
    }
}
