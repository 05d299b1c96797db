package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddingTest {
    private static final String MANIFESTS = """
            {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: shop}, spec: {rules: [{http: {paths: [
              {path: /cart, pathType: Prefix, backend: {service: {name: cart, port: {number: 80}}}}]}}]}}
            ---
            {apiVersion: v1, kind: Service, metadata: {name: cart}, spec: {ports: [{port: 80}]}}
            ---
            {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, addressType: IPv4, ports: [{port: %d}],
             metadata: {name: cart-1, labels: {kubernetes.io/service-name: cart}}, endpoints: [{addresses: [127.0.0.1]}]}
            """;
    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));

    @TempDir
    private Path manifests;

    @Test
    void aFewStatementsServeADirectory() throws IOException {
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        service.start();
        Files.writeString(
                manifests.resolve("shop.yaml"),
                MANIFESTS.formatted(service.getAddress().getPort()));
        List<Integer> statuses = new ArrayList<>();
        try {
            Embedding.serve(manifests, 0, proxy -> {
                String url = "http://127.0.0.1:" + proxy.addresses().get(0).getPort();
                statuses.add(statusOf(url + "/cart/1"));
                statuses.add(statusOf(url + "/other"));
            });
        } finally {
            service.stop(0);
        }

        assertThat(statuses).containsExactly(204, 404);
    }

    @Test
    void theReadmeShowsWhatIsCompiled() throws IOException {
        String source = Files.readString(MODULE.resolve("src/main/java/io/ingress4j/examples/Embedding.java"));
        String region = source.substring(source.indexOf("// tag::readme\n") + 15, source.indexOf("    // end::readme"));

        assertThat(Files.readString(MODULE.resolve("../README.md")))
                .contains("```java\n" + region.replaceAll("(?m)^ {4}", "") + "```\n");
        assertThat(region.lines().count()).isLessThanOrEqualTo(20);
    }

    private static int statusOf(String url) {
        try {
            var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(10_000);
            connection.setReadTimeout(10_000);
            return connection.getResponseCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
