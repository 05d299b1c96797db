package io.ingress4j.proxy.netty.support;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

final class LeakGateTest {

    @Test
    void aBufferThatNobodyFreedIsSeenWithThePlaceWhereItWasMade() {
        ByteBuf forgotten = ByteBufAllocator.DEFAULT.ioBuffer(16);
        try {
            assertThatThrownBy(LeakGate::check)
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("buffers that nobody freed: 1 (expected: 0)")
                    .hasStackTraceContaining("aBufferThatNobodyFreedIsSeen");
        } finally {
            forgotten.release();
        }
        assertThatCode(LeakGate::check).doesNotThrowAnyException();
    }
}
