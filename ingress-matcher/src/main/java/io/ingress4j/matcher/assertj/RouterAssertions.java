package io.ingress4j.matcher.assertj;

import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.Router;

/**
 * Where assertions about requests begin.
 *
 * <pre>{@code
 * assertThat(engine).hasNoErrors();
 * assertThat(engine).routes("GET https://shop.example.com/cart").to("shop/cart:80");
 * assertThat(engine).redirects("GET http://shop.example.com/cart").to("https://shop.example.com/cart");
 * assertThat(engine).answers("GET https://other.example.com/").with(404);
 * }</pre>
 *
 * A request is a method and a URL; a URL alone is a {@code GET}. A failure shows the whole {@linkplain
 * io.ingress4j.matcher.Explanation explanation}.
 */
public final class RouterAssertions {
    private RouterAssertions() {}

    /** Returns assertions about the table that an engine serves now, and about what it has to say. */
    public static EngineAssert assertThat(IngressEngine engine) {
        return new EngineAssert(engine);
    }

    /** Returns assertions about a router; failures know neither files nor annotations. */
    public static RouterAssert assertThat(Router router) {
        return new RouterAssert(router);
    }
}
