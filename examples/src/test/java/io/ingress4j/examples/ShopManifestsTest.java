package io.ingress4j.examples;

import static io.ingress4j.matcher.assertj.RouterAssertions.assertThat;

import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.source.file.FileSource;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks manifests in a unit test, without a cluster and without a socket. */
final class ShopManifestsTest {
    private static final Path MANIFESTS = Path.of(System.getProperty("basedir", "."), "quickstart");

    // tag::embedding
    private final IngressEngine engine = IngressEngine.builder()
            .source(FileSource.of(MANIFESTS))
            .build()
            .start()
            .toCompletableFuture()
            .join();

    @Test
    void theCartGoesToItsService() {
        assertThat(engine).hasNoErrors();
        assertThat(engine).routes("GET http://shop.localhost/cart/1").to("shop/cart:80");
    }

    @Test
    void theApiDoesNotSeeItsPrefix() {
        assertThat(engine)
                .routes("GET http://api.localhost/v1/items?page=2")
                .to("shop/api:80")
                .withTarget("/items?page=2");
    }

    @Test
    void theAccountIsServedWithTlsOnly() {
        assertThat(engine).redirects("GET http://secure.localhost/a").to("https://secure.localhost/a");
        assertThat(engine).routes("GET https://secure.localhost/a").to("shop/account:80");
        assertThat(engine).answers("GET https://other.localhost/").with(404);
    }
    // end::embedding

    @AfterEach
    void close() {
        engine.close();
    }
}
