package io.ingress4j.benchmarks.table;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The obvious answer: a hash map of hosts, each with a hash map of whole paths and a tree map of prefixes. It neither
 * checks nor normalises what it is asked.
 */
final class HomeMadeFinder implements Finder {
    private final ByHost<Paths> hosts;

    HomeMadeFinder(List<Rule> rules) {
        hosts = new ByHost<>(rules, Paths::new, Paths::add);
    }

    private static final class Paths {
        private @Nullable Map<String, Rule> exact;
        private final TreeMap<String, Rule> prefixes = new TreeMap<>();

        void add(Rule rule) {
            if (!rule.exact()) {
                prefixes.putIfAbsent(rule.path(), rule);
                return;
            }
            if (exact == null) {
                exact = new HashMap<>();
            }
            exact.putIfAbsent(rule.path(), rule);
        }

        @Nullable
        Rule find(String path) {
            Rule whole = exact == null ? null : exact.get(path);
            if (whole != null) {
                return whole;
            }
            String wanted = path;
            for (var entry = prefixes.floorEntry(wanted); entry != null; entry = prefixes.floorEntry(wanted)) {
                String prefix = entry.getKey();
                int common = commonLength(prefix, path);
                if (common == prefix.length()
                        && (common == 1 || common == path.length() || path.charAt(common) == '/')) {
                    return entry.getValue();
                }
                // Whatever takes the path begins with what they have in common, and is shorter than this one.
                int slash = path.lastIndexOf('/', Math.min(common, prefix.length() - 1));
                wanted = common == 0 || wanted.length() == 1 ? "" : path.substring(0, Math.max(1, slash));
            }
            return null;
        }

        private static int commonLength(String prefix, String path) {
            int limit = Math.min(prefix.length(), path.length());
            int common = 0;
            while (common < limit && prefix.charAt(common) == path.charAt(common)) {
                common++;
            }
            return common;
        }
    }

    @Override
    public @Nullable Object find(Object request) {
        Request asked = (Request) request;
        Paths paths = hosts.find(asked.host());
        return paths == null ? null : paths.find(asked.path());
    }

    @Override
    public @Nullable Rule ruleOf(@Nullable Object answer) {
        return (Rule) answer;
    }
}
