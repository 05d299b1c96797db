package io.ingress4j.examples.programs;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.proxy.netty.IngressProxy;
import io.ingress4j.proxy.netty.config.Listener;
import io.ingress4j.source.k8s.KubernetesSource;
import io.ingress4j.source.k8s.WatchState;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** A proxy for the Ingresses of a live cluster, in an application that has a client of that cluster. */
public final class ClusterProxy implements AutoCloseable {
    // tag::embedding
    private final KubernetesSource cluster;
    private final IngressEngine engine;
    private final IngressProxy proxy;
    private final CompletionStage<Void> serving;

    /** Serves one namespace; {@code client} stays the application's. */
    public ClusterProxy(KubernetesClient client, String namespace, int port) {
        cluster = KubernetesSource.builder(client).namespaces(Set.of(namespace)).build();
        var router = new LiveRouter(Router.empty());
        proxy = IngressProxy.builder(router)
                .listen(Listener.http("127.0.0.1", port))
                .build();
        engine = IngressEngine.builder()
                .source(cluster)
                .router(router)
                .dataPlane(proxy)
                .build();
        serving = engine.start().thenRun(proxy::start);
    }

    /** Returns what completes when every list was read and the proxy serves, however long the API server needs. */
    public CompletionStage<Void> serving() {
        return serving;
    }

    /** Returns the watches that nothing was heard of for as long; what they told before is still served. */
    public List<WatchState> silent(Duration than) {
        return cluster.watches().stream()
                .filter(watch -> watch.age().compareTo(than) > 0)
                .toList();
    }
    // end::embedding

    /** Returns the port, once the proxy serves. */
    public int port() {
        return proxy.addresses().get(0).getPort();
    }

    @Override
    public void close() {
        proxy.close();
        engine.close();
    }
}
