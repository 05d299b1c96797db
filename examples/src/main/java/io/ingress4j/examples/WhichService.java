package io.ingress4j.examples;

import io.ingress4j.matcher.CompiledRoute;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.source.file.FileSource;
import java.nio.file.Path;

/** The router alone, without a socket: which Service gets a request? */
public final class WhichService {
    private WhichService() {}

    /**
     * Returns the Service that gets a request.
     *
     * @param manifests a file or a directory of manifests
     * @param host the host of the request
     * @param target path and query of the request
     * @return {@code namespace/service:port}, or {@code nobody}
     */
    // tag::embedding
    public static String of(Path manifests, String host, String target) {
        try (IngressEngine engine =
                IngressEngine.builder().source(FileSource.of(manifests)).build()) {
            engine.start().toCompletableFuture().join();
            CompiledRoute route = engine.router().current().match(host, target).route();
            return route == null || route.cluster() == null
                    ? "nobody"
                    : route.cluster().name().toString();
        }
    }
    // end::embedding
}
