package io.ingress4j.matcher.feature.forwarded;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.feature.GlobalSettings;
import io.ingress4j.matcher.http.Cidr;
import io.ingress4j.matcher.http.IpAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ForwardedFeatureTest {

    private static ForwardedPolicy read(Map<String, String> settings) {
        return ForwardedFeature.read(new GlobalSettings(settings, 443)).orElseThrow();
    }

    @Test
    void nobodyPaysWhereNoSettingAsks() {
        assertThat(ForwardedFeature.read(GlobalSettings.DEFAULT)).isEmpty();
        assertThat(ForwardedFeature.read(new GlobalSettings(Map.of("proxy-real-ip-cidr", "10.0.0.0/8"), 443)))
                .isEmpty();
    }

    @Test
    void everySettingHasItsDefault() {
        assertThat(read(Map.of("use-forwarded-headers", "true")))
                .isEqualTo(new ForwardedPolicy(
                        true,
                        true,
                        false,
                        "x-forwarded-for",
                        "x-forwarded-host",
                        List.of(Cidr.parse("0.0.0.0/0").orElseThrow())));
        assertThat(read(Map.of("enable-real-ip", "true")).fields()).isFalse();
        assertThat(read(Map.of("compute-full-forwarded-for", "true")).address()).isFalse();
    }

    @Test
    void whatCannotBeReadOfTheListIsTrustedByNobody() {
        ForwardedPolicy policy =
                read(Map.of("enable-real-ip", "true", "proxy-real-ip-cidr", "10.0.0.0/8, everybody,2001:db8::/32"));

        assertThat(policy.trusts(IpAddress.parse("10.1.1.1").orElseThrow())).isTrue();
        assertThat(policy.trusts(IpAddress.parse("2001:db8::1").orElseThrow())).isTrue();
        assertThat(policy.trusts(IpAddress.parse("11.1.1.1").orElseThrow())).isFalse();
        assertThat(read(Map.of("enable-real-ip", "true", "proxy-real-ip-cidr", "everybody"))
                        .trusted())
                .isEmpty();
    }
}
