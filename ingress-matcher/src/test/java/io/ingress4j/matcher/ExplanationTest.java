package io.ingress4j.matcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.AnnotationReader;
import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.feature.FeatureSet;
import io.ingress4j.matcher.feature.FilterContext;
import io.ingress4j.matcher.feature.FilterResult;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.feature.bodysize.BodySizePolicy;
import io.ingress4j.matcher.feature.timeout.TimeoutPolicy;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.http.PlainRequest;
import io.ingress4j.matcher.route.Policy;
import io.ingress4j.matcher.route.RouteMatch;
import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.source.file.FileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExplanationTest {
    private static final String SHOP = """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: shop
              namespace: shop
              creationTimestamp: "2026-01-01T00:00:00Z"
              annotations:
                nginx.ingress.kubernetes.io/proxy-read-timeout: "30"
            spec:
              tls:
                - hosts: [shop.example.com]
              rules:
                - host: shop.example.com
                  http:
                    paths:
                      - {path: /, pathType: Prefix, backend: {service: {name: front, port: {number: 80}}}}
                      - {path: /cart, pathType: Prefix, backend: {service: {name: cart, port: {number: 80}}}}
                      - {path: /cart/1, pathType: Exact, backend: {service: {name: one, port: {number: 80}}}}
                - host: "*.example.com"
                  http:
                    paths:
                      - {path: /, pathType: Prefix, backend: {service: {name: any, port: {number: 80}}}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: young
              namespace: shop
              creationTimestamp: "2026-02-01T00:00:00Z"
            spec:
              rules:
                - host: shop.example.com
                  http:
                    paths:
                      - {path: /cart, pathType: Prefix, backend: {service: {name: mine, port: {number: 80}}}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: foreign
              namespace: shop
            spec:
              ingressClassName: other
              rules:
                - host: foreign.test
                  http:
                    paths:
                      - {path: /, pathType: Prefix, backend: {service: {name: mine, port: {number: 80}}}}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: cart, namespace: shop}
            spec: {ports: [{port: 80, targetPort: 8080}]}
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: cart-1, namespace: shop, labels: {kubernetes.io/service-name: cart}}
            addressType: IPv4
            ports: [{port: 8080}]
            endpoints: [{addresses: [10.0.0.1]}, {addresses: [10.0.0.2]}]
            """;

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void writeManifest() throws IOException {
        file = Files.writeString(directory.resolve("shop.yaml"), SHOP);
    }

    private Explanation explain(String url) {
        try (IngressEngine engine = start(StandardFeatures.all())) {
            return engine.explain(PlainRequest.of("GET", url));
        }
    }

    private IngressEngine start(FeatureSet features) {
        return IngressEngine.builder()
                .source(FileSource.of(file))
                .features(features)
                .dataPlane(new AllMechanisms())
                .build()
                .start()
                .toCompletableFuture()
                .join();
    }

    /** A data plane that claims to apply all, and moves nothing. */
    private static final class AllMechanisms implements DataPlane {
        @Override
        public Set<Class<? extends Policy>> mechanisms() {
            return Set.of(TimeoutPolicy.class, BodySizePolicy.class);
        }

        @Override
        public void prepare(Router next, List<CompiledRoute> fresh) {
            // nothing to make
        }
    }

    @Test
    void theTextNamesRuleAnnotationEndpointsAndWhoLostWhy() {
        String text = explain("https://shop.example.com/cart/2?x=1").toString().replace(file.toString(), "shop.yaml");

        assertThat(text.lines().filter(line -> !line.startsWith("  policy   SslRedirect")))
                .containsExactly(
                        "GET https://shop.example.com/cart/2?x=1",
                        "  host     shop.example.com by its exact name",
                        "  path     prefix /cart",
                        "  rule     Ingress shop/shop spec.rules[0].http.paths[1] (shop.yaml:17)",
                        "  policy   TimeoutPolicy[connect=PT5S, send=PT1M, read=PT30S]"
                                + " from nginx.ingress.kubernetes.io/proxy-read-timeout: \"30\"",
                        "  forward  shop/cart:80 to 10.0.0.1:8080, 10.0.0.2:8080",
                        "  not      shop.example.com prefix /cart of Ingress shop/young spec.rules[0].http.paths[0]"
                                + " (shop.yaml:35): Ingress shop/shop is older and has this path of host"
                                + " shop.example.com; this one is ignored",
                        "  not      shop.example.com prefix / of Ingress shop/shop spec.rules[0].http.paths[0]"
                                + " (shop.yaml:16): its prefix is shorter",
                        "  not      *.example.com prefix / of Ingress shop/shop spec.rules[1].http.paths[0]"
                                + " (shop.yaml:22): host *.example.com is not asked, since shop.example.com takes the"
                                + " name");
    }

    @Test
    void aRedirectIsFoundByTheFilterThatWouldAnswer() {
        assertThat(explain("http://shop.example.com/cart").outcome())
                .isEqualTo(new Explanation.Outcome.Answer(
                        DirectResponse.redirect(308, "https://shop.example.com/cart"), "SslRedirectFilter"));
    }

    @Test
    void anExactPathWinsOverItsPrefixes() {
        assertThat(explain("https://shop.example.com/cart/1").runnersUp())
                .extracting(other -> other.match() + ": " + other.reason())
                .startsWith(
                        "prefix /cart: an exact path wins over a prefix", "prefix /: an exact path wins over a prefix");
    }

    @Test
    void aClusterWithoutEndpointsAnswers503AndTheRemarkSaysWhatToDo() {
        Explanation explanation = explain("https://x.example.com/");

        assertThat(explanation.host())
                .isEqualTo(new Explanation.HostChoice("*.example.com", Explanation.HostReason.WILDCARD));
        assertThat(explanation.toString()).contains("answer   503: shop/any:80 has no endpoint");
        assertThat(explanation.remarks()).extracting(Diagnostic::code).containsExactly("missing-service");
    }

    @Test
    void aHostThatOnlyAnotherControllerServesIsSaidToBeSo() {
        Explanation explanation = explain("http://foreign.test/");

        assertThat(explanation.winner()).isEmpty();
        assertThat(explanation.toString())
                .contains("host     no host takes the name", "answer   404: no host takes foreign.test")
                .contains("note: not-served: Ingress shop/foreign: spec.ingressClassName: \"other\"");
    }

    @Test
    void aPathWithoutASingleReadingIsSaidToBeRefused() {
        assertThat(explain("http://shop.example.com/cart/..%2fadmin").toString())
                .contains("answer   400: the path has no single reading");
    }

    @Test
    void anExplanationOfTheRouterAloneKnowsNoPlaces() {
        try (IngressEngine engine = start(StandardFeatures.all())) {
            Explanation explanation =
                    engine.router().current().explain(PlainRequest.of("GET", "https://shop.example.com/cart"));

            assertThat(explanation.winner().map(Explanation.Claim::place)).contains(Explanation.Place.UNKNOWN);
        }
    }

    /** Asks for the steps of {@link Watching} on every route. */
    private record Watched() implements Policy {}

    private static final class WatchFeature implements Feature<Watched> {
        private final HttpFilter filter;

        WatchFeature(HttpFilter filter) {
            this.filter = filter;
        }

        @Override
        public List<AnnotationKey> annotations() {
            return List.of();
        }

        @Override
        public Class<Watched> policyType() {
            return Watched.class;
        }

        @Override
        public Optional<Watched> parse(AnnotationReader in) {
            return Optional.of(new Watched());
        }

        @Override
        public Optional<HttpFilter> filter(Watched policy, RouteMatch match) {
            return Optional.of(filter);
        }
    }

    /** Writes down what it is told, and does as it is bidden. */
    private static final class Watching implements HttpFilter {
        private final List<String> seen = new ArrayList<>();
        private final Supplier<FilterResult> result;

        Watching(Supplier<FilterResult> result) {
            this.result = result;
        }

        @Override
        public FilterResult onRequest(FilterContext context) {
            seen.add("rehearsal " + context.isRehearsal() + " "
                    + context.upstreamHeaders().first("X-Who"));
            return result.get();
        }

        @Override
        public void onEnd(FilterContext context) {
            seen.add("end");
        }
    }

    private Explanation.Outcome outcomeWith(Watching filter) {
        try (IngressEngine engine = start(StandardFeatures.all().with(new WatchFeature(filter)))) {
            return engine.explain(PlainRequest.of("GET", "https://shop.example.com/cart")
                            .withHeader("x-who", "me"))
                    .outcome();
        }
    }

    @Test
    void aFilterIsToldThatNobodyWaitsForTheOutcomeAndThatTheExchangeIsOver() {
        var filter = new Watching(() -> FilterResult.CONTINUE);

        assertThat(outcomeWith(filter)).isInstanceOf(Explanation.Outcome.Forward.class);
        assertThat(filter.seen).containsExactly("rehearsal true me", "end");
    }

    @Test
    void whereAFilterSuspendsTheOutcomeIsOpen() {
        assertThat(outcomeWith(new Watching(() -> FilterResult.SUSPEND)))
                .isEqualTo(new Explanation.Outcome.Undecided("Watching"));
    }

    @Test
    void aFilterThatThrowsAnswers503() {
        var filter = new Watching(() -> {
            throw new IllegalStateException("on purpose");
        });

        assertThat(outcomeWith(filter))
                .isEqualTo(new Explanation.Outcome.Answer(DirectResponse.UNAVAILABLE, "Watching failed"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://shop.example.com, GET http://shop.example.com/",
        "HTTPS://shop.example.com:8443?x, GET https://shop.example.com:8443/?x",
        "http://[::1]:80/a%2Fb|c#d, GET http://[::1]:80/a%2Fb|c",
    })
    void aRequestIsReadFromAUrlAsWritten(String url, String request) {
        assertThat(PlainRequest.of("GET", url)).hasToString(request);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/cart", "shop.example.com/cart", "ftp://shop.example.com/", "http:///cart"})
    void anotherUrlIsRefusedWithTheFormExpected(String url) {
        assertThatThrownBy(() -> PlainRequest.of("GET", url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("url: " + url + " (expected: http://HOST/PATH or https://HOST/PATH,"
                        + " https://shop.example.com/cart for instance)");
    }

    @Test
    void theHostFieldReplacesTheAuthorityAndNamesHaveNoCase() {
        PlainRequest request = PlainRequest.of("GET", "https://10.0.0.1/")
                .withHeader("Host", "shop.example.com")
                .withHeader("X-A", "1")
                .withHeader("x-a", "2");

        assertThat(request.authority()).isEqualTo("shop.example.com");
        assertThat(request.headers()).containsExactly(Map.entry("x-a", List.of("1", "2")));
        assertThat(request.header("X-A")).isEqualTo("1");
    }

    @Test
    void whatTheOperatorAsksForIsNobodysIngress(@TempDir Path manifests) throws IOException {
        Files.writeString(manifests.resolve("shop.yaml"), """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: shop, namespace: shop}
                spec:
                  rules:
                    - host: shop.example.com
                      http:
                        paths:
                          - {path: /cart, pathType: Prefix, backend: {service: {name: cart, port: {number: 80}}}}
                """);
        try (IngressEngine engine = IngressEngine.builder()
                .source(FileSource.of(manifests))
                .settings(TranslationSettings.builder()
                        .healthPath("/healthz")
                        .defaultBackend(new ObjectKey("edge", "pages"))
                        .build())
                .build()) {
            engine.start().toCompletableFuture().join();

            assertThat(explained(engine, "http://x.example.com/healthz"))
                    .contains(
                            "  path     exact /healthz",
                            "  rule     the operator",
                            "  answer   200: whether requests are served",
                            "  not      * prefix / of the operator: an exact path wins over a prefix");
            assertThat(explained(engine, "http://x.example.com/"))
                    .contains("  rule     the operator", "  answer   503: edge/pages has no endpoint");
            assertThat(explained(engine, "http://shop.example.com/"))
                    .contains("  rule     Ingress shop/shop", "edge/pages")
                    .doesNotContain("spec.defaultBackend");
        }
    }

    private static String explained(IngressEngine engine, String url) {
        return engine.explain(PlainRequest.of("GET", url)).toString();
    }
}
