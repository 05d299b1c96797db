package io.ingress4j.proxy.netty.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class FirstInOrderTest {
    private final FirstInOrder<Integer> first = new FirstInOrder<>(3);

    private static FirstInOrder.Change<Integer> change(Set<Integer> came, Set<Integer> gone) {
        return new FirstInOrder.Change<>(came, gone);
    }

    @Test
    void whoComesBeforeTheOthersTakesThePlaceOfTheLast() {
        assertThat(first.change(Set.of(40, 10, 30, 20), Set.of())).isEqualTo(change(Set.of(10, 20, 30), Set.of()));

        assertThat(first.change(Set.of(5), Set.of())).isEqualTo(change(Set.of(5), Set.of(30)));
        assertThat(first.change(Set.of(25), Set.of())).isEqualTo(change(Set.of(), Set.of()));
    }

    @Test
    void whoGoesLeavesItsPlaceToTheNext() {
        first.change(Set.of(10, 20, 30, 40, 50), Set.of());

        assertThat(first.change(Set.of(), Set.of(20))).isEqualTo(change(Set.of(40), Set.of(20)));
        assertThat(first.change(Set.of(), Set.of(50))).isEqualTo(change(Set.of(), Set.of()));
        assertThat(first.change(Set.of(60), Set.of(10))).isEqualTo(change(Set.of(60), Set.of(10)));
    }

    @Test
    void withoutPlacesNobodyHasOne() {
        assertThat(new FirstInOrder<Integer>(0).change(Set.of(1, 2), Set.of())).isEqualTo(change(Set.of(), Set.of()));
    }

    /** Against the slow and obvious twin. */
    @Test
    void theFirstDependOnWhoIsThereAlone() {
        for (int seed = 0; seed < 50; seed++) {
            var random = new Random(seed);
            int most = random.nextInt(8);
            var incremental = new FirstInOrder<Integer>(most);
            Set<Integer> there = new TreeSet<>();
            Set<Integer> told = new HashSet<>();
            for (int round = 0; round < 200; round++) {
                Set<Integer> come = new HashSet<>();
                Set<Integer> go = new HashSet<>();
                for (int value : random.ints(random.nextInt(6), 0, 20).toArray()) {
                    (there.contains(value) ? go : come).add(value);
                }
                there.addAll(come);
                there.removeAll(go);

                FirstInOrder.Change<Integer> change = incremental.change(come, go);

                change.gone().forEach(one -> assertThat(told.remove(one)).isTrue());
                change.came().forEach(one -> assertThat(told.add(one)).isTrue());
                assertThat(told).isEqualTo(there.stream().limit(most).collect(Collectors.toSet()));
            }
        }
    }
}
