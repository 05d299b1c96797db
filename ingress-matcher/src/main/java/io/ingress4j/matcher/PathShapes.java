package io.ingress4j.matcher;

import io.ingress4j.matcher.http.PathReading;
import io.ingress4j.matcher.route.RouteMatch;
import io.ingress4j.matcher.trie.PathTrie;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tries of paths that lead to the number of a route in its host. Most hosts of a cluster have one of a few sets of paths,
 * so they share a trie, which stays in the processor's caches. Bounded: where there is room for no more, the shapes so far
 * are forgotten, so that those of today are shared. For any thread.
 */
final class PathShapes {
    static final int MOST_SHAPES = 4096;
    private static final int MOST_PATHS = 32;

    private final Map<List<RouteMatch>, PathTrie<Integer>> shared = new ConcurrentHashMap<>();

    /** Returns the trie of the paths of some routes. */
    PathTrie<Integer> of(List<CompiledRoute> routes) {
        List<RouteMatch> paths =
                routes.stream().map(compiled -> compiled.route().match()).toList();
        if (paths.size() > MOST_PATHS) {
            return trieOf(paths);
        }
        PathTrie<Integer> found = shared.get(paths);
        if (found == null) {
            found = trieOf(paths);
            if (shared.size() >= MOST_SHAPES) {
                shared.clear();
            }
            shared.put(paths, found);
        }
        return found;
    }

    private static PathTrie<Integer> trieOf(List<RouteMatch> paths) {
        PathTrie.Builder<Integer> builder = PathTrie.builder();
        for (int i = 0; i < paths.size(); i++) {
            RouteMatch match = paths.get(i);
            if (match.kind() == RouteMatch.Kind.EXACT) {
                builder.exact(match.path(), i);
            } else {
                builder.prefix(match.path(), i);
            }
        }
        return builder.asWritten(paths.stream().allMatch(PathShapes::isAsWritten))
                .build();
    }

    private static boolean isAsWritten(RouteMatch match) {
        return PathReading.isAsWritten(match.path(), 0) && match.path().indexOf('?') < 0;
    }
}
