package io.ingress4j.source.k8s.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PaceTest {
    @Test
    void afterTheBurstEachWaitsForItsTurn() {
        var pace = new Pace(2, 10, 0);

        assertThat(pace.take(0)).isZero();
        assertThat(pace.take(0)).isZero();
        assertThat(pace.take(0)).isEqualTo(Duration.ofMillis(100).toNanos());
        assertThat(pace.take(0)).isEqualTo(Duration.ofMillis(200).toNanos());
        assertThat(pace.take(Duration.ofSeconds(1).toNanos())).isZero();
    }
}
