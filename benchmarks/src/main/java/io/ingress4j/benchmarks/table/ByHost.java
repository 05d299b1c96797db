package io.ingress4j.benchmarks.table;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The hash map of hosts that one would write: the name itself, or else a star instead of its first label.
 *
 * @param <P> what knows the paths of a host
 */
final class ByHost<P> {
    private final Map<String, P> hosts = new HashMap<>();

    ByHost(List<Rule> rules, Supplier<P> paths, BiConsumer<P, Rule> add) {
        for (Rule rule : rules) {
            add.accept(hosts.computeIfAbsent(rule.host(), host -> paths.get()), rule);
        }
    }

    @Nullable
    P find(String host) {
        P found = hosts.get(host.toLowerCase(Locale.ROOT));
        if (found != null) {
            return found;
        }
        int dot = host.indexOf('.');
        return dot < 0 ? null : hosts.get("*" + host.substring(dot).toLowerCase(Locale.ROOT));
    }
}
