package io.ingress4j.source.k8s.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ContestTest {
    private final Contest contest = new Contest(Timing.DEFAULT);

    @Test
    void twoLossesAreBorneAndEachFurtherOneDoublesTheWaitUpToTenMinutes() {
        List<Long> seconds = new ArrayList<>();
        long now = 0;
        for (int loss = 0; loss < 11; loss++) {
            contest.lost(now);
            long left = contest.left(now);
            seconds.add(Duration.ofNanos(left).toSeconds());
            now += left;
        }

        assertThat(seconds).containsExactly(0L, 0L, 10L, 20L, 40L, 80L, 160L, 320L, 600L, 600L, 600L);
    }

    @Test
    void theBeginningOfAWaitIsToldOnce() {
        assertThat(List.of(contest.lost(1), contest.lost(2), contest.lost(3), contest.lost(4)))
                .containsExactly(false, false, true, false);
    }

    @Test
    void whoKeptAwayForLongIsForgotten() {
        contest.lost(1);
        contest.lost(2);
        contest.lost(3);
        long later = Duration.ofMinutes(20).toNanos();

        assertThat(contest.lost(later)).isFalse();
        assertThat(contest.left(later)).isZero();
    }
}
