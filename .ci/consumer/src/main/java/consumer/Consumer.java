package consumer;

import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.proxy.netty.IngressProxy;
import io.ingress4j.proxy.netty.config.Listener;
import io.ingress4j.source.file.FileSource;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** A service of somebody else: it embeds the proxy, asks it one question and ends. */
public final class Consumer {
    private Consumer() {}

    /** Prints {@code served: 404} where all is well. */
    public static void main(String[] arguments) throws Exception {
        Path manifests = Files.createTempDirectory("consumer");
        var router = new LiveRouter(Router.empty());
        try (var proxy = IngressProxy.builder(router)
                        .listen(Listener.http("127.0.0.1", 0))
                        .build();
                var engine = IngressEngine.builder()
                        .source(FileSource.of(manifests))
                        .router(router)
                        .dataPlane(proxy)
                        .build()) {
            engine.start().toCompletableFuture().join();
            proxy.start();
            int port = proxy.addresses().get(0).getPort();
            var connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + "/").toURL().openConnection();
            System.out.println("served: " + connection.getResponseCode());
        } finally {
            Files.delete(manifests);
        }
    }
}
