package io.ingress4j.matcher.translate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SharedValuesTest {
    private final SharedValues values = new SharedValues();

    @Test
    void valuesThatAreEqualAreOneHoweverManyWereThereBefore() {
        for (int i = 0; i < 100_000; i++) {
            values.shared("/pr-" + i);
        }
        Duration first = values.shared(Duration.ofSeconds(77));

        assertThat(values.shared(Duration.ofSeconds(77))).isSameAs(first);
    }

    @Test
    void aValueThatCannotBeComparedIsItself() {
        Object odd = new Object() {
            @Override
            public int hashCode() {
                throw new IllegalStateException("as asked");
            }

            @Override
            public boolean equals(Object other) {
                return this == other;
            }
        };

        assertThat(values.shared(odd)).isSameAs(odd);
    }
}
