package io.ingress4j.matcher.feature.serveralias;

import static io.ingress4j.matcher.feature.Annotated.assertReported;
import static io.ingress4j.matcher.feature.Annotated.at;
import static io.ingress4j.matcher.feature.Annotated.reader;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.RoutedRequests;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerAliasFeatureTest {
    private static final String NAME = "server-alias";

    private final ServerAliasFeature feature = new ServerAliasFeature();

    @Test
    void noAnnotationMeansNoPolicy() {
        assertThat(feature.parse(reader())).isEmpty();
        assertThat(feature.parse(reader(NAME, " , "))).isEmpty();
    }

    @Test
    void namesAreSortedOnceEachInLowerCase() {
        assertThat(feature.parse(reader(NAME, "b.com, A.com,,b.com,*.x.com, y.*")))
                .contains(new ServerAliasPolicy(List.of("*.x.com", "a.com", "b.com", "y.*")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "~^www\\d+\\.a\\.com$",
                "a.com;b.com",
                "*",
                "a.*.com",
                "*.a.*",
                ".a.com",
                "a com",
                "a.com.",
                "*.a.com.",
                "a..*"
            })
    void anExpressionOrAnythingThatIsNoNameLeavesOutTheIngress(String value) {
        var in = reader(NAME, value);

        assertThat(feature.parse(in)).isEmpty();
        assertReported(in, NAME, value, "no regular expressions", true);
    }

    @ParameterizedTest
    @CsvSource({
        "a.com, 0",
        "b.com, 0",
        "B.COM:80, 0",
        "x.c.com, 0",
        "y.x.c.com, 0",
        "c.com, 404",
        "d.org, 0",
        "d.co.uk, 0",
        "e.org, 404"
    })
    void aliasesAreExactNamesOrWildcardsOverAnyNumberOfLabels(String host, int status) {
        var requests = RoutedRequests.through(at("a.com", "/", NAME, "b.com,*.c.com,d.*"));

        assertThat(requests.get("http://" + host + "/").status()).isEqualTo(status);
    }
}
