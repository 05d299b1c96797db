package io.ingress4j.matcher.feature.www;

import static io.ingress4j.matcher.feature.Annotated.assertReported;
import static io.ingress4j.matcher.feature.Annotated.at;
import static io.ingress4j.matcher.feature.Annotated.reader;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.RoutedRequests;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WwwFeatureTest {
    private static final String NAME = "from-to-www-redirect";

    private final WwwFeature feature = new WwwFeature();

    @Test
    void noAnnotationAndAFalseOneMeanNoPolicy() {
        assertThat(feature.parse(reader())).isEmpty();
        assertThat(feature.parse(reader(NAME, "false"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "on", "truth"})
    void anUnreadableValueLeavesOutTheIngress(String value) {
        var in = reader(NAME, value);

        assertThat(feature.parse(in)).isEmpty();
        assertReported(in, NAME, value, "true or false", true);
    }

    @ParameterizedTest
    @CsvSource({
        "http://www.fromtowwwredirect.bar.com/foo, http://fromtowwwredirect.bar.com:80/foo",
        "http://www.fromtowwwredirect.bar.com:8080/foo/, http://fromtowwwredirect.bar.com:80/foo",
        "https://www.fromtowwwredirect.bar.com/, https://fromtowwwredirect.bar.com:443",
        "http://www.fromtowwwredirect.bar.com/a?b=c, http://fromtowwwredirect.bar.com:80/a?b=c",
        "http://www.fromtowwwredirect.bar.com/a?b=/c/, http://fromtowwwredirect.bar.com:80/a?b=/c",
    })
    void trap9TheTwinRedirectsAndNamesThePort(String url, String location) {
        var requests = RoutedRequests.through(at("fromtowwwredirect.bar.com", "/", NAME, "true"));

        RoutedRequests.Outcome outcome = requests.get(url);

        assertThat(outcome.status()).isEqualTo(308);
        assertThat(outcome.location()).isEqualTo(location);
    }

    @Test
    void theHostItselfIsForwarded() {
        var requests = RoutedRequests.through(at("a.com", "/", NAME, "true"));

        assertThat(requests.get("https://a.com/").status()).isZero();
    }

    @Test
    void aHostWithWwwGetsATwinWithout() {
        var requests = RoutedRequests.through(at("www.a.com", "/", NAME, "true"));

        assertThat(requests.get("http://a.com/x").location()).isEqualTo("http://www.a.com:80/x");
    }

    @Test
    void theStatusIsASettingAndHttpsNamesTheAdvertisedPort() {
        var requests =
                RoutedRequests.through(8443, Map.of("http-redirect-code", "301"), at("a.com", "/", NAME, "true"));

        assertThat(requests.get("https://www.a.com/x"))
                .satisfies(outcome -> assertThat(outcome.status()).isEqualTo(301))
                .satisfies(outcome -> assertThat(outcome.location()).isEqualTo("https://a.com:8443/x"));
    }
}
