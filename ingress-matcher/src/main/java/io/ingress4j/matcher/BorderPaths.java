package io.ingress4j.matcher;

import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RouteMatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Targets that show where the rules of two hosts end. */
final class BorderPaths {
    private static final String NOBODY = "any";

    private BorderPaths() {}

    /** Returns, for each rule of one of the hosts, its path, the same with a slash at its end, and one below it. */
    static Set<String> of(@Nullable CompiledHost one, @Nullable CompiledHost other) {
        List<String> paths = new ArrayList<>(List.of("/"));
        addPaths(one, paths);
        addPaths(other, paths);
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
            targets.add(encoded(bare + "/" + free));
        }
        return targets;
    }

    private static void addPaths(@Nullable CompiledHost host, List<String> paths) {
        if (host == null) {
            return;
        }
        for (Route route : host.host().routes()) {
            String text = route.match().path();
            boolean expression = route.match().kind() == RouteMatch.Kind.REGEX;
            String path = expression ? CompiledHost.literalPrefix(text) : text;
            if (path.startsWith("/")) {
                paths.add(path);
            }
        }
    }

    private static boolean isPart(String name, List<String> paths) {
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
