package io.ingress4j.model.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IpLiteralTest {

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "10.0.0.1", "255.255.255.255", "127.0.0.1"})
    void anIpv4AddressIsFourNumbers(String text) {
        assertThat(IpLiteral.isV4(text)).isTrue();
        assertThat(IpLiteral.isV6(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
                "fd00::",
                "1:2:3:4:5:6:7:8",
                "fe80::ABCD",
                "::ffff:10.0.0.1",
                "1:2:3:4:5:6:10.0.0.1",
                "1::8"
            })
    void anIpv6AddressIsEightGroupsOrFewerWithAGap(String text) {
        assertThat(IpLiteral.isV6(text)).isTrue();
        assertThat(IpLiteral.isV4(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.",
                "1.2.3.x",
                "-1.2.3.4",
                "1.2.3.4 ",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7::8",
                "12345::",
                "g::",
                "::1%eth0",
                "[::1]",
                "::10.0.0.1:1",
                "10.0.0.1::",
                "localhost",
                "::1.2.3"
            })
    void anythingElseIsNone(String text) {
        assertThat(IpLiteral.isV4(text)).isFalse();
        assertThat(IpLiteral.isV6(text)).isFalse();
    }
}
