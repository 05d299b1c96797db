package io.ingress4j.matcher.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.Router;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PathReadingTest {

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a/b, /a/b",
        "/%61%2Db%5F%7e, /a-b_~",
        "/a%20b, '/a b'",
        "/caf%C3%A9, /café",
        "/%F0%9F%8D%8E, /🍎",
        "/a;b=c/d, /a;b=c/d",
        "/a/./b, /a/b",
        "/a/b/.., /a/",
        "/a/b/., /a/b/",
        "/a/b/../c, /a/c",
        "/a/%2e%2E/c, /c",
        "/a/.%2e/c, /c",
        "//a///b//, /a/b/",
        "/a%2Fb, /a/b",
        "/...., /....",
        "/.a/..b, /.a/..b",
        "/a%25b, /a%b",
        "/a%2525, /a%25",
    })
    void aPathIsDecodedOnceItsDotSegmentsResolvedAndItsSlashesMerged(String target, String reading) {
        assertThat(Router.normalizedPath(target)).isEqualTo(reading);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "*",
                "/a\\b",
                "/%5c",
                "/%5C",
                "/%00",
                "/%0a",
                "/%0D",
                "/%1f",
                "/%7F",
                "/\u0001",
                "/a b",
                "/é",
                "/a#b",
                "/..",
                "/a/../..",
                "/%2e%2e",
                "/a//..",
                "/a%2F%2F..",
                "/%",
                "/%4",
                "/%g0",
                "/%0g",
                "/%-1",
                "/%+1",
                "/%C0%AF",
                "/%c0%80",
                "/%E0%80%AF",
                "/%F0%80%80%AF",
                "/%ED%A0%80",
                "/%FF",
                "/%C3",
                "/%C3%28",
                "/%F4%90%80%80"
            })
    void whatHasNoSingleReadingIsRefused(String target) {
        assertThat(Router.normalizedPath(target)).isNull();
    }

    @Test
    void theQueryIsNoPartOfThePath() {
        assertThat(Router.normalizedPath("/a?b/../%00\\")).isEqualTo("/a");
    }

    @Test
    void whatAReadingHoldsIsReadTheSameWhenItIsSentAgain() {
        var random = new Random(3);
        String alphabet = "/..a%2Fe5cC0;~/";
        for (int i = 0; i < 200_000; i++) {
            var target = new StringBuilder("/");
            for (int n = random.nextInt(14); n > 0; n--) {
                target.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String reading = Router.normalizedPath(target.toString());
            if (reading != null) {
                assertThat(reading).as(target.toString()).startsWith("/").doesNotContain("//", "/../", "/./");
                assertThat(reading).as(target.toString()).doesNotEndWith("/..").doesNotEndWith("/.");
                String again = io.ingress4j.matcher.feature.Locations.escapePath(reading);
                assertThat(Router.normalizedPath(again)).as(target.toString()).isEqualTo(reading);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/a%2Fb, /a|b",
                "/a%2fb%2Fc, /a|b|c",
                "/%2F, -",
                "/a/b, -",
                "/a%2F%2Fb, -",
                "/a%2F..%2Fb, -",
                "/a%2F.%2Fb, -",
                "/a%252F%2Fb, /a%2F|b",
                "/%C3%2F%A9, -",
            })
    void anEncodedSlashIsToldFromAPlainOneWhereBothMeanTheSameSegments(String target, String reading) {
        String kept = PathReading.keepingEncodedSlashes(target, target.length());

        assertThat(kept == null ? null : kept.replace(PathReading.ENCODED_SLASH, '|'))
                .isEqualTo(reading);
    }

    @Test
    void noRequestCanWriteTheMarkOfAnEncodedSlash() {
        assertThat(Router.normalizedPath("/%ED%A0%80")).isNull();
        assertThat(Router.normalizedPath("/" + PathReading.ENCODED_SLASH)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/a, /a",
                "/%7Ea, /~a",
                "/é, /é",
                "'/a b', '/a b'",
                "/a?b, /a?b",
                "/a//b, /a/b",
                "/a/../b, /b",
                "/a%2Fb, -",
                "/a\\b, -",
                "/.., -",
                "/%zz, -"
            })
    void aRuleIsReadLikeARequestButMayHoldPlainlyWhatARequestEncodes(String path, String reading) {
        assertThat(PathReading.ofRule(path)).isEqualTo(reading);
    }

    @Test
    void aPathIsAsWrittenWhereItsFormIsPlainWhateverIsKnownOfItBefore() {
        var random = new Random(20_261_125);
        String alphabet = "//..ab-;%\\#?\u007f \u0001\u00e9\u0142\t";
        int plain = 0;
        for (int i = 0; i < 400_000; i++) {
            var text = new StringBuilder(random.nextInt(10) == 0 ? "" : "/");
            int characters = random.nextBoolean() ? alphabet.length() : 8;
            for (int length = random.nextInt(8); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(characters)));
            }
            String target = text.toString();
            boolean expected = PathReading.formOf(target, RequestTarget.pathEnd(target)) == PathReading.Form.PLAIN;
            int known = 0;
            while (known < target.length() && "/.ab-;".indexOf(target.charAt(known)) >= 0) {
                known++;
            }
            while (known > 0 && PathReading.formOf(target, known) != PathReading.Form.PLAIN) {
                known--;
            }
            for (int from = 0; from <= known; from++) {
                if (PathReading.isAsWritten(target, from) != expected) {
                    assertThat(PathReading.isAsWritten(target, from))
                            .as("%s from %d", target, from)
                            .isEqualTo(expected);
                }
            }
            plain += expected ? 1 : 0;
        }
        assertThat(plain).isBetween(40_000, 360_000);
    }
}
