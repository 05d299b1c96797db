package io.ingress4j.proxy.netty;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.PathType;
import io.ingress4j.model.source.InMemorySource;
import io.ingress4j.proxy.netty.config.Listener;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ForwardingTest {

    @Test
    void requestsAndTheirBodiesReachTheEndpointAndAnswersComeBack() throws Exception {
        HttpServer upstream = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        upstream.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : 0);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        upstream.start();
        var endpoint = new Endpoint("127.0.0.1", upstream.getAddress().getPort());
        var source = new InMemorySource("test");
        source.put(Ingress.builder("shop", "web")
                .path("localhost", "/", PathType.PREFIX, "web", 80)
                .build());
        var router = new LiveRouter(Router.empty());
        try (var proxy = IngressProxy.builder(router)
                        .listen(Listener.http("127.0.0.1", 0))
                        .build();
                var engine = IngressEngine.builder()
                        .source(source)
                        .dataPlane(proxy)
                        .router(router)
                        .settings(TranslationSettings.builder()
                                .serveWithoutClass(true)
                                .fallbackEndpoints(cluster -> List.of(endpoint))
                                .build())
                        .build()) {
            engine.start().toCompletableFuture().get(10, TimeUnit.SECONDS);
            proxy.start();
            var uri = URI.create("http://localhost:" + proxy.addresses().get(0).getPort() + "/a");
            var client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            String body = "0123456789".repeat(50_000);

            for (int i = 0; i < 3; i++) {
                var posted = client.send(
                        HttpRequest.newBuilder(uri)
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
                assertThat(posted.statusCode()).isEqualTo(200);
                assertThat(posted.body()).isEqualTo(body);
                assertThat(client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
            }
        } finally {
            upstream.stop(0);
        }
    }
}
