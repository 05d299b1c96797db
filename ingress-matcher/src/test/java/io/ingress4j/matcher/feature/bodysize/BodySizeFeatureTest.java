package io.ingress4j.matcher.feature.bodysize;

import static io.ingress4j.matcher.feature.Annotated.assertReported;
import static io.ingress4j.matcher.feature.Annotated.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BodySizeFeatureTest {
    private static final String NAME = "proxy-body-size";

    private final BodySizeFeature feature = new BodySizeFeature();

    @Test
    void noAnnotationMeansNoPolicySoThatTheDefaultOfOneMebibyteHolds() {
        assertThat(feature.parse(reader())).isEmpty();
        assertThat(BodySizePolicy.DEFAULT.maxBytes()).isEqualTo(1_048_576);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "512, 512",
        "8k, 8192",
        "8K, 8192",
        "8m, 8388608",
        "8M, 8388608",
        "2g, 2147483648",
        "2G, 2147483648"
    })
    void aSizeIsANumberWithKOrMOrG(String text, long bytes) {
        var in = reader(NAME, text);

        assertThat(feature.parse(in)).contains(new BodySizePolicy(bytes));
        assertThat(in.diagnostics()).isEmpty();
    }

    @Test
    void aGlobalSettingHoldsWhereTheAuthorWroteNothingOrSomethingUnreadable() {
        Map<String, String> globals = Map.of(NAME, "8m");

        assertThat(feature.parse(reader(globals))).contains(new BodySizePolicy(8 << 20));
        assertThat(feature.parse(reader(globals, NAME, "many"))).contains(new BodySizePolicy(8 << 20));
        assertThat(feature.parse(reader(globals, NAME, "1m"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8mb", "8 m", "-1", "1.5m", "m", "8t", "9999999999g", "1000000000000000000000"})
    void anUnreadableValueIsReportedAndTheDefaultHolds(String value) {
        var in = reader(NAME, value);

        assertThat(feature.parse(in)).isEmpty();
        assertReported(in, NAME, value, "a whole number, k, m or g after it where wanted", false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10b", "10B"})
    void trap30ASizeInBytesFallsBackToOneMebibyteAndNotToTheGlobalSetting(String value) {
        var in = reader(Map.of(NAME, "8m"), NAME, value);

        assertThat(feature.parse(in)).isEmpty();
        assertReported(in, NAME, value, "1m is used", false);
    }

    @Test
    void aPolicyRefusesANegativeSize() {
        assertThatThrownBy(() -> new BodySizePolicy(-1)).hasMessage("maxBytes: -1 (expected: zero or more)");
    }
}
