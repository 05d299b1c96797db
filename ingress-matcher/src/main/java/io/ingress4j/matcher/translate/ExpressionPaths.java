package io.ingress4j.matcher.translate;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.ingress4j.matcher.feature.rewrite.RewritePolicy;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.route.Policy;
import io.ingress4j.matcher.route.PolicySet;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RouteAction;
import io.ingress4j.matcher.route.RouteMatch;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Kind;
import io.ingress4j.model.ResourceId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The paths of a host on which regular expressions hold: all of them are expressions, the longest text first. A prefix
 * that is not rewritten counts twice, with a slash and without, and the root comes last.
 */
final class ExpressionPaths {
    private final Function<Route, String> fields;
    private final String annotationPrefix;
    private final List<Diagnostic> diagnostics;
    private final Map<String, Route> expressions = new LinkedHashMap<>();

    ExpressionPaths(Function<Route, String> fields, String annotationPrefix, List<Diagnostic> diagnostics) {
        this.fields = fields;
        this.annotationPrefix = annotationPrefix;
        this.diagnostics = diagnostics;
    }

    List<Route> order(Collection<Route> routes) {
        Route root = null;
        Set<String> exact = routes.stream()
                .filter(route -> route.match().kind() == RouteMatch.Kind.EXACT)
                .map(route -> route.match().path())
                .collect(Collectors.toSet());
        for (Route route : routes) {
            if (route.match().kind() == RouteMatch.Kind.PREFIX
                    && route.match().path().equals("/")) {
                root = expression(route, "/");
            } else {
                add(route, exact);
            }
        }
        List<String> texts = new ArrayList<>(expressions.keySet());
        texts.sort(Comparator.comparing((String text) -> -text.length()).thenComparing(Comparator.reverseOrder()));
        List<Route> ordered = new ArrayList<>();
        texts.forEach(text -> ordered.add(expressions.get(text)));
        if (root != null) {
            ordered.add(root);
        }
        return ordered;
    }

    private void add(Route route, Set<String> exact) {
        String path = route.match().path();
        Optional<Pattern> pattern = compile(route);
        if (pattern.isEmpty()) {
            if (route.action() instanceof RouteAction.Respond closed
                    && closed.response().status() == 503) {
                expressions.putIfAbsent(path, closedBeginning(route));
            }
            return;
        }
        Optional<RewritePolicy> rewrite = route.policies().find(RewritePolicy.class);
        boolean rewritten = rewrite.filter(policy -> policy.rewrites(path)).isPresent();
        if (rewritten) {
            checkGroups(route, rewrite.get(), pattern.get().groupCount());
        }
        Route kept = rewritten ? route : withoutTarget(route);
        boolean literal = !rewritten && rewrite.filter(RewritePolicy::useRegex).isEmpty();
        if (route.match().kind() == RouteMatch.Kind.PREFIX && literal && !path.endsWith("/")) {
            expressions.putIfAbsent(path + "/", expression(kept, path + "/"));
            if (exact.contains(path)) {
                return; // the path itself is the exact route's, whichever is older
            }
        }
        Route first = expressions.putIfAbsent(path, expression(kept, path));
        if (first != null) {
            diagnostics.add(Diagnostic.warning(
                    "duplicate-path",
                    id(route),
                    fields.apply(route),
                    path,
                    "paths of this host are regular expressions, exact ones, too, and Ingress " + first.ingress()
                            + " has this one; it is ignored"));
        }
    }

    /** What the annotation protects stays closed though nobody can tell where the expression ends. */
    private static Route closedBeginning(Route route) {
        String path = route.match().path();
        int end = 0;
        while (end < path.length()
                && (Character.isLetterOrDigit(path.charAt(end)) || "/-_".indexOf(path.charAt(end)) >= 0)) {
            end++;
        }
        boolean alternatives = path.indexOf('|') >= 0;
        String beginning = alternatives || end < 2 ? "/" : path.substring(0, end - 1);
        var match = new RouteMatch(RouteMatch.Kind.REGEX, beginning);
        return new Route(route.ingress(), match, new RouteAction.Respond(DirectResponse.UNAVAILABLE), PolicySet.EMPTY);
    }

    private Optional<Pattern> compile(Route route) {
        String path = route.match().path();
        if (!ExpressionSize.isBounded(path)) {
            unreadable(route, "expected: an expression with fewer repetitions and nested groups");
            return Optional.empty();
        }
        try {
            return Optional.of(Pattern.compile(path, Pattern.CASE_INSENSITIVE));
        } catch (PatternSyntaxException e) {
            unreadable(
                    route,
                    "expected: a regular expression of RE2, without lookaround and back references ("
                            + e.getDescription() + ")");
            return Optional.empty();
        } catch (StackOverflowError e) {
            unreadable(route, "expected: an expression whose parts are nested less deep");
            return Optional.empty();
        }
    }

    private void unreadable(Route route, String message) {
        diagnostics.add(Diagnostic.error(
                "invalid-regex",
                id(route),
                fields.apply(route),
                route.match().path(),
                message + "; the path is left out"));
    }

    private void checkGroups(Route route, RewritePolicy rewrite, int groups) {
        if (rewrite.groups() > groups) {
            diagnostics.add(Diagnostic.warning(
                    "missing-group",
                    id(route),
                    "metadata.annotations[" + annotationPrefix + "/rewrite-target]",
                    rewrite.target(),
                    "path " + route.match().path() + " has no group " + rewrite.groups() + "; it counts as empty"));
        }
    }

    private static ResourceId id(Route route) {
        return new ResourceId(Kind.INGRESS, route.ingress());
    }

    /** A target that equals the path has no effect, and so none where the path gets a slash. */
    private static Route withoutTarget(Route route) {
        List<Policy> policies = route.policies().policies().stream()
                .map(policy -> policy instanceof RewritePolicy rewrite ? rewrite.withoutTarget() : policy)
                .toList();
        return new Route(route.ingress(), route.match(), route.action(), new PolicySet(policies));
    }

    private static Route expression(Route route, String path) {
        var match = new RouteMatch(RouteMatch.Kind.REGEX, path);
        return new Route(route.ingress(), match, route.action(), route.policies());
    }
}
