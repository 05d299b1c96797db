package io.ingress4j.matcher.feature.timeout;

import static io.ingress4j.matcher.feature.Annotated.assertReported;
import static io.ingress4j.matcher.feature.Annotated.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimeoutFeatureTest {
    private final TimeoutFeature feature = new TimeoutFeature();

    @Test
    void noAnnotationMeansNoPolicy() {
        assertThat(feature.parse(reader())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "proxy-connect-timeout, PT7S, PT60S, PT60S",
        "proxy-send-timeout, PT5S, PT7S, PT60S",
        "proxy-read-timeout, PT5S, PT60S, PT7S",
    })
    void anAnnotationReplacesOnlyItsOwnDefault(String name, Duration connect, Duration send, Duration read) {
        var in = reader(name, "7");

        assertThat(feature.parse(in)).contains(new TimeoutPolicy(connect, send, read));
        assertThat(in.diagnostics()).isEmpty();
    }

    @Test
    void aGlobalSettingHoldsWhereTheAuthorWroteNothing() {
        var in = reader(Map.of("proxy-read-timeout", "9", "proxy-send-timeout", "9"), "proxy-send-timeout", "8");

        assertThat(feature.parse(in))
                .contains(new TimeoutPolicy(Duration.ofSeconds(5), Duration.ofSeconds(8), Duration.ofSeconds(9)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"60s", "0", "-1", "1.5", "1m", " 60", "1e3", "9999999999", "31536001", "sixty", "60\n"})
    void trap1AnUnreadableValueIsReportedAndTheDefaultStays(String value) {
        var in = reader("proxy-read-timeout", value);

        assertThat(feature.parse(in)).isEmpty();
        assertReported(in, "proxy-read-timeout", value, "a positive whole number of seconds without a unit", false);
    }

    @Test
    void aBlankValueCountsAsNotWritten() {
        var in = reader("proxy-read-timeout", " ");

        assertThat(feature.parse(in)).isEmpty();
        assertThat(in.diagnostics()).isEmpty();
    }

    @Test
    void aPolicyRefusesAWaitOfNothing() {
        assertThatThrownBy(() -> new TimeoutPolicy(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .hasMessage("connect: PT0S (expected: more than zero)");
    }
}
