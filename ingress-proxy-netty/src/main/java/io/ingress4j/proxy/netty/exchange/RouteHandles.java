package io.ingress4j.proxy.netty.exchange;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.CompiledRoute;
import io.ingress4j.matcher.DataPlane;
import io.ingress4j.matcher.cluster.Cluster;
import io.ingress4j.matcher.feature.accesslog.AccessLogPolicy;
import io.ingress4j.matcher.feature.bodysize.BodySizePolicy;
import io.ingress4j.matcher.feature.forwarded.ForwardedPolicy;
import io.ingress4j.matcher.feature.timeout.TimeoutPolicy;
import io.ingress4j.matcher.feature.upstreamvhost.UpstreamVhostPolicy;
import io.ingress4j.matcher.route.Policy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the routes mean to one proxy; other data planes may follow the same routes beside it. */
public final class RouteHandles {
    /** The policies that exchanges apply; that of the access log is for whoever observes them. */
    public static final Set<Class<? extends Policy>> MECHANISMS = Set.of(
            TimeoutPolicy.class,
            BodySizePolicy.class,
            UpstreamVhostPolicy.class,
            ForwardedPolicy.class,
            AccessLogPolicy.class);

    private final DataPlane owner;
    private final int loops;

    /**
     * Makes the handles of a proxy; none are there yet.
     *
     * @param loops how many event loops it has
     */
    public RouteHandles(DataPlane owner, int loops) {
        this.owner = requireNonNull(owner, "owner");
        this.loops = loops;
    }

    /** Hangs a handle on a route that forwards, before any request sees it. */
    public void prepare(CompiledRoute route) {
        Cluster cluster = route.cluster();
        if (cluster != null) {
            route.handle(owner, new RouteHandle(cluster, route.route().policies(), loops));
        }
    }

    /** Returns whom a route believes what it says about the client, or null for nobody. */
    @Nullable
    ForwardedPolicy forwarded(CompiledRoute route) {
        return route.handle(owner) instanceof RouteHandle prepared
                ? prepared.forwarded
                : route.route().policies().find(ForwardedPolicy.class).orElse(null);
    }

    /** Returns the handle of a route that forwards; made now where nobody prepared the route. */
    RouteHandle of(CompiledRoute route) {
        Object made = route.handle(owner);
        if (made == null) {
            prepare(route);
            made = requireNonNull(route.handle(owner));
        }
        return (RouteHandle) made;
    }
}
