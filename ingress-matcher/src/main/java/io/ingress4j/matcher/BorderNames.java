package io.ingress4j.matcher;

import io.ingress4j.matcher.route.VirtualHost;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Names of hosts that show where the rules of two tables end: those of virtual hosts, and others below their wildcards. */
final class BorderNames {
    private static final String NOBODY = "any";

    private final Router before;
    private final Router after;
    private @Nullable List<String> wildcards;
    private @Nullable List<String> stars;

    BorderNames(Router before, Router after) {
        this.before = before;
        this.after = after;
    }

    /** Returns names whose requests a host may take in one of the tables. */
    Set<String> of(VirtualHost host) {
        Set<String> names = new TreeSet<>();
        names.add(nameBelow(host.host()));
        for (String alias : host.aliases()) {
            names.add(nameBelow(alias));
            // Other wildcards that it takes names from or loses them to, or that get them back.
            if (alias.indexOf('*') >= 0) {
                wildcards().forEach(wildcard -> names.add(shared(alias, wildcard)));
                stars().forEach(other -> crossed(alias, other).ifPresent(names::add));
            }
        }
        return names;
    }

    /** Returns the wildcard hosts of both tables. */
    private List<String> wildcards() {
        if (wildcards == null) {
            wildcards = hosts().map(VirtualHost::host)
                    .filter(name -> name.startsWith("*."))
                    .distinct()
                    .toList();
        }
        return wildcards;
    }

    /** Returns the aliases of both tables that stand for more than one name. */
    private List<String> stars() {
        if (stars == null) {
            stars = hosts().flatMap(host -> host.aliases().stream())
                    .filter(alias -> alias.indexOf('*') >= 0)
                    .distinct()
                    .toList();
        }
        return stars;
    }

    private Stream<VirtualHost> hosts() {
        return Stream.of(before, after).flatMap(router -> router.snapshot().hosts().stream());
    }

    /** Returns a name that two aliases take, of which one has its star at the end and the other at the beginning. */
    private Optional<String> crossed(String one, String other) {
        if (one.endsWith(".*") == other.endsWith(".*")) {
            return Optional.empty();
        }
        String prefix = one.endsWith(".*") ? one : other;
        String suffix = one.endsWith(".*") ? other : one;
        String beginning = prefix.substring(0, prefix.length() - 1);
        String shortest = beginning + suffix.substring(2);
        return Optional.of(isHost(shortest) ? free(beginning, suffix.substring(1)) : shortest);
    }

    /** Returns a name that a pattern takes and, where it is a wildcard, that no host has for its own. */
    private String nameBelow(String pattern) {
        if (pattern.isEmpty()) {
            return free("", ".invalid");
        }
        if (pattern.startsWith("*.")) {
            return free("", pattern.substring(1));
        }
        return pattern.endsWith(".*") ? free(pattern.substring(0, pattern.length() - 1), "") : pattern;
    }

    /** Returns a name below a wildcard host that an alias takes as well, or just one below the host. */
    private String shared(String alias, String wildcard) {
        boolean isPrefix = alias.endsWith(".*") && alias.indexOf('.') == alias.length() - 2;
        return isPrefix ? alias.substring(0, alias.length() - 2) + wildcard.substring(1) : nameBelow(wildcard);
    }

    private String free(String prefix, String suffix) {
        String name = prefix + NOBODY + suffix;
        for (int i = 2; isHost(name); i++) {
            name = prefix + NOBODY + i + suffix;
        }
        return name;
    }

    private boolean isHost(String name) {
        return before.hasHost(name) || after.hasHost(name);
    }
}
