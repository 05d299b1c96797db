package io.ingress4j.matcher.assertj;

import static io.ingress4j.matcher.assertj.RouterAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.http.PlainRequest;
import io.ingress4j.model.EndpointSlice;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.PathType;
import io.ingress4j.model.Service;
import io.ingress4j.model.ServicePort;
import io.ingress4j.model.source.InMemorySource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RouterAssertionsTest {
    private final InMemorySource source = new InMemorySource("test");
    private IngressEngine engine;

    @BeforeEach
    void start() {
        source.put(Ingress.builder("shop", "shop")
                .annotation("nginx.ingress.kubernetes.io/force-ssl-redirect", "true")
                .path("shop.test", "/cart", PathType.PREFIX, "cart", 80)
                .path("shop.test", "/empty", PathType.PREFIX, "empty", 80)
                .build());
        source.put(Service.of("shop", "cart", ServicePort.of(80)));
        source.put(EndpointSlice.of("shop", "cart", 8080, "10.0.0.1"));
        engine = IngressEngine.builder()
                .source(source)
                .build()
                .start()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void whatHoldsPasses() {
        assertThat(engine).hasNoErrors();
        assertThat(engine)
                .routes("GET https://shop.test/cart/1?a")
                .to("shop/cart:80")
                .withTarget("/cart/1?a");
        assertThat(engine).routes("https://shop.test/cart").withEndpoints();
        assertThat(engine)
                .redirects("GET http://shop.test/cart")
                .to("https://shop.test/cart")
                .with(308);
        assertThat(engine).answers("https://shop.test/other").with(404);
        assertThat(engine).answers("https://shop.test/empty").with(503);
        assertThat(engine.router().current())
                .routes(PlainRequest.of("GET", "https://10.0.0.9/cart").withHeader("Host", "shop.test"))
                .to("shop/cart:80");
    }

    @Test
    void aFailureShowsTheExplanation() {
        assertThatThrownBy(() ->
                        assertThat(engine).routes("https://shop.test/cart").to("shop/front:80"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("Expected GET https://shop.test/cart to go to shop/front:80, but:")
                .hasMessageContaining("rule     Ingress shop/shop spec.rules[0].http.paths[0]")
                .hasMessageContaining("forward  shop/cart:80 to 10.0.0.1:8080");
        assertThatThrownBy(() -> assertThat(engine).routes("http://shop.test/cart"))
                .hasMessageContaining("to be forwarded, but:")
                .hasMessageContaining("answer   308 https://shop.test/cart: SslRedirectFilter");
        assertThatThrownBy(() -> assertThat(engine).redirects("https://shop.test/cart"))
                .hasMessageContaining("to be redirected, but:");
        assertThatThrownBy(() ->
                        assertThat(engine).redirects("http://shop.test/cart").to("https://other.test/"))
                .hasMessageContaining("to be redirected to https://other.test/, but:");
        assertThatThrownBy(() ->
                        assertThat(engine).redirects("http://shop.test/cart").with(301))
                .hasMessageContaining("to be redirected with 301, but:");
        assertThatThrownBy(() -> assertThat(engine).answers("https://shop.test/cart"))
                .hasMessageContaining("to be answered without any Service, but:");
        assertThatThrownBy(() ->
                        assertThat(engine).answers("https://shop.test/other").with(503))
                .hasMessageContaining("to be answered with 503, but:");
        assertThatThrownBy(() ->
                        assertThat(engine).routes("https://shop.test/cart").withTarget("/"))
                .hasMessageContaining("to be seen as / by its Service, not as /cart, but:");
        assertThatThrownBy(() ->
                        assertThat(engine).routes("https://shop.test/empty").withEndpoints())
                .hasMessageContaining("to find an endpoint of shop/empty:80, but:");
    }

    @Test
    void aDescriptionStandsBeforeTheFailure() {
        assertThatThrownBy(() -> assertThat(engine).as("the shop").routes("https://other.test/"))
                .hasMessageStartingWith("[the shop] Expected GET https://other.test/ to be forwarded, but:");
    }

    @Test
    void anErrorOfAnAuthorFailsWithItsText() {
        source.put(Ingress.builder("shop", "closed")
                .annotation("nginx.ingress.kubernetes.io/auth-url", "http://auth.test/")
                .path("closed.test", "/", PathType.PREFIX, "cart", 80)
                .build());
        await().until(() ->
                engine.diagnostics().stream().anyMatch(d -> d.object().equals("Ingress shop/closed")));

        assertThatThrownBy(() -> assertThat(engine).hasNoErrors())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("Expected no error, but there is:")
                .hasMessageContaining("error: unapplied-protection: Ingress shop/closed");
        assertThatThrownBy(() -> assertThat(engine).hasNoWarnings()).hasMessageContaining("no warning or error");
    }

    @Test
    void nothingIsNoRouter() {
        assertThatThrownBy(() -> assertThat((Router) null).routes("https://shop.test/"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not to be null");
    }
}
