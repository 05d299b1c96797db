package io.ingress4j.matcher.feature.redirect;

import static io.ingress4j.matcher.feature.Annotated.assertReported;
import static io.ingress4j.matcher.feature.Annotated.at;
import static io.ingress4j.matcher.feature.Annotated.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingress4j.matcher.RoutedRequests;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.PathType;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedirectFeatureTest {
    private static final String URL = "http://redirect.example.com";

    private final RedirectFeature feature = new RedirectFeature();

    @Test
    void noAnnotationMeansNoPolicy() {
        assertThat(feature.parse(reader())).isEmpty();
        assertThat(feature.parse(reader("permanent-redirect", " "))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "permanent-redirect, permanent-redirect-code, '', 301",
        "permanent-redirect, permanent-redirect-code, 300, 300",
        "permanent-redirect, permanent-redirect-code, 302, 302",
        "permanent-redirect, permanent-redirect-code, 308, 308",
        "temporal-redirect, temporal-redirect-code, '', 302",
        "temporal-redirect, temporal-redirect-code, 300, 300",
        "temporal-redirect, temporal-redirect-code, 307, 307",
    })
    void eachKindHasItsOwnStatus(String name, String codeName, String code, int status) {
        var in = reader(name, URL, codeName, code);

        assertThat(feature.parse(in)).contains(new RedirectPolicy(status, URL, false));
        assertThat(in.diagnostics()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "permanent-redirect, permanent-redirect-code, 299, 301",
        "permanent-redirect, permanent-redirect-code, 309, 301",
        "permanent-redirect, permanent-redirect-code, 200, 301",
        "temporal-redirect, temporal-redirect-code, 308, 302",
        "temporal-redirect, temporal-redirect-code, -1, 302",
    })
    void trap10AStatusOutOfRangeIsReportedAndTheDefaultIsUsed(String name, String codeName, String code, int status) {
        var in = reader(name, URL, codeName, code);

        assertThat(feature.parse(in)).contains(new RedirectPolicy(status, URL, false));
        assertReported(in, codeName, code, status + " is used", false);
    }

    @ParameterizedTest
    @CsvSource({"permanent-redirect, permanent-redirect-code", "temporal-redirect, temporal-redirect-code"})
    void aStatusThatIsNoNumberLeavesOutTheIngress(String name, String codeName) {
        var in = reader(name, URL, codeName, "301 Moved");

        feature.parse(in);

        assertReported(in, codeName, "301 Moved", "a whole number", true);
    }

    @Test
    void aStatusWithoutItsRedirectIsReported() {
        var in = reader("permanent-redirect-code", "302");

        assertThat(feature.parse(in)).isEmpty();
        assertThat(in.diagnostics()).extracting(Diagnostic::code).containsExactly("unused-annotation");
    }

    @Test
    void aTemporalRedirectWinsOverAPermanentOneWhichIsReported() {
        var in = reader("permanent-redirect", "http://one.com", "temporal-redirect", "http://two.com");

        assertThat(feature.parse(in)).contains(new RedirectPolicy(302, "http://two.com", false));
        assertThat(in.diagnostics())
                .singleElement()
                .satisfies(d -> assertThat(d.message()).contains("temporal-redirect wins"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://a.com/$request_uri",
                "https://a.com/x y",
                "https://a.com/\"",
                "https://a.com/\n",
                "https://a.com/#x"
            })
    void trap29AVariableOrAnyOtherCharacterLeavesOutTheIngress(String value) {
        for (String name : new String[] {"permanent-redirect", "temporal-redirect"}) {
            var in = reader(name, value);

            assertThat(feature.parse(in)).isEmpty();
            assertReported(in, name, value, "a URL or path", true);
        }
    }

    @Test
    void aTemporalRedirectOfAnotherSchemeIsAnErrorAndNothingIsRedirected() {
        var in = reader("temporal-redirect", "ftp://a.com");

        assertThat(feature.parse(in)).isEmpty();
        assertThat(in.isRefused()).isFalse();
        assertThat(in.diagnostics()).singleElement().satisfies(d -> {
            assertThat(d.severity()).isEqualTo(Diagnostic.Severity.ERROR);
            assertThat(d.message()).contains("a URL of http or https");
        });
    }

    @Test
    void anUnreadableRelativeRedirectsLeavesOutTheIngress() {
        var in = reader("permanent-redirect", "/x", "relative-redirects", "yes");

        feature.parse(in);

        assertReported(in, "relative-redirects", "yes", "true or false", true);
    }

    @ParameterizedTest
    @CsvSource({
        "http://a.com/something, 301",
        "http://a.com/something/else?query, 301",
        "https://a.com/something, 301",
    })
    void section22TheLocationIsTheUrlAsWritten(String url, int status) {
        var requests = RoutedRequests.through(at("a.com", "/something", "permanent-redirect", URL));

        RoutedRequests.Outcome outcome = requests.get(url);

        assertThat(outcome.status()).isEqualTo(status);
        assertThat(outcome.location()).isEqualTo(URL);
    }

    @ParameterizedTest
    @CsvSource({
        "false, http://rr.foo.com/something, http://rr.foo.com/new-location",
        "false, http://rr.foo.com:8080/something, http://rr.foo.com/new-location",
        "false, https://rr.foo.com/something, https://rr.foo.com/new-location",
        "true, http://rr.foo.com/something, /new-location",
    })
    void section22APathGetsSchemeAndHostWithoutPortUnlessItIsToStayRelative(
            String relative, String url, String location) {
        var requests = RoutedRequests.through(
                at("rr.foo.com", "/something", "permanent-redirect", "/new-location", "relative-redirects", relative));

        assertThat(requests.get(url).location()).isEqualTo(location);
    }

    @Test
    void relativeRedirectsIsASettingToo() {
        var requests = RoutedRequests.through(
                443, Map.of("relative-redirects", "true"), at("a.com", "/", "permanent-redirect", "/x"));

        assertThat(requests.get("http://a.com/").location()).isEqualTo("/x");
    }

    @Test
    void aRedirectComesBeforeTheOneToHttps() {
        var requests =
                RoutedRequests.through(at("a.com", "/", "permanent-redirect", URL, "force-ssl-redirect", "true"));

        assertThat(requests.get("http://a.com/").location()).isEqualTo(URL);
    }

    @Test
    void trap7UnmatchedPathsOfTheHostAreRedirectedByItsOldestIngress() {
        Ingress young = Ingress.builder("shop", "young")
                .created(Instant.ofEpochSecond(2))
                .path("a.com", "/young", PathType.PREFIX, "s", 80)
                .build();
        Ingress old = Ingress.builder("shop", "old")
                .created(Instant.ofEpochSecond(1))
                .annotation("nginx.ingress.kubernetes.io/permanent-redirect", URL)
                .path("a.com", "/old", PathType.PREFIX, "s", 80)
                .build();
        var requests = RoutedRequests.through(young, old);

        assertThat(requests.get("http://a.com/neither").location()).isEqualTo(URL);
        assertThat(requests.get("http://a.com/young").status()).isZero();
    }

    @Test
    void aPolicyRefusesAStatusThatIsNoRedirect() {
        assertThatThrownBy(() -> new RedirectPolicy(200, URL, false)).hasMessage("status: 200 (expected: 300 to 308)");
    }
}
