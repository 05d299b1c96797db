package io.ingress4j.matcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.http.PlainRequest;
import io.ingress4j.model.Ingress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Holds explanations to what the router does. */
final class ExplanationPropertyTest {
    private static final int TABLES = 500;
    private static final int REQUESTS = 20;

    private final RandomTables random = new RandomTables(4_711);

    @Test
    void anExplanationNamesTheWinnerOfTheRouterOnTenThousandRequests() {
        Map<String, Integer> seen = new HashMap<>();
        for (int table = 0; table < TABLES; table++) {
            List<Ingress> ingresses = random.ingresses(table % 5 == 0);
            Router router = RandomTables.compile(ingresses);
            for (int i = 0; i < REQUESTS; i++) {
                PlainRequest request =
                        PlainRequest.of("GET", "http://a" + random.target()).withHeader("Host", random.authority());
                Match match = router.match(request);

                Explanation explanation = router.explain(request);

                assertThat(explanation.winner().map(Explanation.Claim::route).orElse(null))
                        .as("%s in%n%s%s", request, router.snapshot(), explanation)
                        .isSameAs(match.route());
                if (match.route() == null) {
                    assertThat(explanation.outcome())
                            .isInstanceOfSatisfying(
                                    Explanation.Outcome.Answer.class,
                                    answer -> assertThat(answer.response()).isSameAs(match.response()));
                }
                seen.merge(explanation.host().reason().name(), 1, Integer::sum);
                seen.merge(explanation.runnersUp().isEmpty() ? "alone" : "contested", 1, Integer::sum);
            }
        }

        assertThat(seen).containsOnlyKeys("EXACT_NAME", "WILDCARD", "DEFAULT", "NONE", "alone", "contested");
        assertThat(seen.values()).as("of each kind in %s", seen).allMatch(count -> count > 200);
    }

    @Test
    void theRunnersUpWinInTheirOrderWhereThoseBeforeThemAreTakenAway() {
        int retried = 0;
        for (int table = 0; table < TABLES; table++) {
            List<Ingress> ingresses = random.ingresses(table % 5 == 0);
            Router router = RandomTables.compile(ingresses);
            for (int i = 0; i < REQUESTS; i++) {
                PlainRequest request =
                        PlainRequest.of("GET", "http://a" + random.target()).withHeader("Host", random.authority());
                CompiledHost host = router.hostOf(request.authority());
                Explanation explanation = router.explain(request);
                if (host == null || explanation.winner().isEmpty()) {
                    continue;
                }
                String path = Router.normalizedPath(request.target());
                assertThat(path).isNotNull();
                List<CompiledRoute> left = new ArrayList<>(host.routes());
                left.remove(explanation.winner().get().route());
                for (Explanation.RunnerUp other : explanation.runnersUp()) {
                    if (!other.host().equals(host.host().host())) {
                        continue;
                    }
                    CompiledRoute next = new CompiledHost(host.host(), left, new PathShapes())
                            .find(path, path.length())
                            .route();
                    assertThat(next).as("%s of %s", explanation, left).isNotNull();
                    assertThat(next.route().match()).as("%s", explanation).isEqualTo(other.match());
                    left.remove(next);
                    retried++;
                }
                assertThat(new CompiledHost(host.host(), left, new PathShapes())
                                .find(path, path.length())
                                .route())
                        .as("%s", explanation)
                        .isNull();
            }
        }

        assertThat(retried).isGreaterThan(200);
    }
}
