package io.ingress4j.matcher.feature.rewrite;

import static io.ingress4j.matcher.feature.Annotated.assertReported;
import static io.ingress4j.matcher.feature.Annotated.at;
import static io.ingress4j.matcher.feature.Annotated.reader;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.RoutedRequests;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.PathType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RewriteFeatureTest {
    private final RewriteFeature feature = new RewriteFeature();

    @Test
    void noAnnotationAndAFalseOneMeanNoPolicy() {
        assertThat(feature.parse(reader())).isEmpty();
        assertThat(feature.parse(reader("use-regex", "false"))).isEmpty();
    }

    @Test
    void eachAnnotationSetsItsOwnPart() {
        assertThat(feature.parse(reader("use-regex", "true"))).contains(new RewritePolicy(true, "", ""));
        assertThat(feature.parse(reader("rewrite-target", "/x/$2"))).contains(new RewritePolicy(false, "/x/$2", ""));
        assertThat(feature.parse(reader("rewrite-target", "/", "x-forwarded-prefix", "/p/$1")))
                .contains(new RewritePolicy(false, "/", "/p/$1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/$1?x=1", "/a b", "/$host", "/$0", "/$", "/a\nb", "/é"})
    void anUnreadableTargetIsReportedAndNothingIsRewritten(String value) {
        var in = reader("rewrite-target", value);

        assertThat(feature.parse(in)).isEmpty();
        assertReported(in, "rewrite-target", value, "with $1 to $9 for groups", false);
    }

    @Test
    void anUnreadableUseRegexIsReported() {
        var in = reader("use-regex", "yes");

        assertThat(feature.parse(in)).isEmpty();
        assertReported(in, "use-regex", "yes", "true or false", false);
    }

    @Test
    void anUnreadablePrefixLeavesOutTheIngress() {
        var in = reader("rewrite-target", "/", "x-forwarded-prefix", "/a b");

        feature.parse(in);

        assertReported(in, "x-forwarded-prefix", "/a b", "a path of letters", true);
    }

    @Test
    void aPrefixWithoutATargetIsReported() {
        var in = reader("x-forwarded-prefix", "/p");

        assertThat(feature.parse(in)).isEmpty();
        assertThat(in.diagnostics()).extracting(Diagnostic::code).containsExactly("unused-annotation");
    }

    @ParameterizedTest
    @CsvSource({
        "/something, /, /something, /",
        "/something, /, /something/more?a=b, /?a=b",
        "/foo/bar/(.+), /new/backend/$1, /foo/bar/bar, /new/backend/bar",
        "/foo/bar/(.+), /new/backend/$1, /FOO/bar/Bar?x=/y, /new/backend/Bar?x=/y",
        "/app(/|$)(.*), /$2, /app, /",
        "/app(/|$)(.*), /$2, /app/, /",
        "/app(/|$)(.*), /$2, /app/a/b, /a/b",
        "/app(/|$)(.*), /$2, /app//a/./b, /a/b",
        "/app(/|$)(.*), /$2, /app/a/./b/../c, /a/c",
        "/app(/|$)(.*), /$2, /app/%7Ea, /~a",
        "/app(/|$)(.*), /$2, /app/a%20b%3Fc%25%22, /a%20b%3Fc%25%22",
        "/app(/|$)(.*), /$2, /app/caf%c3%a9, /caf%C3%A9",
        "/app/(a)(b)?, /$1$2$3, /app/a, /a",
        "/app, other, /app, /other",
        "/app/(.*), /x-$1, /app/1, /x-1",
    })
    void section21TheWholePathIsReplacedAndTheQueryIsKept(String path, String target, String received, String sent) {
        var requests = RoutedRequests.through(at("a.com", path, "rewrite-target", target));

        assertThat(requests.get("http://a.com" + received).target()).isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource({
        "/app/group%2Fproject/x, /group%2Fproject/x",
        "/app/group%2fproject%2Fy?z=%2F, /group%2Fproject%2Fy?z=%2F",
        "/app/@scope%2Fname, /@scope%2Fname",
        "/app/a%252Fb, /a%252Fb",
        "/app/a%252F%2Fb, /a%252F%2Fb",
        "/app/a%2F%2Fb, /a/b",
        "/app/a%2F..%2Fapp/b, /app/b",
        "/app/a%2F.%2Fb, /a/b",
    })
    void anEncodedSlashArrivesAsSentUnlessDotSegmentsWouldMeanAnotherPath(String received, String sent) {
        var requests = RoutedRequests.through(at("a.com", "/app(/|$)(.*)", "rewrite-target", "/$2"));

        assertThat(requests.get("http://a.com" + received).target()).isEqualTo(sent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/static../secret", "/static..%2Fsecret", "/static..", "/static./x"})
    void aGroupThatWouldBecomeADotSegmentIsRefused(String received) {
        var requests = RoutedRequests.through(at("a.com", "/static(.*)", "rewrite-target", "/files/$1"));

        assertThat(requests.get("http://a.com" + received).status()).isEqualTo(400);
    }

    @Test
    void withoutARewriteTheTargetIsForwardedAsSent() {
        var requests = RoutedRequests.through(at("a.com", "/app", "use-regex", "true"));

        assertThat(requests.get("http://a.com//app/%7Ea/./b%2Fc?d").target()).isEqualTo("//app/%7Ea/./b%2Fc?d");
    }

    @Test
    void aTargetThatEqualsThePathHasNoEffect() {
        var requests = RoutedRequests.through(at("a.com", "/app", "rewrite-target", "/app"));

        assertThat(requests.get("http://a.com/app/x").target()).isEqualTo("/app/x");
        assertThat(requests.get("http://a.com/APP").status()).isEqualTo(404);
    }

    @Test
    void aTargetThatEqualsThePathHasNoEffectOnAHostWithExpressionsEither() {
        Ingress regex = Ingress.builder("shop", "regex")
                .annotation("nginx.ingress.kubernetes.io/use-regex", "true")
                .path("a.com", "/[0-9]+", PathType.IMPLEMENTATION_SPECIFIC, "s", 80)
                .build();
        var requests = RoutedRequests.through(at("a.com", "/app", "rewrite-target", "/app"), regex);

        assertThat(requests.get("http://a.com/app/x").target()).isEqualTo("/app/x");
    }

    @Test
    void aTargetThatIsAUrlRedirects() {
        var requests = RoutedRequests.through(at("a.com", "/old/(.*)", "rewrite-target", "https://b.com/$1"));

        RoutedRequests.Outcome outcome = requests.get("http://a.com/old/x y?z".replace(" ", "%20"));

        assertThat(outcome.status()).isEqualTo(302);
        assertThat(outcome.location()).isEqualTo("https://b.com/x%20y?z");
    }

    @Test
    void theForwardedPrefixIsSetOnRewrittenRequests() {
        var requests = RoutedRequests.through(
                at("a.com", "/(app)/(.*)", "rewrite-target", "/$2", "x-forwarded-prefix", "/$1"));

        assertThat(requests.get("http://a.com/app/x").fields()).containsEntry("x-forwarded-prefix", "/app");
    }

    @Test
    void section21AnotherIngressOfTheHostIsReachedUnrewritten() {
        Ingress challenge = Ingress.builder("shop", "challenge")
                .path("a.com", "/.well-known/acme/challenge", PathType.IMPLEMENTATION_SPECIFIC, "acme", 80)
                .build();
        var requests = RoutedRequests.through(challenge, at("a.com", "/", "rewrite-target", "/new/backend"));

        assertThat(requests.get("http://a.com/.well-known/acme/challenge").target())
                .isEqualTo("/.well-known/acme/challenge");
        assertThat(requests.get("http://a.com/else").target()).isEqualTo("/new/backend");
    }
}
