package io.ingress4j.matcher.translate;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.matcher.feature.approot.AppRootPolicy;
import io.ingress4j.matcher.feature.redirect.RedirectPolicy;
import io.ingress4j.matcher.feature.rewrite.RewritePolicy;
import io.ingress4j.matcher.feature.sslredirect.SslRedirectPolicy;
import io.ingress4j.matcher.feature.www.WwwPolicy;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.route.Policy;
import io.ingress4j.matcher.route.PolicySet;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RouteAction;
import io.ingress4j.matcher.route.RouteMatch;
import io.ingress4j.matcher.route.VirtualHost;
import io.ingress4j.matcher.tls.CertificateReader;
import io.ingress4j.matcher.tls.ServerCertificate;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.HttpPath;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.IngressBackend;
import io.ingress4j.model.IngressTls;
import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.PathType;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.Resources;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** What one host has to know of the others. */
    interface Names {

        /** Returns whether there is a virtual host of this name. */
        boolean isHost(String name);

        /** Returns the host that an alias belongs to: of those that claim it, the one whose Ingress is the oldest. */
        String claimantOf(String alias);
    }

    private final String host;
    private final List<ServedIngress> owners;
    private final Resources resources;
    private final Names names;
    private final String annotationPrefix;
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private final Set<ObjectKey> secrets = new HashSet<>();
    private final Map<String, String> fieldsOfPaths = new HashMap<>();
    private boolean tls;

    /**
     * Makes a translator of one host.
     *
     * @param host the host
     * @param owners the Ingresses that name it or that make it as a twin, oldest first
     * @param resources the objects
     * @param names which names are taken
     * @param annotationPrefix the prefix of our annotations, without the slash
     */
    HostTranslator(String host, List<ServedIngress> owners, Resources resources, Names names, String annotationPrefix) {
        this.host = host;
        this.owners = owners;
        this.resources = resources;
        this.names = names;
        this.annotationPrefix = annotationPrefix;
    }

    List<Diagnostic> diagnostics() {
        return diagnostics;
    }

    /** Returns the Secrets that were asked for, there or not. */
    Set<ObjectKey> secrets() {
        return secrets;
    }

    /** Returns the virtual host, or nothing where nobody has a rule for it. */
    Optional<VirtualHost> translate() {
        List<ServedIngress> naming = owners.stream()
                .filter(owner -> owner.names(host) || (host.isEmpty() && isCatchAll(owner)))
                .toList();
        if (naming.isEmpty()) {
            return twin();
        }
        Optional<ServerCertificate> certificate = host.isEmpty() ? Optional.empty() : certificate(naming);
        Map<String, Route> routes = routes(naming);
        boolean regex = naming.stream().anyMatch(this::asksForRegex);
        List<Route> ordered = new ArrayList<>(regex ? regexRoutes(routes) : routes.values());
        if (!regex) {
            ordered.sort(Comparator.comparing(Route::match));
        }
        return Optional.of(new VirtualHost(host, aliases(naming), withAppRoot(naming, ordered), tls, certificate));
    }

    private static boolean isCatchAll(ServedIngress owner) {
        return owner.ingress().rules().isEmpty()
                && owner.ingress().defaultBackend().isPresent();
    }

    private boolean asksForRegex(ServedIngress owner) {
        Optional<RewritePolicy> policy = owner.policies().find(RewritePolicy.class);
        return policy.isPresent()
                && owner.names(host)
                && (policy.get().useRegex()
                        || pathsOf(owner.ingress()).stream()
                                .anyMatch(path -> policy.get().rewrites(path.path())));
    }

    private List<HttpPath> pathsOf(Ingress ingress) {
        return ingress.rules().stream()
                .filter(rule -> rule.host().equals(host))
                .flatMap(rule -> rule.paths().stream())
                .toList();
    }

    private Optional<VirtualHost> twin() {
        for (ServedIngress owner : owners) {
            Optional<WwwPolicy> www = owner.policies().find(WwwPolicy.class);
            Optional<String> original = owner.namedHosts().stream()
                    .filter(named -> WwwPolicy.twinOf(named).equals(host))
                    .findFirst();
            if (www.isPresent() && original.isPresent()) {
                String target = original.get();
                var match = new RouteMatch(RouteMatch.Kind.PREFIX, "/");
                var policies = new PolicySet(List.of(www.get().to(target)));
                var action = new RouteAction.Respond(DirectResponse.NOT_FOUND);
                var route = new Route(owner.ingress().key(), match, action, policies);
                Optional<ServerCertificate> certificate = certificate(List.of(owner));
                return Optional.of(new VirtualHost(host, List.of(), List.of(route), tls, certificate));
            }
        }
        return Optional.empty();
    }

    private Map<String, Route> routes(List<ServedIngress> naming) {
        Map<String, Route> routes = new LinkedHashMap<>();
        for (ServedIngress owner : naming) {
            Ingress ingress = owner.ingress();
            for (int r = 0; r < ingress.rules().size(); r++) {
                var rule = ingress.rules().get(r);
                if (!rule.host().equals(host)) {
                    continue;
                }
                for (int p = 0; p < rule.paths().size(); p++) {
                    String field = "spec.rules[" + r + "].http.paths[" + p + "]";
                    addPath(routes, owner, rule.paths().get(p), field);
                }
            }
        }
        addImplicitRoot(routes, naming);
        return routes;
    }

    private void addPath(Map<String, Route> routes, ServedIngress owner, HttpPath path, String field) {
        Ingress ingress = owner.ingress();
        if (path.backend() instanceof IngressBackend.ResourceBackend resource) {
            diagnostics.add(Diagnostic.error(
                    "resource-backend",
                    ingress.id(),
                    field + ".backend.resource",
                    resource.kind() + " " + resource.name(),
                    "expected: a service; the path answers 404"));
        }
        String text = path.path().isEmpty() ? "/" : path.path();
        var kind = path.type() == PathType.EXACT ? RouteMatch.Kind.EXACT : RouteMatch.Kind.PREFIX;
        var match = new RouteMatch(kind, text);
        fieldsOfPaths.putIfAbsent(match.toString(), field + ".path");
        Route first = routes.putIfAbsent(match.toString(), route(owner, match, path.backend()));
        if (first != null) {
            diagnostics.add(Diagnostic.warning(
                    "duplicate-path",
                    ingress.id(),
                    field + ".path",
                    path.path(),
                    "Ingress " + first.ingress() + " is older and has this path of host "
                            + (host.isEmpty() ? "*" : host) + "; this one is ignored"));
        }
    }

    /** Requests that no path takes belong to the oldest Ingress of the host, with its annotations. */
    private void addImplicitRoot(Map<String, Route> routes, List<ServedIngress> naming) {
        var root = new RouteMatch(RouteMatch.Kind.PREFIX, "/");
        if (routes.containsKey(root.toString())) {
            return;
        }
        if (host.isEmpty()) {
            naming.stream()
                    .filter(HostTranslator::isCatchAll)
                    .findFirst()
                    .ifPresent(owner -> routes.put(
                            root.toString(),
                            withoutRedirects(route(
                                    owner,
                                    root,
                                    owner.ingress().defaultBackend().get()))));
            return;
        }
        ServedIngress oldest = naming.get(0);
        Optional<IngressBackend> backend = oldest.ingress().defaultBackend();
        routes.put(root.toString(), route(oldest, root, backend.orElse(null)));
    }

    private static Route withoutRedirects(Route route) {
        List<Policy> kept = route.policies().policies().stream()
                .filter(policy -> !NOT_FOR_CATCH_ALLS.contains(policy.getClass()))
                .toList();
        return new Route(route.ingress(), route.match(), route.action(), new PolicySet(kept));
    }

    private static Route route(ServedIngress owner, RouteMatch match, @Nullable IngressBackend backend) {
        ObjectKey key = owner.ingress().key();
        if (owner.closed()) {
            return new Route(key, match, new RouteAction.Respond(DirectResponse.UNAVAILABLE), PolicySet.EMPTY);
        }
        RouteAction action = backend instanceof IngressBackend.ServiceBackend service
                ? new RouteAction.Forward(new ClusterName(
                        new ObjectKey(key.namespace(), service.service()),
                        service.port().toString()))
                : new RouteAction.Respond(DirectResponse.NOT_FOUND);
        return new Route(key, match, action, owner.policies());
    }

    /** All paths as expressions, longest text first; a prefix that is not rewritten counts twice, with a slash and without. */
    private List<Route> regexRoutes(Map<String, Route> routes) {
        Map<String, Route> expressions = new LinkedHashMap<>();
        Route root = null;
        for (Route route : routes.values()) {
            String path = route.match().path();
            boolean prefix = route.match().kind() == RouteMatch.Kind.PREFIX;
            boolean rewritten = route.policies()
                    .find(RewritePolicy.class)
                    .filter(policy -> policy.rewrites(path))
                    .isPresent();
            if (prefix && path.equals("/")) {
                root = expression(route, path);
                continue;
            }
            if (!isExpression(route)) {
                continue;
            }
            if (prefix && !rewritten && !path.endsWith("/")) {
                expressions.putIfAbsent(path + "/", expression(route, path + "/"));
            }
            expressions.putIfAbsent(path, expression(route, path));
        }
        List<Route> ordered = new ArrayList<>(expressions.values());
        ordered.sort(Comparator.comparing((Route route) -> -route.match().path().length())
                .thenComparing(route -> route.match().path(), Comparator.reverseOrder()));
        if (root != null) {
            ordered.add(root);
        }
        return ordered;
    }

    private boolean isExpression(Route route) {
        String path = route.match().path();
        try {
            Pattern.compile(path);
            return true;
        } catch (PatternSyntaxException e) {
            diagnostics.add(Diagnostic.error(
                    "invalid-regex",
                    new ResourceId(Kind.INGRESS, route.ingress()),
                    fieldsOfPaths.getOrDefault(route.match().toString(), "spec.rules"),
                    path,
                    "expected: a regular expression of RE2, without lookaround and back references ("
                            + e.getDescription() + "); the path is left out"));
            return false;
        }
    }

    private static Route expression(Route route, String path) {
        var match = new RouteMatch(RouteMatch.Kind.REGEX, path);
        return new Route(route.ingress(), match, route.action(), route.policies());
    }

    private List<Route> withAppRoot(List<ServedIngress> naming, List<Route> routes) {
        Optional<AppRootPolicy> appRoot = naming.stream()
                .filter(owner -> owner.names(host))
                .flatMap(owner -> owner.policies().find(AppRootPolicy.class).stream())
                .findFirst();
        if (appRoot.isEmpty()) {
            return routes;
        }
        List<Route> all = new ArrayList<>();
        for (Route route : routes) {
            List<Policy> policies = new ArrayList<>(route.policies().policies());
            policies.removeIf(AppRootPolicy.class::isInstance);
            policies.add(0, appRoot.get());
            all.add(new Route(route.ingress(), route.match(), route.action(), new PolicySet(policies)));
        }
        return all;
    }

    private List<String> aliases(List<ServedIngress> naming) {
        Optional<ServedIngress> first =
                naming.stream().filter(owner -> !owner.aliases().isEmpty()).findFirst();
        if (host.isEmpty() || first.isEmpty()) {
            return List.of();
        }
        List<String> kept = new ArrayList<>();
        for (String alias : first.get().aliases()) {
            if (names.isHost(alias)) {
                lost(first.get(), alias, "it is a host of its own");
                continue;
            }
            String claimant = names.claimantOf(alias);
            if (claimant.equals(host)) {
                kept.add(alias);
            } else {
                lost(
                        first.get(),
                        alias,
                        "host " + claimant + " has it, by an older Ingress or as the first of this one");
            }
        }
        return kept;
    }

    private void lost(ServedIngress owner, String alias, String reason) {
        diagnostics.add(Diagnostic.warning(
                "duplicate-alias",
                owner.ingress().id(),
                "metadata.annotations[" + annotationPrefix + "/server-alias]",
                alias,
                reason + "; it is no alias of " + host));
    }

    /** The oldest Ingress with a {@code tls} section decides, even where its certificate is of no use. */
    private Optional<ServerCertificate> certificate(List<ServedIngress> naming) {
        for (ServedIngress owner : naming) {
            Ingress ingress = owner.ingress();
            if (ingress.tls().isEmpty()) {
                continue;
            }
            tls = true;
            for (int i = 0; i < ingress.tls().size(); i++) {
                IngressTls entry = ingress.tls().get(i);
                if (entry.hosts().contains(host)) {
                    return entry.secretName().isEmpty()
                            ? Optional.empty()
                            : read(ingress, entry, "spec.tls[" + i + "].secretName", true);
                }
            }
            for (int i = 0; i < ingress.tls().size(); i++) {
                IngressTls entry = ingress.tls().get(i);
                if (!entry.secretName().isEmpty()) {
                    Optional<ServerCertificate> fitting = read(ingress, entry, "spec.tls[" + i + "].secretName", false);
                    if (fitting.isPresent()) {
                        return fitting;
                    }
                }
            }
            return Optional.empty();
        }
        return Optional.empty();
    }

    private Optional<ServerCertificate> read(Ingress ingress, IngressTls entry, String field, boolean report) {
        var key = new ObjectKey(ingress.key().namespace(), entry.secretName());
        secrets.add(key);
        String problem;
        var secret = resources.secret(key);
        if (secret.isEmpty()) {
            problem = "no Secret of this name in namespace " + key.namespace();
        } else {
            CertificateReader.Result result = CertificateReader.read(secret.get());
            if (result.certificate().isPresent()
                    && CertificateReader.isFor(result.certificate().get(), host)) {
                return result.certificate();
            }
            problem = result.certificate().isPresent() ? "its certificate is not for " + host : result.problem();
        }
        if (report && secret.isEmpty()) {
            diagnostics.add(Diagnostic.note(
                    "missing-secret",
                    ingress.id(),
                    field,
                    entry.secretName(),
                    problem + "; the default certificate is shown for " + host));
        } else if (report) {
            diagnostics.add(Diagnostic.warning(
                    "unusable-certificate",
                    ingress.id(),
                    field,
                    entry.secretName(),
                    problem + "; the default certificate is shown for " + host));
        }
        return Optional.empty();
    }
}
