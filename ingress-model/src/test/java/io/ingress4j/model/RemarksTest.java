package io.ingress4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RemarksTest {
    private static final Diagnostic ONE = remark("one");
    private static final Diagnostic TWO = remark("two");
    private static final Diagnostic THREE = remark("three");

    private static Diagnostic remark(String message) {
        return Diagnostic.builder(Diagnostic.Severity.NOTE, "test")
                .message(message)
                .build();
    }

    @Test
    void allComeInTheOrderOfTheirTopics() {
        Remarks remarks = Remarks.none().with("b", List.of(THREE)).with("a", List.of(TWO, ONE));

        assertThat(remarks.all()).containsExactly(TWO, ONE, THREE);
    }

    @Test
    void aTopicWithoutRemarksIsNone() {
        Remarks remarks = Remarks.none().with("a", List.of(ONE)).with("a", List.of());

        assertThat(remarks.isEmpty()).isTrue();
        assertThat(remarks.all()).isEmpty();
    }

    @Test
    void aDifferenceSaysWhatCameAndWhatWent() {
        Remarks before = Remarks.none().with("a", List.of(ONE, TWO)).with("b", List.of(ONE));
        Remarks after =
                before.with("a", List.of(TWO, THREE)).with("b", List.of()).with("c", List.of(ONE));

        assertThat(after.since(before)).isEqualTo(new Remarks.Difference(List.of(THREE, ONE), List.of(ONE, ONE)));
        assertThat(after.since(after).isEmpty()).isTrue();
        assertThat(before.all()).containsExactly(ONE, TWO, ONE);
    }

    @Test
    void whatIsToldAgainIsNoDifference() {
        Remarks before = Remarks.none().with("a", List.of(ONE));

        assertThat(before.with("a", List.of(remark("one"))).since(before).isEmpty())
                .isTrue();
    }
}
