package io.ingress4j.proxy.netty.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeaderChangesTest {

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length", "transfer-encoding", "Host", "Connection", "Upgrade", "te"})
    void noStepWritesAFieldThatFramesOrRoutesAMessage(String name) {
        assertThatThrownBy(() -> HeaderChanges.ofNothing().set(name, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name + ":");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb: c", "a\u0000", "\u0100"})
    void noValueEndsItsLine(String value) {
        assertThatThrownBy(() -> HeaderChanges.ofNothing().set("x-any", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("control character");
    }
}
