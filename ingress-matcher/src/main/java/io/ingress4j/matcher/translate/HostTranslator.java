package io.ingress4j.matcher.translate;

import com.google.re2j.Pattern;
import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.matcher.feature.approot.AppRootPolicy;
import io.ingress4j.matcher.feature.redirect.RedirectPolicy;
import io.ingress4j.matcher.feature.rewrite.RewritePolicy;
import io.ingress4j.matcher.feature.sslredirect.SslRedirectPolicy;
import io.ingress4j.matcher.feature.www.WwwPolicy;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.http.PathReading;
import io.ingress4j.matcher.route.Policy;
import io.ingress4j.matcher.route.PolicySet;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RouteAction;
import io.ingress4j.matcher.route.RouteMatch;
import io.ingress4j.matcher.route.VirtualHost;
import io.ingress4j.matcher.tls.ServerCertificate;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.HttpPath;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.IngressBackend;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.PathType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes one virtual host of all Ingresses that name it. What each of them may decide: a path belongs to the oldest
 * Ingress that has it, with all of its annotations; aliases, certificate and app-root belong to the oldest that sets them;
 * regular expressions hold for the whole host as soon as one Ingress asks for them.
 */
final class HostTranslator {

    /** What ingress-nginx does not take from an Ingress without rules: its redirects and rewrites. */
    private static final Set<Class<? extends Policy>> NOT_FOR_CATCH_ALLS = Set.of(
            AppRootPolicy.class, RedirectPolicy.class, RewritePolicy.class, SslRedirectPolicy.class, WwwPolicy.class);

    private static final RouteAction UNAVAILABLE = new RouteAction.Respond(DirectResponse.UNAVAILABLE);

    /**
     * What the operator asks for.
     *
     * @param otherwise what becomes of requests that nobody takes
     * @param health an exact path of the host that takes what no other does, or nothing
     */
    record Defaults(RouteAction otherwise, Optional<Route> health) {

        /** Returns routes that hold where no Ingress has a rule without a host. */
        List<Route> routes() {
            List<Route> routes = new ArrayList<>();
            health.ifPresent(routes::add);
            root().ifPresent(routes::add);
            return routes;
        }

        /** Returns the route to the default backend, or nothing where there is none. */
        Optional<Route> root() {
            return otherwise instanceof RouteAction.Forward
                    ? Optional.of(new Route(Route.NO_INGRESS, ROOT, otherwise, PolicySet.EMPTY))
                    : Optional.empty();
        }
    }

    private static final RouteMatch ROOT = new RouteMatch(RouteMatch.Kind.PREFIX, "/");

    private final String host;
    private final List<ServedIngress> owners;
    private final Defaults defaults;
    private final SharedValues values;
    private final String annotationPrefix;
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private final CertificateChoice certificates;
    private final AliasChoice aliases;
    private final Map<RouteMatch, String> fieldsOfPaths = new HashMap<>();
    private boolean regex;
    private Optional<ServedIngress> closer = Optional.empty();

    /**
     * Makes a translator of one host.
     *
     * @param host the host
     * @param owners the Ingresses that name it or that make it as a twin, oldest first
     * @param names which names are taken
     * @param defaults what the operator asks for
     * @param values where equal values are shared
     * @param sections the {@code tls} section of an Ingress
     * @param annotationPrefix the prefix of our annotations, without the slash
     */
    HostTranslator(
            String host,
            List<ServedIngress> owners,
            TakenNames names,
            Defaults defaults,
            SharedValues values,
            Function<ServedIngress, TlsSection> sections,
            String annotationPrefix) {
        this.host = host;
        this.owners = owners;
        this.defaults = defaults;
        this.values = values;
        this.annotationPrefix = annotationPrefix;
        this.certificates = new CertificateChoice(host, sections, diagnostics);
        this.aliases = new AliasChoice(host, names, annotationPrefix, diagnostics);
    }

    List<Diagnostic> diagnostics() {
        return diagnostics;
    }

    /** Returns the virtual host, or nothing where nobody has a rule for it. */
    Optional<VirtualHost> translate() {
        List<ServedIngress> naming = owners.stream()
                .filter(owner -> owner.names(host) || (host.isEmpty() && owner.isCatchAll()))
                .toList();
        if (naming.isEmpty()) {
            return host.isEmpty() ? operators() : twin();
        }
        reportIdleTwins(naming);
        regex = naming.stream().anyMatch(this::asksForRegex);
        closer = naming.stream().filter(ServedIngress::closesHosts).findFirst();
        naming.forEach(this::reportClosed);
        Optional<ServerCertificate> certificate = host.isEmpty() ? Optional.empty() : certificates.choose(naming);
        Map<RouteMatch, Route> routes = routes(naming);
        return Optional.of(new VirtualHost(
                host,
                aliases.choose(naming),
                withHealth(withAppRoot(naming, ordered(routes.values()))),
                certificates.hasTls(),
                certificate));
    }

    /** Returns the host closed, since it cannot be translated; it keeps its TLS, with the default certificate. */
    Optional<VirtualHost> failed(Throwable cause) {
        if (owners.isEmpty()) {
            return Optional.empty();
        }
        Ingress oldest = owners.get(0).ingress();
        diagnostics.add(Diagnostic.error(
                "failed-host",
                oldest.id(),
                "spec.rules",
                host,
                "its translation failed: " + cause + "; all paths of host " + (host.isEmpty() ? "*" : host)
                        + " answer 503"));
        regex = false;
        var route = new Route(oldest.key(), ROOT, UNAVAILABLE, PolicySet.EMPTY);
        boolean tls = !host.isEmpty()
                && owners.stream().anyMatch(owner -> !owner.ingress().tls().isEmpty());
        return Optional.of(new VirtualHost(host, List.of(), withHealth(List.of(route)), tls, Optional.empty()));
    }

    private Optional<VirtualHost> operators() {
        List<Route> routes = defaults.routes();
        return routes.isEmpty()
                ? Optional.empty()
                : Optional.of(new VirtualHost(host, List.of(), routes, false, Optional.empty()));
    }

    /** Adds the operator's path where no author has it; before all expressions, which are tried in order. */
    private List<Route> withHealth(List<Route> routes) {
        if (!host.isEmpty() || defaults.health().isEmpty()) {
            return routes;
        }
        Route health = defaults.health().get();
        String path = health.match().path();
        if (routes.stream()
                .map(route -> route.match().path())
                .anyMatch(written -> written.equals(path) || written.equals(path + "/"))) {
            return routes;
        }
        List<Route> all = new ArrayList<>(routes);
        if (regex) {
            var expression = new RouteMatch(RouteMatch.Kind.REGEX, Pattern.quote(path) + "$");
            all.add(0, new Route(health.ingress(), expression, health.action(), health.policies()));
        } else {
            all.add(health);
            all.sort(Comparator.comparing(Route::match));
        }
        return all;
    }

    private List<Route> ordered(Collection<Route> routes) {
        if (regex) {
            Function<Route, String> fields = route -> fieldsOfPaths.getOrDefault(route.match(), "spec.rules");
            return new ExpressionPaths(fields, annotationPrefix, diagnostics).order(routes);
        }
        return routes.stream().sorted(Comparator.comparing(Route::match)).toList();
    }

    private boolean asksForRegex(ServedIngress owner) {
        Optional<RewritePolicy> policy = owner.policies().find(RewritePolicy.class);
        return policy.isPresent()
                && owner.names(host)
                && (policy.get().useRegex()
                        || rulesOf(owner)
                                .flatMap(rule -> owner.ingress().rules().get(rule).paths().stream())
                                .anyMatch(path -> policy.get().rewrites(textOf(path))));
    }

    private Stream<Integer> rulesOf(ServedIngress owner) {
        return owner.rules().getOrDefault(host, List.of()).stream();
    }

    private static String textOf(HttpPath path) {
        return path.path().isEmpty() ? "/" : path.path();
    }

    private Optional<VirtualHost> twin() {
        for (ServedIngress owner : owners) {
            Optional<WwwPolicy> www = owner.policies().find(WwwPolicy.class);
            Optional<String> original = www.isPresent() ? originalOf(owner) : Optional.empty();
            if (original.isPresent()) {
                String target = original.get();
                var policies = new PolicySet(List.of(www.get().to(target)));
                var route = new Route(owner.ingress().key(), ROOT, defaults.otherwise(), policies);
                Optional<ServerCertificate> certificate = certificates.choose(List.of(owner));
                return Optional.of(
                        new VirtualHost(host, List.of(), List.of(route), certificates.hasTls(), certificate));
            }
        }
        return Optional.empty();
    }

    /** Returns a host of {@code owner} whose twin this one is: few names can be, whatever the number of its hosts. */
    private Optional<String> originalOf(ServedIngress owner) {
        return WwwPolicy.originalsOf(host).filter(owner::names).findFirst();
    }

    /** A host that has rules of its own is nobody's twin. */
    private void reportIdleTwins(List<ServedIngress> naming) {
        for (ServedIngress owner : owners) {
            boolean redirects = owner.policies().find(WwwPolicy.class).isPresent();
            Optional<String> original = redirects ? originalOf(owner) : Optional.empty();
            if (original.isPresent()) {
                diagnostics.add(Diagnostic.warning(
                        "unused-annotation",
                        owner.ingress().id(),
                        "metadata.annotations[" + annotationPrefix + "/from-to-www-redirect]",
                        host,
                        "Ingress " + naming.get(0).ingress().key() + " has rules for " + host
                                + ", so it does not redirect to " + original.get()));
            }
        }
    }

    private void reportClosed(ServedIngress owner) {
        if (closer.isPresent() && !owner.closesHosts()) {
            diagnostics.add(
                    Diagnostic.error(
                            "closed-host",
                            owner.ingress().id(),
                            "spec.rules",
                            host,
                            "Ingress " + closer.get().ingress().key()
                                    + " asks for a protection of the whole host that nobody applies; all its routes answer 503"));
        }
    }

    private Map<RouteMatch, Route> routes(List<ServedIngress> naming) {
        Map<RouteMatch, Route> routes = new LinkedHashMap<>();
        for (ServedIngress owner : naming) {
            rulesOf(owner).forEach(r -> {
                List<HttpPath> paths = owner.ingress().rules().get(r).paths();
                for (int p = 0; p < paths.size(); p++) {
                    addPath(routes, owner, paths.get(p), "spec.rules[" + r + "].http.paths[" + p + "]");
                }
            });
        }
        addImplicitRoot(routes, naming);
        return routes;
    }

    private void addPath(Map<RouteMatch, Route> routes, ServedIngress owner, HttpPath path, String field) {
        Ingress ingress = owner.ingress();
        if (path.backend() instanceof IngressBackend.ResourceBackend resource) {
            diagnostics.add(Diagnostic.error(
                    "resource-backend",
                    ingress.id(),
                    field + ".backend.resource",
                    resource.kind() + " " + resource.name(),
                    "expected: a service; the path "
                            + (defaults.root().isEmpty() ? "answers 404" : "leads to the default backend")));
        }
        String text = regex ? textOf(path) : literal(ingress, path, field);
        var kind = path.type() == PathType.EXACT ? RouteMatch.Kind.EXACT : RouteMatch.Kind.PREFIX;
        var match = values.shared(new RouteMatch(kind, text));
        fieldsOfPaths.putIfAbsent(match, field + ".path");
        Route first = routes.putIfAbsent(match, route(owner, match, path.backend()));
        if (first != null) {
            String reason = first.ingress().equals(ingress.key())
                    ? "the same Ingress has this path before"
                    : "Ingress " + first.ingress() + " is older and has this path";
            diagnostics.add(Diagnostic.warning(
                    "duplicate-path",
                    ingress.id(),
                    field + ".path",
                    path.path(),
                    reason + " of host " + (host.isEmpty() ? "*" : host) + "; this one is ignored"));
        }
    }

    /** A rule's path in the reading that requests get, so that encoded characters match their plain form. */
    private String literal(Ingress ingress, HttpPath path, String field) {
        String text = textOf(path);
        String reading = PathReading.ofRule(text);
        if (reading == null) {
            diagnostics.add(Diagnostic.warning(
                    "unreachable-path",
                    ingress.id(),
                    field + ".path",
                    text,
                    "expected: a path that has one reading; no request matches it"));
        } else if (!reading.equals(text)) {
            diagnostics.add(
                    Diagnostic.note("normalized-path", ingress.id(), field + ".path", text, "is read as " + reading));
        }
        return reading == null || reading.equals(text) ? text : reading;
    }

    /** Requests that no path takes belong to the oldest Ingress of the host, with its annotations. */
    private void addImplicitRoot(Map<RouteMatch, Route> routes, List<ServedIngress> naming) {
        Route written = routes.get(ROOT);
        if (written != null) {
            reportDefaultBackends(naming, written.ingress(), "has path / of");
            return;
        }
        Optional<ServedIngress> decider = host.isEmpty()
                ? naming.stream()
                        .filter(owner -> owner.ingress().defaultBackend().isPresent())
                        .findFirst()
                : Optional.of(naming.get(0));
        if (decider.isPresent()) {
            Route route = route(
                    decider.get(),
                    ROOT,
                    decider.get().ingress().defaultBackend().orElse(null));
            routes.put(ROOT, decider.get().isCatchAll() ? withoutRedirects(route) : route);
            List<ServedIngress> others = naming.stream()
                    .filter(owner -> !owner.isSame(decider.get()))
                    .toList();
            reportDefaultBackends(others, decider.get().ingress().key(), "is older and decides about");
        } else if (closer.isEmpty()) {
            defaults.root().ifPresent(route -> routes.put(ROOT, route));
        }
    }

    private void reportDefaultBackends(List<ServedIngress> losers, ObjectKey winner, String reason) {
        for (ServedIngress loser : losers) {
            loser.ingress()
                    .defaultBackend()
                    .ifPresent(backend -> diagnostics.add(Diagnostic.note(
                            "unused-default-backend",
                            loser.ingress().id(),
                            "spec.defaultBackend",
                            "",
                            "Ingress " + winner + " " + reason + " host " + (host.isEmpty() ? "*" : host)
                                    + "; this one gets no request of it")));
        }
    }

    private static Route withoutRedirects(Route route) {
        List<Policy> kept = route.policies().policies().stream()
                .filter(policy -> !NOT_FOR_CATCH_ALLS.contains(policy.getClass()))
                .toList();
        return new Route(route.ingress(), route.match(), route.action(), new PolicySet(kept));
    }

    private Route route(ServedIngress owner, RouteMatch match, @Nullable IngressBackend backend) {
        ObjectKey key = owner.ingress().key();
        if (owner.closed() || closer.isPresent()) {
            return new Route(key, match, UNAVAILABLE, PolicySet.EMPTY);
        }
        RouteAction action = backend instanceof IngressBackend.ServiceBackend service
                ? new RouteAction.Forward(new ClusterName(
                        new ObjectKey(key.namespace(), service.service()),
                        values.shared(service.port().toString())))
                : defaults.otherwise();
        return new Route(key, match, action, owner.policies());
    }

    /** The app-root of the oldest Ingress that has one goes to every route, since it holds for the host. */
    private List<Route> withAppRoot(List<ServedIngress> naming, List<Route> routes) {
        List<ServedIngress> asking = naming.stream()
                .filter(owner -> owner.names(host))
                .filter(owner -> owner.policies().find(AppRootPolicy.class).isPresent())
                .toList();
        if (asking.isEmpty()) {
            return routes;
        }
        AppRootPolicy appRoot =
                asking.get(0).policies().find(AppRootPolicy.class).orElseThrow();
        for (ServedIngress other : asking) {
            String path =
                    other.policies().find(AppRootPolicy.class).orElseThrow().path();
            if (!path.equals(appRoot.path())) {
                lost(
                        other,
                        "duplicate-app-root",
                        "app-root",
                        path,
                        "Ingress " + asking.get(0).ingress().key() + " is older and has " + appRoot.path()
                                + " for host " + host + "; this one is ignored");
            }
        }
        List<Route> all = new ArrayList<>();
        routes.forEach(route -> all.add(withAppRoot(route, appRoot)));
        if (all.stream().noneMatch(route -> route.match().path().equals("/"))) {
            var root = new RouteMatch(regex ? RouteMatch.Kind.REGEX : RouteMatch.Kind.EXACT, "/");
            all.add(new Route(
                    asking.get(0).ingress().key(), root, defaults.otherwise(), new PolicySet(List.of(appRoot))));
            if (!regex) {
                all.sort(Comparator.comparing(Route::match));
            }
        }
        return all;
    }

    private static Route withAppRoot(Route route, AppRootPolicy appRoot) {
        List<Policy> policies = new ArrayList<>(route.policies().policies());
        policies.removeIf(AppRootPolicy.class::isInstance);
        policies.add(0, appRoot);
        return new Route(route.ingress(), route.match(), route.action(), new PolicySet(policies));
    }

    private void lost(ServedIngress owner, String code, String annotation, String value, String message) {
        diagnostics.add(Diagnostic.warning(
                code,
                owner.ingress().id(),
                "metadata.annotations[" + annotationPrefix + "/" + annotation + "]",
                value,
                message));
    }
}
