package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServeIT {
    private static final String SHOP = """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: shop
            spec:
              rules:
                - host: localhost
                  http:
                    paths:
                      - {path: /cart, pathType: Prefix, backend: {service: {name: cart, port: {number: 80}}}}
            """;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    @TempDir
    private Path directory;

    @Test
    void aManifestIsServedWhatIsMissingIsSaidAndASignalEndsItWell() throws Exception {
        Files.writeString(directory.resolve("shop.yaml"), SHOP);

        try (var jar = RunningJar.start(List.of("--config", directory.toString()))) {
            assertThat(get(jar.httpPort(), "/cart/1").statusCode()).isEqualTo(503);
            assertThat(get(jar.httpPort(), "/other").statusCode()).isEqualTo(404);
            assertThat(get(jar.adminPort(), "/ready").body()).isEqualTo("ready\n");
            assertThat(get(jar.adminPort(), "/routes").body()).contains("localhost", "/cart", "default/cart:80");
            assertThat(jar.output()).contains("note: missing-service: Service default/cart", "kind: EndpointSlice");
            assertThat(jar.httpsPort()).isPositive();
        }
    }

    @Test
    void aPathThatIsNotThereEndsItWithOneLine() {
        try (var jar = RunningJar.run(List.of("serve", "--config", "/nowhere"))) {
            assertThat(jar.awaitEnd()).isEqualTo(2);
            assertThat(jar.output())
                    .isEqualTo("--config: /nowhere: no such file or directory"
                            + " (name a manifest or a directory of them)\n");
        }
    }

    @Test
    void aFolderWithoutAnIngressIsFollowedUntilThereIsOne() throws Exception {
        try (var jar = RunningJar.start(List.of("--config", directory.toString()))) {
            assertThat(jar.output()).contains("WARN  no Ingress found in " + directory + " (expected: ");

            Files.writeString(directory.resolve("shop.yaml"), SHOP);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(get(jar.httpPort(), "/cart").statusCode())
                            .isEqualTo(503));
        }
    }

    @Test
    void anIngressOfAnotherClassIsNamedWithTheOptionThatServesIt() throws Exception {
        Files.writeString(
                directory.resolve("shop.yaml"), SHOP.replace("spec:\n", "spec:\n  ingressClassName: traefik\n"));

        try (var jar = RunningJar.start(List.of("--config", directory.toString()))) {
            assertThat(jar.output())
                    .contains("WARN  no Ingress of our class", "[traefik]", "--ingress-class", "--controller");
        }
        try (var jar = RunningJar.start(List.of("--config", directory.toString(), "--ingress-class", "traefik"))) {
            assertThat(get(jar.httpPort(), "/cart").statusCode()).isEqualTo(503);
            assertThat(jar.output()).doesNotContain("WARN");
        }
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
