package io.ingress4j.proxy.netty.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SeldomTest {
    @ParameterizedTest
    @ValueSource(
            longs = {0, Long.MIN_VALUE, -5_000_000_000L, Long.MAX_VALUE - 1
            }) // a clock of nanoseconds may begin anywhere
    void theFirstLineIsLetThroughAndTheNextOneTenSecondsLater(long begin) {
        var clock = new AtomicLong(begin);
        var seldom = new Seldom(clock::get);

        assertThat(seldom.isTime()).isTrue();
        assertThat(seldom.isTime()).isFalse();

        clock.addAndGet(TimeUnit.SECONDS.toNanos(10) - 1);
        assertThat(seldom.isTime()).isFalse();

        clock.incrementAndGet();
        assertThat(seldom.isTime()).isTrue();
        assertThat(seldom.isTime()).isFalse();
    }
}
