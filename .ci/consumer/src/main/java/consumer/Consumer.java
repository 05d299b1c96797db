package consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.proxy.netty.IngressProxy;
import io.ingress4j.proxy.netty.config.Listener;
import io.ingress4j.source.file.FileSource;
import io.ingress4j.source.k8s.KubernetesSource;
import io.netty.util.Version;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/** A service of somebody else: it embeds the proxy, which follows files and an empty cluster, asks it one question and ends. */
public final class Consumer {
    private static final byte[] LIST = "{\"metadata\": {\"resourceVersion\": \"1\"}, \"items\": []}".getBytes(UTF_8);

    private Consumer() {}

    /** Prints {@code netty: [VERSION]} and {@code served: 404} where all is well. */
    public static void main(String[] arguments) throws Exception {
        Path manifests = Files.createTempDirectory("consumer");
        HttpServer cluster = cluster();
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + cluster.getAddress().getPort())
                .build();
        var router = new LiveRouter(Router.empty());
        try (var proxy = IngressProxy.builder(router)
                        .listen(Listener.http("127.0.0.1", 0))
                        .build();
                var client = new KubernetesClientBuilder().withConfig(config).build();
                var engine = IngressEngine.builder()
                        .source(FileSource.of(manifests))
                        .source(KubernetesSource.builder(client).build())
                        .router(router)
                        .dataPlane(proxy)
                        .build()) {
            System.out.println("netty: " + nettyVersions());
            engine.start().toCompletableFuture().join();
            proxy.start();
            int port = proxy.addresses().get(0).getPort();
            var connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + "/").toURL().openConnection();
            System.out.println("served: " + connection.getResponseCode());
        } finally {
            cluster.stop(0);
            Files.delete(manifests);
        }
    }

    private static Set<String> nettyVersions() {
        return Version.identify().entrySet().stream()
                .filter(module -> !module.getKey().startsWith("netty-tcnative")) // which counts for itself
                .map(module -> module.getValue().artifactVersion())
                .collect(Collectors.toSet());
    }

    /** An API server that has no object, and whose watches end at once. */
    private static HttpServer cluster() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String query = exchange.getRequestURI().getQuery();
            boolean isWatch = query != null && query.contains("watch=");
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, isWatch ? -1 : LIST.length);
            if (!isWatch) {
                exchange.getResponseBody().write(LIST);
            }
            exchange.close();
        });
        server.start();
        return server;
    }
}
