package io.ingress4j.proxy.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NettyVersionTest {

    @Test
    void theNettyOfThisBuildIsTaken() {
        assertThatCode(NettyVersion::check).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.2.17.Final", "4.2.0.RC4", "4.1.999.Final", "3.10.6.Final", "4.2.9.Final-redhat-1"})
    void anOlderOneIsNamedWithTheRemedy(String version) {
        assertThat(NettyVersion.problem(Map.of("netty-common", "4.2.18.Final", "netty-codec-http", version)))
                .isEqualTo("netty-codec-http: " + version + " (expected: 4.2.18.Final or a later 4.2; import"
                        + " io.netty:netty-bom in that version before other bills of materials)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.2.18.Final", "4.2.100.Final", "4.3.0.Final", "5.0.0.Alpha1", "unknown", "", "4.x.1"})
    void aLaterOneAndOneThatCannotBeReadAreTaken(String version) {
        assertThat(NettyVersion.problem(Map.of("netty-codec-http", version))).isNull();
    }

    @Test
    void whatAMergedJarDoesNotListIsNotDoubted() {
        assertThat(NettyVersion.problem(Map.of())).isNull();
        assertThat(NettyVersion.problem(Map.of("netty-tcnative-classes", "2.0.84.Final")))
                .isNull();
    }
}
