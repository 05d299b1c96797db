package io.ingress4j.examples.programs;

import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.StandardFeatures;
import io.ingress4j.matcher.feature.rewrite.RewriteFeature;
import io.ingress4j.model.source.ResourceSource;
import io.ingress4j.proxy.netty.IngressProxy;
import io.ingress4j.proxy.netty.config.Listener;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A proxy with features of its own beside the standard ones, on a free port of loopback. */
public final class ProxyWithFeatures implements AutoCloseable {
    private final IngressProxy proxy;
    private final IngressEngine engine;

    /** Starts the proxy for the objects of {@code source}; {@code directory} is what {@link TenantFeature} asks. */
    public ProxyWithFeatures(ResourceSource source, Function<String, CompletionStage<String>> directory) {
        // tag::embedding
        var router = new LiveRouter(Router.empty());
        proxy = IngressProxy.builder(router)
                .listen(Listener.http("127.0.0.1", 0))
                .build();
        engine = IngressEngine.builder()
                .source(source)
                .router(router)
                .dataPlane(proxy)
                .features(StandardFeatures.all()
                        .before(RewriteFeature.class, new ApiKeyFeature())
                        .with(new TenantFeature(directory)))
                .build();
        engine.start().toCompletableFuture().join();
        proxy.start();
        // end::embedding
    }

    /** Returns the port. */
    public int port() {
        return proxy.addresses().get(0).getPort();
    }

    /** Returns the engine. */
    public IngressEngine engine() {
        return engine;
    }

    @Override
    public void close() {
        proxy.close();
        engine.close();
    }
}
