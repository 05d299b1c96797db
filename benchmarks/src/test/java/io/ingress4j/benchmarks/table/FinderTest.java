package io.ingress4j.benchmarks.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the comparison fair: everybody does the same work. */
final class FinderTest {
    private static final int RULES = 600;

    private final Table own = Table.of(Shapes.own(), RULES);
    private final Table real = Table.of(Shapes.load(), RULES);

    @ParameterizedTest
    @EnumSource(value = Finder.Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "LINEAR")
    void everybodyGivesTheAnswerOfTheLinearScan(Finder.Kind kind) {
        for (Table table : new Table[] {own, real}) {
            Finder finder = kind.of(table);
            Finder linear = Finder.Kind.LINEAR.of(table);
            for (Table.Traffic traffic : Table.Traffic.values()) {
                Request[] requests = table.requests(traffic);
                for (int i = 0; i < Math.min(requests.length, 4000); i++) {
                    Rule expected = linear.ruleOf(linear.find(requests[i]));

                    Rule found = finder.ruleOf(finder.find(finder.ready(requests[i])));

                    assertThat(found).as("%s in %s", requests[i], kind).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void requestsMeetEveryKindOfRuleAndMiss() {
        Finder linear = Finder.Kind.LINEAR.of(own);
        int[] seen = new int[4];
        for (Request request : own.requests(Table.Traffic.UNIFORM)) {
            Rule found = linear.ruleOf(linear.find(request));
            seen[found == null ? 0 : found.isWildcard() ? 1 : found.exact() ? 2 : 3]++;
        }

        assertThat(seen).doesNotContain(0);
    }

    @Test
    void aTableHasAsManyRulesAsAskedForAndIsTheSameEachTime() {
        assertThat(own.rules())
                .hasSize(RULES)
                .isEqualTo(Table.of(Shapes.own(), RULES).rules());
        assertThat(own.requests(Table.Traffic.ZIPF)).isEqualTo(own.requests(Table.Traffic.ZIPF));
    }
}
