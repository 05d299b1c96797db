package io.ingress4j.matcher.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
                "/((((((((a{9}){9}){9}){9}){9}){9}){9}){9})"
            })
    void nestedRepetitionsMultiply(String regex) {
        assertThat(ExpressionSize.isBounded(regex)).isFalse();
    }

    @Test
    void groupsNestedDeepAreRefused() {
        assertThat(ExpressionSize.isBounded("/" + "(".repeat(200) + "a" + ")".repeat(200)))
                .isTrue();
        assertThat(ExpressionSize.isBounded("/" + "(".repeat(201) + "a" + ")".repeat(201)))
                .isFalse();
        assertThat(ExpressionSize.isBounded("/" + "(a)".repeat(1000))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/(a{1000}){19}", "/[a-z]{1000}"})
    void whatIsBoundedCompiles(String regex) {
        assertThat(ExpressionSize.isBounded(regex)).isTrue();
        assertThat(Pattern.compile(regex).matcher("/").lookingAt()).isFalse();
    }
}
