package io.ingress4j.matcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.route.PolicySet;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RouteAction;
import io.ingress4j.matcher.route.RouteMatch;
import io.ingress4j.matcher.trie.PathTrie;
import io.ingress4j.model.ObjectKey;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PathShapesTest {
    private final PathShapes shapes = new PathShapes();

    private PathTrie<Integer> trieOf(String path) {
        var route = new Route(
                new ObjectKey("shop", "web"),
                new RouteMatch(RouteMatch.Kind.PREFIX, path),
                new RouteAction.Respond(DirectResponse.NOT_FOUND),
                PolicySet.EMPTY);
        return shapes.of(List.of(new CompiledRoute("shop.example.com", route, List.of(), null)));
    }

    @Test
    void hostsOfTheSamePathsShareATrie() {
        assertThat(trieOf("/a")).isSameAs(trieOf("/a")).isNotSameAs(trieOf("/b"));
    }

    @Test
    void aNewShapeIsSharedHoweverManyThereWereBefore() {
        for (int i = 0; i < PathShapes.MOST_SHAPES; i++) {
            trieOf("/old" + i);
        }

        assertThat(trieOf("/new")).isSameAs(trieOf("/new"));
    }
}
