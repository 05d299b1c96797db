package io.ingress4j.matcher.feature.approot;

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

final class AppRootFeatureTest {
    private final AppRootFeature feature = new AppRootFeature();

    @Test
    void noAnnotationMeansNoPolicy() {
        assertThat(feature.parse(reader())).isEmpty();
    }

    @Test
    void aPathIsRead() {
        assertThat(feature.parse(reader("app-root", "/app.v1/home"))).contains(new AppRootPolicy("/app.v1/home"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "https://a.com/", "/a b", "/a?b", "/$host", "/a\nb"})
    void anUnreadableValueIsReportedAndNothingIsRedirected(String value) {
        var in = reader("app-root", value);

        assertThat(feature.parse(in)).isEmpty();
        assertReported(in, "app-root", value, "a path that begins with /", false);
    }

    @ParameterizedTest
    @CsvSource({
        "http://approot.bar.com/, http://approot.bar.com/foo",
        "http://approot.bar.com:8080/, http://approot.bar.com:8080/foo",
        "https://approot.bar.com/, https://approot.bar.com/foo",
        "http://approot.bar.com/?x=1, http://approot.bar.com/foo",
        "http://approot.bar.com//, http://approot.bar.com/foo",
    })
    void section22ARequestForTheRootIsRedirectedOverItsOwnScheme(String url, String location) {
        var requests = RoutedRequests.through(at("approot.bar.com", "/", "app-root", "/foo"));

        RoutedRequests.Outcome outcome = requests.get(url);

        assertThat(outcome.status()).isEqualTo(302);
        assertThat(outcome.location()).isEqualTo(location);
    }

    @Test
    void itHoldsWhateverPathsExistAndComesBeforeTheRedirectToHttps() {
        var requests = RoutedRequests.through(at("a.com", "/only", "app-root", "/foo", "force-ssl-redirect", "true"));

        assertThat(requests.get("http://a.com/").location()).isEqualTo("http://a.com/foo");
        assertThat(requests.get("http://a.com/only").location()).isEqualTo("https://a.com/only");
    }

    @Test
    void otherPathsAreForwarded() {
        var requests = RoutedRequests.through(at("a.com", "/", "app-root", "/foo"));

        assertThat(requests.get("http://a.com/foo").status()).isZero();
    }

    @Test
    void withoutAHostTheLocationIsAPath() {
        var requests = RoutedRequests.through(at("", "/", "app-root", "/foo"));

        assertThat(requests.get(false, "", "/", Map.of()).location()).isEqualTo("/foo");
    }
}
