package io.ingress4j.matcher;

import com.google.re2j.Pattern;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RouteMatch;
import io.ingress4j.matcher.route.VirtualHost;
import io.ingress4j.matcher.trie.PathTrie;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A virtual host ready to be asked: a trie of paths, or regular expressions in order. */
final class CompiledHost {
    static final Match NOT_FOUND = Match.nobody(DirectResponse.NOT_FOUND);

    private final VirtualHost host;
    private final List<CompiledRoute> routes;
    private final @Nullable PathTrie<CompiledRoute> paths;
    private final List<RegexRoute> regexes;

    CompiledHost(VirtualHost host, List<CompiledRoute> routes) {
        this.host = host;
        this.routes = List.copyOf(routes);
        if (host.usesRegex()) {
            this.paths = null;
            this.regexes = routes.stream().map(RegexRoute::of).toList();
        } else {
            this.paths = trieOf(routes);
            this.regexes = List.of();
        }
    }

    VirtualHost host() {
        return host;
    }

    List<CompiledRoute> routes() {
        return routes;
    }

    /** Finds the route of the path that {@code text} begins with, up to {@code end}. */
    Match find(String text, int end) {
        if (paths != null) {
            CompiledRoute found = paths.find(text, 0, end);
            return found == null ? NOT_FOUND : found.match();
        }
        String path = null;
        for (RegexRoute regex : regexes) {
            if (!regex.mayMatch(text, end)) {
                continue;
            }
            if (path == null) {
                path = text.substring(0, end);
            }
            if (regex.pattern.matcher(path).lookingAt()) {
                return regex.route.match();
            }
        }
        return NOT_FOUND;
    }

    /** Returns every route that would take the path, the winner first; for explanations. */
    List<CompiledRoute> candidates(String path) {
        if (paths != null) {
            return paths.candidates(path);
        }
        return regexes.stream()
                .filter(regex -> regex.takes(path))
                .map(RegexRoute::route)
                .toList();
    }

    private static PathTrie<CompiledRoute> trieOf(List<CompiledRoute> routes) {
        PathTrie.Builder<CompiledRoute> builder = PathTrie.builder();
        for (CompiledRoute compiled : routes) {
            Route route = compiled.route();
            if (route.match().kind() == RouteMatch.Kind.EXACT) {
                builder.exact(route.match().path(), compiled);
            } else {
                builder.prefix(route.match().path(), compiled);
            }
        }
        return builder.build();
    }

    /** A regular expression behind the literal text that all it takes begins with. */
    private record RegexRoute(String literal, Pattern pattern, CompiledRoute route) {

        static RegexRoute of(CompiledRoute route) {
            String regex = route.route().match().path();
            return new RegexRoute(literalPrefix(regex), Pattern.compile(regex, Pattern.CASE_INSENSITIVE), route);
        }

        /** The characters up to the first that may mean something; the last one may be optional, so it is left out. */
        private static String literalPrefix(String regex) {
            if (regex.indexOf('|') >= 0) {
                return "";
            }
            int end = 0;
            while (end < regex.length() && isLiteral(regex.charAt(end))) {
                end++;
            }
            boolean whole = end == regex.length();
            return regex.substring(0, whole ? end : Math.max(0, end - 1)).toLowerCase(Locale.ROOT);
        }

        private static boolean isLiteral(char c) {
            return (c < 127 && Character.isLetterOrDigit(c)) || "/-_ ~%".indexOf(c) >= 0;
        }

        boolean takes(String path) {
            return mayMatch(path, path.length()) && pattern.matcher(path).lookingAt();
        }

        boolean mayMatch(String text, int end) {
            int length = literal.length();
            return length <= end && text.regionMatches(true, 0, literal, 0, length);
        }
    }
}
