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

final class DiffCommandTest {
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
    private Path before;
    private Path after;

    @BeforeEach
    void writeManifests() throws IOException {
        before = Files.writeString(directory.resolve("before.yaml"), SHOP);
        after = Files.writeString(directory.resolve("after.yaml"), SHOP.replace("name: cart", "name: basket"));
    }

    private int diff(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "diff";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
    }

    @Test
    void aServiceThatIsReplacedIsShownByTheRequestsThatItLoses() {
        assertThat(diff(before.toString(), after.toString())).isEqualTo(1);
        assertThat(out.toString().replace("\r\n", "\n")).isEqualTo("""
                shop.example.com /cart /cart/ /cart/any
                  - prefix /cart -> default/cart:80 [default/shop]
                  + prefix /cart -> default/basket:80 [default/shop]
                """);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void manifestsThatRouteAlikeAreSilent() throws IOException {
        Files.writeString(after, "# moved\n" + SHOP);

        assertThat(diff(before.toString(), after.toString())).isZero();
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void anExpressionWhoseRequestsAreNotKnownIsNamed() throws IOException {
        Files.writeString(
                after,
                SHOP.replace(
                                "  name: shop\n",
                                "  name: shop\n  annotations: {nginx.ingress.kubernetes.io/use-regex: 'true'}\n")
                        .replace("/cart, pathType: Prefix", "'/c[0-9]+', pathType: ImplementationSpecific"));

        assertThat(diff(before.toString(), after.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains("which requests they take cannot be told", "  + shop.example.com regex /c[0-9]+");
    }

    @Test
    void aMissingPathAndTwoStandardInputsAreRefusedInOneLine() {
        assertThat(diff(before.toString(), directory.resolve("nowhere").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("nowhere: no such file or directory");

        assertThat(diff("-", "-")).isEqualTo(2);
        assertThat(err.toString()).contains("standard input can be one of the two only");
    }
}
