package io.ingress4j.examples.programs;

import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.model.source.ResourceSource;
import io.ingress4j.proxy.netty.IngressProxy;
import io.ingress4j.proxy.netty.config.Listener;
import io.ingress4j.proxy.netty.config.ProxyLimits;
import io.ingress4j.proxy.netty.observe.ProxyObserver;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;

/** A proxy in an application that has event loops of its own, and that sees what the proxy does. */
public final class GuestProxy implements AutoCloseable {
    private final IngressProxy proxy;
    private final IngressEngine engine;

    /** Starts the proxy for the objects of {@code source}, on a free port of loopback. */
    public GuestProxy(ResourceSource source, EventLoopGroup loopsOfTheApplication, ProxyObserver observer) {
        // tag::embedding
        var router = new LiveRouter(Router.empty());
        proxy = IngressProxy.builder(router)
                .listen(Listener.http("127.0.0.1", 0))
                .eventLoops(loopsOfTheApplication) // never closed by the proxy
                .limits(ProxyLimits.builder().maxConnectionsPerAddress(500).build())
                .observer(observer)
                .build();
        engine = IngressEngine.builder()
                .source(source)
                .router(router)
                .dataPlane(proxy)
                .build();
        engine.start().toCompletableFuture().join();
        proxy.start();
        // end::embedding
    }

    /** Returns the port. */
    public int port() {
        return proxy.addresses().get(0).getPort();
    }

    // tag::leave
    /** Ends without losing a request: not ready at once, serving as before for a while, then draining. */
    public void leave(Duration balancersNeed, Duration exchangesMayTake) {
        engine.drain(balancersNeed, exchangesMayTake).toCompletableFuture().join();
        close();
    }
    // end::leave

    /** Returns whether load balancers may send requests; for a health check. */
    public boolean isReady() {
        return engine.isReady();
    }

    @Override
    public void close() {
        proxy.close();
        engine.close();
    }
}
