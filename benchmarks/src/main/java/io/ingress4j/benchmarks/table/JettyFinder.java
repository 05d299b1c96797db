package io.ingress4j.benchmarks.table;

import java.util.List;
import org.eclipse.jetty.http.pathmap.MatchedResource;
import org.eclipse.jetty.http.pathmap.PathMappings;
import org.eclipse.jetty.http.pathmap.ServletPathSpec;
import org.jspecify.annotations.Nullable;

/** Jetty's mappings of servlet paths, behind a hash map of hosts. */
final class JettyFinder implements Finder {
    private final ByHost<PathMappings<Rule>> hosts;

    JettyFinder(List<Rule> rules) {
        hosts = new ByHost<>(rules, PathMappings::new, (paths, rule) -> {
            String path = rule.path().length() == 1 ? "" : rule.path();
            paths.put(new ServletPathSpec(rule.exact() ? path : path + "/*"), rule);
        });
    }

    @Override
    public @Nullable Object find(Object request) {
        Request asked = (Request) request;
        PathMappings<Rule> paths = hosts.find(asked.host());
        return paths == null ? null : paths.getMatched(asked.path());
    }

    @Override
    public @Nullable Rule ruleOf(@Nullable Object answer) {
        return answer == null ? null : (Rule) ((MatchedResource<?>) answer).getResource();
    }
}
