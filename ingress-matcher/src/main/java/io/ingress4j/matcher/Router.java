package io.ingress4j.matcher;

import io.ingress4j.matcher.cluster.Cluster;
import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.matcher.feature.FeatureSet;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.http.PathReading;
import io.ingress4j.matcher.http.PlainRequest;
import io.ingress4j.matcher.http.RequestHead;
import io.ingress4j.matcher.http.RequestTarget;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RouteAction;
import io.ingress4j.matcher.route.RoutingSnapshot;
import io.ingress4j.matcher.route.VirtualHost;
import io.ingress4j.matcher.tls.ServerCertificate;
import io.ingress4j.matcher.trie.HostIndex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A compiled routing table: immutable, for any thread. A new one shares every host that did not change with the one it
 * was made from. Matching an exact, prefix or wildcard rule allocates nothing.
 */
public final class Router {
    private static final Match REFUSED = Match.nobody(DirectResponse.BAD_REQUEST);
    private static final Router EMPTY =
            new Router(RoutingSnapshot.empty(), HostIndex.empty(), new PathShapes(), List.of(), List.of());

    private final RoutingSnapshot snapshot;
    private final HostIndex<CompiledHost> names;
    private final PathShapes shapes;
    private final List<CompiledRoute> fresh;
    private final List<CompiledRoute> gone;

    private Router(
            RoutingSnapshot snapshot,
            HostIndex<CompiledHost> names,
            PathShapes shapes,
            List<CompiledRoute> fresh,
            List<CompiledRoute> gone) {
        this.snapshot = snapshot;
        this.names = names;
        this.shapes = shapes;
        this.fresh = fresh;
        this.gone = gone;
    }

    /** Returns the router without routes. */
    public static Router empty() {
        return EMPTY;
    }

    /**
     * Compiles the hosts that changed and shares the rest.
     *
     * @param snapshot the table to compile
     * @param changed the names of the hosts in which it differs from the table of this router
     * @param features who makes filters of policies
     * @param clusters finds the live cluster of a name
     */
    public Router with(
            RoutingSnapshot snapshot,
            Collection<String> changed,
            FeatureSet features,
            Function<ClusterName, Cluster> clusters) {
        PathShapes nextShapes = this == EMPTY ? new PathShapes() : shapes;
        List<CompiledRoute> made = new ArrayList<>();
        Set<CompiledRoute> dropped = Collections.newSetFromMap(new IdentityHashMap<>());
        // A name may pass from one host to another, so all names go before any comes.
        List<String> gone = new ArrayList<>();
        Map<String, CompiledHost> come = new HashMap<>();
        for (String name : changed) {
            CompiledHost old = named(name);
            Map<Route, CompiledRoute> previous = new HashMap<>();
            if (old != null) {
                gone.addAll(namesOf(old.host()));
                for (CompiledRoute route : old.routes()) {
                    dropped.add(route);
                    previous.put(route.route(), route);
                }
            }
            Optional<VirtualHost> host = snapshot.host(name);
            if (host.isEmpty()) {
                continue;
            }
            List<CompiledRoute> routes = new ArrayList<>();
            for (Route route : host.get().routes()) {
                CompiledRoute kept = previous.get(route);
                // The cluster of an equal route may be another one by now, where a change between was not published.
                if (kept == null || kept.cluster() != clusterOf(route, clusters)) {
                    kept = compile(name, route, features, clusters);
                    made.add(kept);
                } else {
                    dropped.remove(kept);
                }
                routes.add(kept);
            }
            var compiled = new CompiledHost(host.get(), routes, nextShapes);
            namesOf(host.get()).forEach(pattern -> come.put(pattern, compiled));
        }
        return new Router(snapshot, names.with(gone, come), nextShapes, List.copyOf(made), List.copyOf(dropped));
    }

    /** Returns the host of a name; one that has the name for an alias does not count. */
    private @Nullable CompiledHost named(String name) {
        CompiledHost found = names.get(name);
        return found != null && found.host().host().equals(name) ? found : null;
    }

    private static CompiledRoute compile(
            String host, Route route, FeatureSet features, Function<ClusterName, Cluster> clusters) {
        return new CompiledRoute(host, route, features.filters(route), clusterOf(route, clusters));
    }

    private static @Nullable Cluster clusterOf(Route route, Function<ClusterName, Cluster> clusters) {
        return route.action() instanceof RouteAction.Forward forward ? clusters.apply(forward.cluster()) : null;
    }

    private static List<String> namesOf(VirtualHost host) {
        List<String> patterns = new ArrayList<>(host.aliases());
        patterns.replaceAll(alias -> alias.startsWith("*.") ? "*" + alias : alias);
        patterns.add(host.host());
        return patterns;
    }

    /** Returns who gets a request. */
    public Match match(RequestHead head) {
        return match(head.authority(), head.target());
    }

    /**
     * Returns who gets a request.
     *
     * @param authority host and port as the request names them; the port plays no part
     * @param target path and query in origin form; the query plays no part
     */
    public Match match(String authority, String target) {
        CompiledHost host = hostOf(authority);
        Match asWritten = host == null ? null : host.findAsWritten(target);
        return asWritten == null ? matchReading(host, target) : asWritten;
    }

    private static Match matchReading(@Nullable CompiledHost host, String target) {
        int end = RequestTarget.pathEnd(target);
        PathReading.Form form = PathReading.formOf(target, end);
        if (form == PathReading.Form.REFUSED) {
            return target.equals("*") ? CompiledHost.NOT_FOUND : REFUSED;
        }
        if (form == PathReading.Form.PLAIN) {
            return host == null ? CompiledHost.NOT_FOUND : host.find(target, end);
        }
        String path = PathReading.normalize(target, end, true);
        String other = form == PathReading.Form.ENCODED_SLASH ? PathReading.normalize(target, end, false) : path;
        if (path == null || other == null) {
            return REFUSED;
        }
        if (host == null) {
            return CompiledHost.NOT_FOUND;
        }
        Match match = host.find(path, path.length());
        return other.equals(path) || host.find(other, other.length()) == match ? match : REFUSED;
    }

    /** Returns whether a certificate, the default one included, is configured for the host of {@code authority}. */
    public boolean hasTls(String authority) {
        int end = hostEnd(authority);
        CompiledHost host = names.find(authority, 0, end);
        if (host != null && host.host().tls()) {
            return true;
        }
        CompiledHost wildcard = names.findOneLabel(authority, 0, end);
        return wildcard != null && wildcard.host().tls();
    }

    /**
     * Returns the certificate for a name that a client asks for: the one of its host, or else the default one of the table.
     * Nothing where the data plane is to show its own.
     *
     * @param serverName the name; empty where the client asks for none
     */
    public Optional<ServerCertificate> certificate(String serverName) {
        Optional<ServerCertificate> ofHost = certificateOfHost(serverName);
        return ofHost.isPresent() ? ofHost : snapshot.defaultCertificate();
    }

    private Optional<ServerCertificate> certificateOfHost(String serverName) {
        int end = serverName.length();
        CompiledHost host = names.find(serverName, 0, end);
        if (host != null && !host.host().host().isEmpty() && host.host().tls()) {
            return host.host().certificate(); // none is the default one, even below a wildcard that has its own
        }
        CompiledHost wildcard = names.findOneLabel(serverName, 0, end);
        return wildcard == null ? Optional.empty() : wildcard.host().certificate();
    }

    /**
     * Returns why a request goes where it goes, without what its authors wrote; see {@link IngressEngine#explain} for
     * that. The same code decides as for a request that a data plane received, filters included.
     */
    public Explanation explain(PlainRequest request) {
        return new Explainer(this, Written.NOTHING).explain(request);
    }

    /** Returns the host that a request belongs to, or null. */
    @Nullable
    CompiledHost hostOf(String authority) {
        CompiledHost found = names.findAsWritten(authority);
        return found == null ? names.find(authority, 0, hostEnd(authority)) : found;
    }

    /** Returns whether a host has a name for its own, as it is written; its aliases count, its wildcards do not. */
    boolean hasHost(String name) {
        return names.get(name) != null;
    }

    /** Returns the wildcard and the default host that would be asked if {@code asked} were not there. */
    List<CompiledHost> otherHostsOf(String authority, CompiledHost asked) {
        List<CompiledHost> others = new ArrayList<>(2);
        CompiledHost wildcard = names.findOneLabel(authority, 0, hostEnd(authority));
        if (wildcard != null && wildcard != asked) {
            others.add(wildcard);
        }
        CompiledHost otherwise = names.get("");
        if (otherwise != null && otherwise != asked) {
            others.add(otherwise);
        }
        return others;
    }

    /** Returns the table that was compiled. */
    public RoutingSnapshot snapshot() {
        return snapshot;
    }

    /** Returns the routes that the router before this one did not have. */
    public List<CompiledRoute> freshRoutes() {
        return fresh;
    }

    /** Returns the routes that only the router before this one had. */
    public List<CompiledRoute> goneRoutes() {
        return gone;
    }

    static int hostEnd(String authority) {
        int end = authority.length();
        if (end > 0 && authority.charAt(0) == '[') {
            int bracket = authority.indexOf(']');
            return bracket < 0 ? end : bracket + 1;
        }
        int colon = authority.indexOf(':');
        return colon < 0 ? end : colon;
    }

    /** Returns the path that filters judge by, or null where the target has no single reading. */
    public static @Nullable String normalizedPath(String target) {
        int end = RequestTarget.pathEnd(target);
        PathReading.Form form = PathReading.formOf(target, end);
        return switch (form) {
            case REFUSED -> null;
            case PLAIN -> target.substring(0, end);
            default -> PathReading.normalize(target, end, true);
        };
    }
}
