package io.ingress4j.matcher;

import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RouteMatch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Targets that show where the rules of two hosts end. */
final class BorderPaths {
    private static final String NOBODY = "any";
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-_";

    /** So that paths nested in each other do not ask for more memory than there is. */
    private static final int MOST_SPELLINGS = 10_000;

    private BorderPaths() {}

    /**
     * Returns, for each rule of one of the hosts, its path, the same with a slash at its end, and one below it; for an
     * expression also one that goes on without a slash, and all of them in small letters, in capitals, and as the paths
     * above it are written.
     */
    static Set<String> of(@Nullable CompiledHost one, @Nullable CompiledHost other) {
        Set<String> paths = new TreeSet<>(List.of("/"));
        Set<String> literals = new TreeSet<>();
        addPaths(one, paths, literals);
        addPaths(other, paths, literals);
        Set<String> spellings = new TreeSet<>();
        literals.forEach(literal -> addSpellings(literal, paths, spellings));
        paths.addAll(spellings);
        NavigableSet<String> folded = new TreeSet<>();
        literals.forEach(literal -> folded.add(literal.toLowerCase(Locale.ROOT)));
        String free = NOBODY;
        for (int i = 2; isPart(free, paths); i++) {
            free = NOBODY + i;
        }
        Set<String> targets = new TreeSet<>();
        for (String path : paths) {
            String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            if (!bare.isEmpty()) {
                targets.add(encoded(bare));
            }
            targets.add(encoded(bare + "/"));
            targets.add(encoded(below(bare + "/", free, folded)));
        }
        for (String spelling : spellings) {
            targets.add(encoded(below(spelling, free, folded)));
        }
        return targets;
    }

    /** Returns what begins with a path and goes on with a free name, by a letter with which no expression goes on. */
    private static String below(String path, String free, NavigableSet<String> folded) {
        for (int i = 0; i < LETTERS.length(); i++) {
            String name = i == 0 ? free : LETTERS.charAt(i) + free;
            String beginning = path.toLowerCase(Locale.ROOT) + name.charAt(0);
            String next = folded.ceiling(beginning);
            if (next == null || !next.startsWith(beginning)) {
                return path + name;
            }
        }
        return path + free;
    }

    private static void addSpellings(String literal, Set<String> paths, Set<String> spellings) {
        spellings.addAll(List.of(literal, literal.toLowerCase(Locale.ROOT), literal.toUpperCase(Locale.ROOT)));
        for (String path : paths) {
            if (spellings.size() < MOST_SPELLINGS && literal.regionMatches(true, 0, path, 0, path.length())) {
                spellings.add(path + literal.substring(path.length()));
            }
        }
    }

    /** Adds the paths of a host, and those that its expressions begin with to {@code literals} as well. */
    private static void addPaths(@Nullable CompiledHost host, Set<String> paths, Set<String> literals) {
        if (host == null) {
            return;
        }
        for (Route route : host.host().routes()) {
            String text = route.match().path();
            boolean expression = route.match().kind() == RouteMatch.Kind.REGEX;
            String path = expression ? CompiledHost.literalPrefix(text) : text;
            if (path.startsWith("/")) {
                paths.add(path);
                if (expression) {
                    literals.add(path);
                }
            }
        }
    }

    private static boolean isPart(String name, Set<String> paths) {
        return paths.stream().anyMatch(path -> path.contains(name));
    }

    /** Returns the target that is read as a path. */
    private static String encoded(String path) {
        var target = new StringBuilder(path.length());
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c > ' ' && c < 127 && "%\\#?".indexOf(c) < 0) {
                target.append(c);
            } else {
                target.append('%').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return target.toString();
    }
}
