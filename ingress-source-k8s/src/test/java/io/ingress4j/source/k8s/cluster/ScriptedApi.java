package io.ingress4j.source.k8s.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * What a test answers in the place of an API server, one request at a time, where a real one answers so only by chance.
 *
 * @param server who answers
 * @param client a client of it
 */
public record ScriptedApi(HttpServer server, KubernetesClient client) implements AutoCloseable {

    /** Starts to answer. */
    public static ScriptedApi start(HttpHandler answers) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", answers);
        server.start();
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .build();
        return new ScriptedApi(
                server, new KubernetesClientBuilder().withConfig(config).build());
    }

    /** Answers a request. */
    public static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Answers as an API server does that has no Lease, and where whoever writes one gets it. */
    public static void answerLease(HttpExchange exchange, String asked) throws IOException {
        if (asked.isEmpty()) {
            answer(exchange, 404, "{\"kind\":\"Status\",\"code\":404}");
        } else {
            answer(exchange, 200, asked.replaceFirst("\"metadata\":\\{", "\"metadata\":{\"resourceVersion\":\"1\","));
        }
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
    }
}
