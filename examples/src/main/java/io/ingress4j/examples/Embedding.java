package io.ingress4j.examples;

import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.proxy.netty.IngressProxy;
import io.ingress4j.proxy.netty.config.Listener;
import io.ingress4j.source.file.FileSource;
import java.nio.file.Path;
import java.util.function.Consumer;

/** An ingress proxy inside a program of yours. */
public final class Embedding {
    private Embedding() {}

    /**
     * Serves a directory of manifests for as long as {@code meanwhile} takes.
     *
     * @param manifests the directory; its changes are followed
     * @param port the port to listen on, or 0 for any free one
     * @param meanwhile gets the proxy while it serves
     */
    // tag::readme
    public static void serve(Path manifests, int port, Consumer<IngressProxy> meanwhile) {
        var router = new LiveRouter(Router.empty());
        try (var proxy = IngressProxy.builder(router)
                        .listen(Listener.http("127.0.0.1", port))
                        .build();
                var engine = IngressEngine.builder()
                        .source(FileSource.of(manifests))
                        .router(router)
                        .dataPlane(proxy)
                        .build()) {
            engine.start().toCompletableFuture().join(); // the first complete table is there
            engine.diagnostics().forEach(System.err::println);
            proxy.start();
            meanwhile.accept(proxy);
        }
    }
    // end::readme
}
