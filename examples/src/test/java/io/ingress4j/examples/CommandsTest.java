package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CommandsTest {
    private static final String SHOP = """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: shop
            spec:
              rules:
                - host: shop.example.com
                  http:
                    paths:
                      - {path: /cart, pathType: Prefix, backend: {service: {name: cart, port: {number: 80}}}}
            """;

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path file;

    @BeforeEach
    void writeManifest() throws IOException {
        file = Files.writeString(directory.resolve("shop.yaml"), SHOP);
    }

    private int run(String... arguments) {
        return new CommandLine(new CheckCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
    }

    @Test
    void absentServicesAreNotesUnlessTheManifestsAreComplete() {
        assertThat(run(file.toString())).isZero();
        assertThat(out.toString()).contains("note: missing-service: Service default/cart");

        assertThat(run("--complete", file.toString())).isEqualTo(2);
    }

    @Test
    void aWarningCountsOnlyWithStrict() throws IOException {
        Files.writeString(
                file,
                SHOP.replace(
                        "  name: shop\n", "  name: shop\n  annotations: {nginx.ingress.kubernetes.io/hsts: 'true'}\n"));

        assertThat(run(directory.toString())).isZero();
        assertThat(run("--strict", directory.toString())).isEqualTo(1);
        assertThat(out.toString()).contains(file + ":5: warning: unknown-annotation: Ingress default/shop");
    }

    @Test
    void anErrorIsPrintedAsJsonWithItsPlace() throws IOException {
        Files.writeString(file, SHOP.replace("/cart", "cart"));

        assertThat(run("--format", "json", file.toString())).isEqualTo(2);
        assertThat(out.toString()).contains("\"code\" : \"invalid-path\"", "\"line\" : 10");
    }

    @Test
    void aMissingPathIsOneLineWithTheRemedy() {
        assertThat(run(directory.resolve("nowhere").toString())).isEqualTo(2);
        assertThat(err.toString())
                .contains("nowhere: no such file or directory (name a manifest")
                .hasLineCount(1);
    }

    @Test
    void theRouterAnswersWithoutASocket() {
        assertThat(WhichService.of(file, "shop.example.com", "/cart/1?x=2")).isEqualTo("default/cart:80");
        assertThat(WhichService.of(file, "shop.example.com", "/other")).isEqualTo("nobody");
    }
}
