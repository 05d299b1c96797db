package io.ingress4j.proxy.netty.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

final class ProxyLimitsTest {

    @Test
    void aWaitIsNeverSoLongOrSoShortThatItCannotBeMeasured() {
        ProxyLimits limits = ProxyLimits.builder()
                .header(ChronoUnit.FOREVER.getDuration())
                .handshake(Duration.ofNanos(1))
                .build();

        assertThat(limits.header()).isEqualTo(Duration.ofDays(3650));
        assertThat(limits.handshake()).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void aWaitOfNothingIsRefused() {
        assertThatThrownBy(() -> ProxyLimits.builder().step(Duration.ZERO).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step: PT0S (expected: more than zero)");
    }
}
