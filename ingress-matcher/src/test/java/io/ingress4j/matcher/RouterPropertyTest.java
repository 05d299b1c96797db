package io.ingress4j.matcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.model.Ingress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Holds the router to its slow twin. The alphabets are small, so that rules and requests meet often. With
 * {@code -Dingress4j.tables=100000} it asks ten million requests, which takes some minutes.
 */
final class RouterPropertyTest {
    private static final int TABLES = Integer.getInteger("ingress4j.tables", 11_000);
    private static final int REQUESTS = 100;

    private final RandomTables random = new RandomTables(20_261_124);

    @Test
    void theRouterAnswersAsItsLinearTwinOnOverAMillionRulesAndRequests() {
        Map<String, Integer> seen = new HashMap<>();
        for (int table = 0; table < TABLES; table++) {
            List<Ingress> ingresses = random.ingresses(table % 5 == 0);
            Router router = RandomTables.compile(ingresses);
            var twin = new LinearRouter(ingresses);
            for (int i = 0; i < REQUESTS; i++) {
                String authority = random.authority();
                String target = random.target();
                String expected = twin.answer(authority, target);
                String actual = answer(router.match(authority, target));
                if (!actual.equals(expected)) {
                    assertThat(actual)
                            .as("%s%s in table %d:%n%s", authority, target, table, router.snapshot())
                            .isEqualTo(expected);
                }
                seen.merge(kindOf(actual), 1, Integer::sum);
            }
        }

        assertThat(seen.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThanOrEqualTo(1_000_000);
        assertThat(seen).containsOnlyKeys("400", "404", "exact", "prefix", "regex");
        assertThat(seen.values()).as("of each kind in %s", seen).allMatch(count -> count > 5_000);
    }

    private static String kindOf(String answer) {
        return answer.contains(" ") ? answer.split(" ")[1] : answer;
    }

    private static String answer(Match match) {
        CompiledRoute route = match.route();
        return route == null
                ? Integer.toString(match.response().status())
                : route.route().ingress() + " " + route.route().match();
    }
}
