package io.ingress4j.benchmarks.table;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One rule after another, sorted once so that the first that fits is the best. */
final class LinearFinder implements Finder {

    /** Exact hosts before wildcards, exact paths before prefixes, longer prefixes before shorter ones. */
    static final Comparator<Rule> BEST_FIRST = Comparator.comparing(Rule::isWildcard)
            .thenComparing(rule -> !rule.exact())
            .thenComparing(rule -> -rule.path().length());

    private final Rule[] rules;

    LinearFinder(List<Rule> rules) {
        this.rules = rules.stream().sorted(BEST_FIRST).toArray(Rule[]::new);
    }

    @Override
    public @Nullable Object find(Object request) {
        Request asked = (Request) request;
        for (Rule rule : rules) {
            if (isHost(rule, asked.host()) && isPath(rule, asked.path())) {
                return rule;
            }
        }
        return null;
    }

    private static boolean isHost(Rule rule, String host) {
        if (!rule.isWildcard()) {
            return rule.host().equals(host);
        }
        int suffix = rule.host().length() - 1;
        return host.length() > suffix
                && host.endsWith(rule.host().substring(1))
                && host.indexOf('.') == host.length() - suffix;
    }

    private static boolean isPath(Rule rule, String path) {
        String wanted = rule.path();
        if (rule.exact() || !path.startsWith(wanted)) {
            return path.equals(wanted);
        }
        int length = wanted.length();
        return length == 1 || length == path.length() || path.charAt(length) == '/';
    }

    @Override
    public @Nullable Rule ruleOf(@Nullable Object answer) {
        return (Rule) answer;
    }
}
