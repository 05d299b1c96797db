package io.ingress4j.examples.programs;

import io.ingress4j.matcher.CompiledRoute;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.model.EndpointSlice;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.PathType;
import io.ingress4j.model.Service;
import io.ingress4j.model.ServicePort;
import io.ingress4j.model.source.InMemorySource;

/** Ingresses that a program builds itself, instead of YAML, and changes while they are served. */
public final class IngressesInCode implements AutoCloseable {
    // tag::embedding
    private final InMemorySource shop = new InMemorySource("shop");
    private final IngressEngine engine = IngressEngine.builder().source(shop).build();

    /** Serves {@code /cart} of {@code shop.example.com} from one Service with one endpoint. */
    public IngressesInCode() {
        leadCartTo("cart");
        shop.put(Service.of("shop", "cart", ServicePort.of(80)));
        shop.put(EndpointSlice.of("shop", "cart", 8080, "10.0.0.1"));
        engine.start().toCompletableFuture().join();
    }

    /** Leads {@code /cart} to another Service; the table that does so serves a moment later. */
    public void leadCartTo(String service) {
        shop.put(Ingress.builder("shop", "shop")
                .path("shop.example.com", "/cart", PathType.PREFIX, service, 80)
                .build());
    }

    /** Returns the Service that gets {@code /cart} now, or {@code nobody}. */
    public String serviceOfCart() {
        CompiledRoute route =
                engine.router().current().match("shop.example.com", "/cart").route();
        return route == null || route.cluster() == null
                ? "nobody"
                : route.cluster().name().toString();
    }
    // end::embedding

    @Override
    public void close() {
        engine.close();
    }
}
