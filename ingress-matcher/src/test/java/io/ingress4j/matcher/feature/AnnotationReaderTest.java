package io.ingress4j.matcher.feature;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 0.1 of the annotations: how values are read. */
final class AnnotationReaderTest {
    private static final AnnotationKey KEY = new AnnotationKey("key", "For this test.");

    @ParameterizedTest
    @CsvSource({
        "1, true", "t, true", "T, true", "TRUE, true", "true, true", "True, true",
        "0, false", "f, false", "F, false", "FALSE, false", "false, false", "False, false",
    })
    void aTruthValueHasTheFormsOfParseBool(String text, boolean value) {
        assertThat(Annotated.reader("key", text).bool(KEY)).contains(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "no", "on", "off", "enabled", "tRUE", " true", "2"})
    void anythingElseIsNoTruthValue(String text) {
        var in = Annotated.reader("key", text);

        assertThat(in.bool(KEY)).isEmpty();
        assertThat(in.diagnostics()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "+7, 7", "-7, -7", "007, 7", "2147483647, 2147483647", "-2147483648, -2147483648"})
    void aWholeNumberMayHaveASign(String text, int value) {
        assertThat(Annotated.reader("key", text).integer(KEY)).contains(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"60s", "10m", "1e3", "1_000", "0x10", " 1", "2147483648", "-", "+", "99999999999999", "１"})
    void aNumberHasNoUnitAndFitsInto32Bits(String text) {
        assertThat(Annotated.reader("key", text).integer(KEY)).isEmpty();
    }

    @Test
    void aBlankValueCountsAsNotWritten() {
        var in = Annotated.reader("key", " \n ");

        assertThat(in.has(KEY)).isFalse();
        assertThat(in.bool(KEY)).isEmpty();
        assertThat(in.diagnostics()).isEmpty();
    }

    @Test
    void aLineBreakIsNeverRead() {
        assertThat(Annotated.reader("key", "a\nb").text(KEY, "a text", text -> true))
                .isEmpty();
        assertThat(Annotated.reader("key", "a\rb").readOrRefuse(KEY, "a text", java.util.Optional::of))
                .isEmpty();
    }
}
