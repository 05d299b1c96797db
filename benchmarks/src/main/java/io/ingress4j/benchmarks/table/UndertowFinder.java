package io.ingress4j.benchmarks.table;

import io.undertow.util.PathMatcher;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Undertow's matcher of paths, behind a hash map of hosts. */
final class UndertowFinder implements Finder {
    private final ByHost<PathMatcher<Rule>> hosts;

    UndertowFinder(List<Rule> rules) {
        hosts = new ByHost<>(rules, PathMatcher::new, (paths, rule) -> {
            if (rule.exact()) {
                paths.addExactPath(rule.path(), rule);
            } else {
                paths.addPrefixPath(rule.path(), rule);
            }
        });
    }

    @Override
    public @Nullable Object find(Object request) {
        Request asked = (Request) request;
        PathMatcher<Rule> paths = hosts.find(asked.host());
        return paths == null ? null : paths.match(asked.path());
    }

    @Override
    public @Nullable Rule ruleOf(@Nullable Object answer) {
        return answer == null ? null : (Rule) ((PathMatcher.PathMatch<?>) answer).getValue();
    }
}
