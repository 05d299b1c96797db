package io.ingress4j.matcher.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExpressionSizeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a(/|$)(.*)",
                "/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
                "/a{1000}",
                "/(ab{2,3}){100}",
                "/[{]{3}",
                "/\\{99999}",
                "/a{x}",
                "/[]a{9}]{10}",
                "/(?:a|b)+",
                "/(?i)x",
                "/[a-z0-9]{1,255}",
                "/a(?i)",
                "/\\x{10000}",
                "/\\Q((({1000}{1000}\\E",
                "{"
            })
    void whatPeopleWriteIsSmall(String regex) {
        assertThat(ExpressionSize.isBounded(regex)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/((a{1000}){1000}){1000}",
                "/((a{100}){100}){100}",
                "/(a{1000}b{1000}){100}",
                "/(([ab]{1,1000}){1,1000})",
                "/(a{1000,}){1000}",
                "/((((((((a{9}){9}){9}){9}){9}){9}){9}){9})",
                "/((a{1000}\\Q)\\E){1000}){1000}",
                "/(a{1000}[[:alpha:])]){1000}",
                "/(a{1000}[^])]){1000}",
                "/(a{1000}[\\d-[:alpha:])]){1000}",
                "/(a{1000}[+-[:x:]){1000}",
                "/a{1000}(?i){1000}",
                "/a{1000}\\Q\\E{1000}",
                "/(a{1000})+(?i){1000}"
            })
    void nestedRepetitionsMultiply(String regex) {
        assertThat(ExpressionSize.isBounded(regex)).isFalse();
    }

    @Test
    void whatIsNestedDeepIsRefused() {
        assertThat(ExpressionSize.isBounded("/" + "(".repeat(300) + "a" + ")".repeat(300)))
                .isTrue();
        assertThat(ExpressionSize.isBounded("/" + "(".repeat(301) + "a" + ")".repeat(301)))
                .isFalse();
        assertThat(ExpressionSize.isBounded("/" + "(\\Q)\\E".repeat(301) + "a" + ")".repeat(301)))
                .isFalse();
        assertThat(ExpressionSize.isBounded("/a" + "(?i)*(?i)+".repeat(151))).isFalse();
        assertThat(ExpressionSize.isBounded("/a{0,301}")).isFalse();
        assertThat(ExpressionSize.isBounded("/" + "(a)".repeat(1000))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/(a{1000}){19}", "/[a-z]{1000}"})
    void whatIsBoundedCompiles(String regex) {
        assertThat(ExpressionSize.isBounded(regex)).isTrue();
        assertThat(Pattern.compile(regex).matcher("/").lookingAt()).isFalse();
    }

    @ParameterizedTest
    @MethodSource
    void whatIsNestedAsDeepAsAllowedFitsHalfOfTheUsualStack(String regex) throws Exception {
        assertThat(ExpressionSize.isBounded(regex)).isTrue();
        Throwable[] thrown = new Throwable[1];
        Thread thread = new Thread(null, () -> Pattern.compile(regex, Pattern.CASE_INSENSITIVE), "small", 512 << 10);
        thread.setUncaughtExceptionHandler((t, e) -> thrown[0] = e);
        thread.start();
        thread.join();

        assertThat(thrown[0]).isNull();
    }

    static List<String> whatIsNestedAsDeepAsAllowedFitsHalfOfTheUsualStack() {
        return List.of(
                "(".repeat(300) + "a" + ")".repeat(300),
                "(x|y".repeat(300) + ")".repeat(300),
                "(x|y".repeat(150) + ")*z".repeat(150),
                "a{0,300}",
                "(?:ab?){0,298}",
                "((a{0,240}b){0,40}c){0,2}",
                IntStream.range(1, 190).mapToObj("a"::repeat).collect(Collectors.joining("|")));
    }

    /** What RE2/J compiles is never much larger than what we said beforehand, however the text is twisted. */
    @Test
    void nothingIsLargerThanItsSizeSays() {
        String[] pieces = {
            "(",
            "(?:",
            "(?i)",
            "(?i:",
            ")",
            ")",
            ")",
            "[",
            "[^",
            "]",
            "]",
            "-",
            "[:",
            ":]",
            "[:alpha:]",
            ":",
            "^",
            "a",
            "b",
            "|",
            "*",
            "+?",
            "{3}",
            "{2,4}",
            "{0,3}",
            "{2,}",
            "{7",
            "}",
            "\\Q",
            "\\E",
            "\\d",
            "\\pL",
            "\\p{Greek}",
            "\\x{41}",
            "\\]",
            "\\)",
            "\\"
        };
        Random random = new Random(42);
        int compiled = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = 2 + random.nextInt(14); length > 0; length--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            String regex = text.toString();
            Pattern pattern;
            try {
                pattern = Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
            } catch (PatternSyntaxException unreadable) {
                continue;
            }
            compiled++;
            assertThat((long) pattern.programSize()).as(regex).isLessThanOrEqualTo(2 * ExpressionSize.steps(regex) + 4);
        }
        assertThat(compiled).isGreaterThan(5_000);
    }
}
