package io.ingress4j.matcher;

import static java.util.Objects.requireNonNull;

import com.google.re2j.Pattern;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.http.PathReading;
import io.ingress4j.matcher.route.VirtualHost;
import io.ingress4j.matcher.trie.PathTrie;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A virtual host ready to be asked: a trie of paths, or regular expressions in order. */
final class CompiledHost {
    static final Match NOT_FOUND = Match.nobody(DirectResponse.NOT_FOUND);
    private static final Match[] NONE = {};
    private static final RegexRoute[] NO_REGEX = {};

    private final VirtualHost host;
    private final @Nullable PathTrie<Integer> paths;
    private final RegexRoute[] regexes;

    // In the order of the trie. Most hosts have one route; it is found without a load more.
    private final Match first;
    private final Match[] rest;

    /**
     * Compiles a host.
     *
     * @param host the host
     * @param routes its routes, in its order
     * @param shapes where hosts of the same paths find the same trie
     */
    CompiledHost(VirtualHost host, List<CompiledRoute> routes, PathShapes shapes) {
        this.host = host;
        this.paths = host.usesRegex() ? null : shapes.of(routes);
        Match[] matches = new Match[paths == null ? routes.size() : paths.size()];
        for (int i = 0; i < matches.length; i++) {
            matches[i] = Match.of(routes.get(paths == null ? i : paths.value(i)));
        }
        this.first = matches.length == 0 ? NOT_FOUND : matches[0];
        this.rest = matches.length < 2 ? NONE : Arrays.copyOfRange(matches, 1, matches.length);
        this.regexes = paths != null ? NO_REGEX : regexes(routes, matches);
    }

    private static RegexRoute[] regexes(List<CompiledRoute> routes, Match[] matches) {
        RegexRoute[] regexes = new RegexRoute[matches.length];
        for (int i = 0; i < regexes.length; i++) {
            regexes[i] = RegexRoute.of(routes.get(i).route().match().path(), matches[i]);
        }
        return regexes;
    }

    VirtualHost host() {
        return host;
    }

    /** Returns the routes, in no order. */
    List<CompiledRoute> routes() {
        List<CompiledRoute> routes = new ArrayList<>(rest.length + 1);
        for (int i = 0; i <= rest.length; i++) {
            CompiledRoute route = matchAt(i).route();
            if (route != null) {
                routes.add(route);
            }
        }
        return routes;
    }

    private Match matchAt(int index) {
        return index == 0 ? first : rest[index - 1];
    }

    /**
     * Finds the route of the path that {@code target} begins with, where it and the paths of the host read as they are
     * written; returns null where it has to be read first, or where the host has regular expressions.
     */
    @Nullable
    Match findAsWritten(String target) {
        if (paths == null || !paths.isAsWritten()) {
            return null;
        }
        long walked = paths.walk(target);
        if (!PathReading.isAsWritten(target, (int) (walked >>> 32))) {
            return null;
        }
        int found = (int) walked;
        return found < 0 ? NOT_FOUND : matchAt(found);
    }

    /** Finds the route of the path that {@code text} begins with, up to {@code end}. */
    Match find(String text, int end) {
        if (paths != null) {
            int found = paths.indexOf(text, 0, end);
            return found < 0 ? NOT_FOUND : matchAt(found);
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
                return regex.match;
            }
        }
        return NOT_FOUND;
    }

    /** Returns every route that would take the path, the winner first; for explanations. */
    List<CompiledRoute> candidates(String path) {
        if (paths != null) {
            return paths.candidates(path).stream()
                    .map(route -> requireNonNull(byRouteNumber(route).route()))
                    .toList();
        }
        return Stream.of(regexes)
                .filter(regex -> regex.takes(path))
                .map(regex -> requireNonNull(regex.match.route()))
                .toList();
    }

    private Match byRouteNumber(Integer route) {
        PathTrie<Integer> trie = requireNonNull(paths);
        int index = 0;
        while (!trie.value(index).equals(route)) {
            index++;
        }
        return matchAt(index);
    }

    /** The characters up to the first that may mean something; the last one may be optional, so it is left out. */
    static String literalPrefix(String regex) {
        if (regex.indexOf('|') >= 0) {
            return "";
        }
        int end = 0;
        while (end < regex.length() && isLiteral(regex.charAt(end))) {
            end++;
        }
        boolean whole = end == regex.length();
        return regex.substring(0, whole ? end : Math.max(0, end - 1));
    }

    private static boolean isLiteral(char c) {
        return (c < 127 && Character.isLetterOrDigit(c)) || "/-_ ~%".indexOf(c) >= 0;
    }

    /** A regular expression behind the literal text that all it takes begins with. */
    private record RegexRoute(String literal, Pattern pattern, Match match) {

        static RegexRoute of(String regex, Match match) {
            return new RegexRoute(
                    literalPrefix(regex).toLowerCase(Locale.ROOT),
                    Pattern.compile(regex, Pattern.CASE_INSENSITIVE),
                    match);
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
