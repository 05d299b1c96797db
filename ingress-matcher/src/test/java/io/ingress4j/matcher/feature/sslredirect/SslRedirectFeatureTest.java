package io.ingress4j.matcher.feature.sslredirect;

import static io.ingress4j.matcher.feature.Annotated.assertReported;
import static io.ingress4j.matcher.feature.Annotated.at;
import static io.ingress4j.matcher.feature.Annotated.ingress;
import static io.ingress4j.matcher.feature.Annotated.reader;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.RoutedRequests;
import io.ingress4j.matcher.feature.GlobalSettings;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.PathType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SslRedirectFeatureTest {
    private static final SslRedirectPolicy DEFAULT = new SslRedirectPolicy(false, false, GlobalSettings.DEFAULT);

    private final SslRedirectFeature feature = new SslRedirectFeature();

    @Test
    void withoutAnnotationsHostsWithACertificateAreRedirected() {
        assertThat(feature.parse(reader())).contains(DEFAULT);
    }

    @Test
    void eachAnnotationSetsItsOwnPart() {
        assertThat(feature.parse(reader("ssl-redirect", "false"))).isEmpty();
        assertThat(feature.parse(reader("force-ssl-redirect", "true")))
                .contains(new SslRedirectPolicy(true, false, GlobalSettings.DEFAULT));
        assertThat(feature.parse(reader("preserve-trailing-slash", "true")))
                .contains(new SslRedirectPolicy(false, true, GlobalSettings.DEFAULT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl-redirect", "force-ssl-redirect", "preserve-trailing-slash"})
    void anUnreadableValueIsReportedAndTheDefaultHolds(String name) {
        var in = reader(name, "yes");

        assertThat(feature.parse(in)).contains(DEFAULT);
        assertReported(in, name, "yes", "true or false", false);
    }

    private static Ingress withTls(String host, String path, String... annotations) {
        return ingress(annotations)
                .tls(List.of(host), "missing")
                .path(host, path, PathType.PREFIX, "s", 80)
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "http://redirect.com/, https://redirect.com",
        "http://redirect.com:80/a/b, https://redirect.com/a/b",
        "http://redirect.com/a/, https://redirect.com/a",
        "http://redirect.com/a//, https://redirect.com/a/",
        "http://redirect.com/a?next=/b/, https://redirect.com/a?next=/b",
        "http://redirect.com/a%2Fb?c=%20, https://redirect.com/a%2Fb?c=%20",
    })
    void trap8ATlsHostIsRedirectedWithoutPortAndOneSlashIsLost(String url, String location) {
        RoutedRequests.Outcome outcome =
                RoutedRequests.through(withTls("redirect.com", "/")).get(url);

        assertThat(outcome.status()).isEqualTo(308);
        assertThat(outcome.location()).isEqualTo(location);
    }

    @Test
    void theSlashIsKeptWhereTheAuthorSaysSo() {
        var requests =
                RoutedRequests.through(withTls("forcesslredirect.bar.com", "/", "preserve-trailing-slash", "true"));

        assertThat(requests.get("http://forcesslredirect.bar.com/").location())
                .isEqualTo("https://forcesslredirect.bar.com/");
    }

    @Test
    void withoutACertificateOnlyForceRedirects() {
        assertThat(RoutedRequests.through(at("a.com", "/")).get("http://a.com/").status())
                .isZero();
        assertThat(RoutedRequests.through(at("a.com", "/", "force-ssl-redirect", "true"))
                        .get("http://a.com/")
                        .location())
                .isEqualTo("https://a.com");
    }

    @Test
    void httpsIsNotRedirected() {
        assertThat(RoutedRequests.through(withTls("a.com", "/", "force-ssl-redirect", "true"))
                        .get("https://a.com/")
                        .status())
                .isZero();
    }

    @Test
    void trap18ACertificateOfAWildcardHostRedirectsAPlainHostBelowIt() {
        var plain = Ingress.builder("shop", "plain")
                .path("a.example.com", "/", PathType.PREFIX, "s", 80)
                .build();
        var requests = RoutedRequests.through(withTls("*.example.com", "/"), plain);

        assertThat(requests.get("http://a.example.com/x").location()).isEqualTo("https://a.example.com/x");
        assertThat(requests.get("http://b.example.com/x").location()).isEqualTo("https://b.example.com/x");
    }

    @ParameterizedTest
    @CsvSource({
        "/.well-known/acme-challenge, 0",
        "/.well-known/acme-challenge/token, 0",
        "/.well-known/acme-challenges, 308",
        "/.well-known, 308",
    })
    void pathsForChallengesAreNotRedirectedBySegment(String path, int status) {
        var requests = RoutedRequests.through(withTls("a.com", path, "force-ssl-redirect", "true"));

        assertThat(requests.get("http://a.com" + path).status()).isEqualTo(status);
    }

    @Test
    void thePathsWithoutRedirectAreASetting() {
        var requests = RoutedRequests.through(
                443, Map.of("no-tls-redirect-locations", "/health, /plain/"), withTls("a.com", "/health"));

        assertThat(requests.get("http://a.com/health/x").status()).isZero();
        assertThat(requests.get("http://a.com/other").status()).isEqualTo(308);
    }

    @Test
    void globalSettingsHoldWhereTheAuthorWroteNothing() {
        Map<String, String> globals = Map.of("ssl-redirect", "false", "http-redirect-code", "301");

        assertThat(RoutedRequests.through(443, globals, withTls("a.com", "/"))
                        .get("http://a.com/")
                        .status())
                .isZero();
        assertThat(RoutedRequests.through(443, globals, withTls("a.com", "/", "ssl-redirect", "true"))
                        .get("http://a.com/")
                        .status())
                .isEqualTo(301);
    }

    @Test
    void anAdvertisedPortOtherThan443IsNamed() {
        assertThat(RoutedRequests.through(8443, Map.of(), withTls("a.com", "/"))
                        .get("http://a.com:8080/x")
                        .location())
                .isEqualTo("https://a.com:8443/x");
    }

    @Test
    void aRequestThatNamesNoHostCannotBeRedirected() {
        assertThat(RoutedRequests.through(at("", "/", "force-ssl-redirect", "true"))
                        .get(false, "", "/", Map.of())
                        .status())
                .isEqualTo(400);
    }
}
