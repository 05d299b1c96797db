package io.ingress4j.benchmarks.table;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.util.AntPathMatcher;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Routes with a host and a path predicate each, looked at one after another, as Spring Cloud Gateway does: the host by an
 * {@link AntPathMatcher} of labels, the path by a {@link PathPattern}. The path is parsed beforehand.
 */
final class SpringFinder implements Finder {
    private final AntPathMatcher hosts = new AntPathMatcher(".");
    private final Predicates[] routes;

    private record Predicates(String host, PathPattern path, Rule rule) {}

    private record Parsed(String host, PathContainer path) {}

    SpringFinder(List<Rule> rules) {
        var parser = new PathPatternParser();
        routes = rules.stream()
                .sorted(LinearFinder.BEST_FIRST)
                .map(rule -> predicates(rule, parser))
                .toArray(Predicates[]::new);
    }

    private static Predicates predicates(Rule rule, PathPatternParser parser) {
        String path = rule.path().length() == 1 && !rule.exact() ? "" : rule.path();
        PathPattern below = parser.parse(rule.exact() ? path : path + "/**");
        return new Predicates(rule.host(), below, rule);
    }

    @Override
    public Object ready(Request request) {
        return new Parsed(request.host(), PathContainer.parsePath(request.path()));
    }

    @Override
    public @Nullable Object find(Object request) {
        Parsed asked = (Parsed) request;
        for (Predicates route : routes) {
            if (hosts.match(route.host, asked.host) && route.path.matches(asked.path)) {
                return route.rule;
            }
        }
        return null;
    }

    @Override
    public @Nullable Rule ruleOf(@Nullable Object answer) {
        return (Rule) answer;
    }
}
