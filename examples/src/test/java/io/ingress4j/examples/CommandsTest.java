package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

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
        return execute(new CheckCommand(), arguments);
    }

    private int execute(Object command, String... arguments) {
        return new CommandLine(command)
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
    void explainNamesTheRuleItsPlaceAndWhatIsMissing() {
        assertThat(execute(new ExplainCommand(), file.toString(), "--url", "http://shop.example.com/cart/1"))
                .isZero();
        assertThat(out.toString())
                .startsWith("GET http://shop.example.com/cart/1\n")
                .contains("rule     Ingress default/shop spec.rules[0].http.paths[0] (" + file + ":10)\n")
                .contains("answer   503: default/cart:80 has no endpoint\n")
                .contains("note: missing-service: Service default/cart");
    }

    @ParameterizedTest
    @CsvSource({
        "shop.example.com, X: y, --url: shop.example.com (expected: http://HOST/PATH",
        "http://a/, x, '--header: x (expected: NAME: VALUE'",
    })
    void explainSaysInOneLineWhatItCannotRead(String url, String header, String message) {
        assertThat(execute(new ExplainCommand(), file.toString(), "--url", url, "--header", header))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith(message).hasLineCount(1);
    }

    private static Stream<String> commandsThatLook() {
        return Stream.of("check", "explain", "routes", "diff");
    }

    @ParameterizedTest
    @MethodSource("commandsThatLook")
    void whatLooksReadsIngressesByTheOptionsOfWhatServes(String command) {
        CommandSpec serve = spec("serve");
        CommandSpec looking = spec(command);

        for (String name :
                List.of("--ingress-class", "--controller", "--without-class", "--configmap", "--allow-annotation")) {
            assertThat(looking.findOption(name)).as(name).isNotNull();
            assertThat(looking.findOption(name).description())
                    .isEqualTo(serve.findOption(name).description());
        }
    }

    private static CommandSpec spec(String command) {
        return Main.commandLine().getSubcommands().get(command).getCommandSpec();
    }

    @Test
    void anIngressWithoutAClassIsIgnoredWhereThatIsAskedFor() {
        assertThat(run("--without-class=ignore", file.toString())).isZero();
        assertThat(out.toString()).contains("note: not-served: Ingress default/shop");
        assertThat(err.toString()).contains("no Ingress of our class");

        assertThat(execute(
                        new ExplainCommand(),
                        "--without-class=ignore",
                        file.toString(),
                        "--url",
                        "http://shop.example.com/cart"))
                .isZero();
        assertThat(out.toString()).contains("answer   404");
    }

    @Test
    void theGlobalSettingsAreThoseOfTheConfigMapThatIsNamed() throws IOException {
        Files.writeString(directory.resolve("settings.yaml"), """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings, namespace: edge}
                data: {denylist-source-range: no address}
                """);

        assertThat(run(directory.toString())).isZero();
        assertThat(run("--configmap=edge/settings", directory.toString())).isEqualTo(2);
        assertThat(out.toString()).contains("error: ", "ConfigMap edge/settings: data[denylist-source-range]");

        out.getBuffer().setLength(0);
        assertThat(run("--configmap=edge/other", directory.toString())).isEqualTo(2);
        assertThat(out.toString()).contains("error: ", "edge/other");
    }

    @ParameterizedTest
    @MethodSource("commandsThatLook")
    void anUnreadableNameOfAConfigMapIsOneLine(String command) {
        int status = Main.commandLine()
                .setErr(new PrintWriter(err, true))
                .execute(command, "--configmap=settings", file.toString(), file.toString());

        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains("--configmap", "settings (expected: NAMESPACE/NAME)");
    }

    @Test
    void anAnnotationThatMayGoUnappliedIsNoError() throws IOException {
        Files.writeString(
                file,
                SHOP.replace(
                        "  name: shop\n",
                        "  name: shop\n  annotations: {nginx.ingress.kubernetes.io/auth-url: 'http://a.test/'}\n"));

        assertThat(run(file.toString())).isEqualTo(2);
        assertThat(out.toString()).contains("error: unapplied-protection");

        assertThat(run("--allow-annotation=auth-url", file.toString())).isZero();
    }

    @Test
    void theRouterAnswersWithoutASocket() {
        assertThat(WhichService.of(file, "shop.example.com", "/cart/1?x=2")).isEqualTo("default/cart:80");
        assertThat(WhichService.of(file, "shop.example.com", "/other")).isEqualTo("nobody");
    }

    @Test
    void aSummaryGoesToTheErrorStream() throws IOException {
        assertThat(run(file.toString())).isZero();
        assertThat(err.toString()).isEqualTo("1 Ingress: 0 errors, 0 warnings, 1 note" + System.lineSeparator());

        err.getBuffer().setLength(0);
        Files.writeString(file, SHOP.replace("/cart", "cart"));
        assertThat(run(file.toString())).isEqualTo(2);
        assertThat(err.toString()).endsWith("0 Ingresses: 3 errors, 1 warning, 0 notes" + System.lineSeparator());
    }

    @Test
    void whatIsSaidStandsInTheOrderOfFilesAndLines() throws IOException {
        Files.writeString(
                directory.resolve("a.yaml"), SHOP.replace("/cart", "cart").replace("shop", "b"));
        Files.writeString(file, SHOP.replace("spec:", "spec:\n  unknown: 1").replace("/cart", "cart"));

        assertThat(run(directory.toString())).isEqualTo(2);
        assertThat(out.toString().lines().map(line -> line.replaceAll(".*(a|shop).yaml:(\\d+): .*", "$1 $2")))
                .containsExactly("a 6", "a 10", "a 10", "shop 6", "shop 6", "shop 11", "shop 11");
    }

    @Test
    void noIngressIsOneLineWithTheRemedyAndAWarning() throws IOException {
        Files.writeString(file, "apiVersion: v1\nkind: Service\nmetadata: {name: s}\n");

        assertThat(run(file.toString())).isZero();
        assertThat(run("--strict", file.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("no Ingress found in " + file + " (expected: .yaml");
    }

    @Test
    void noIngressOfOurClassIsOneLineWithTheRemedy() throws IOException {
        Files.writeString(file, SHOP.replace("spec:", "spec:\n  ingressClassName: traefik"));

        assertThat(run(file.toString())).isZero();
        assertThat(err.toString())
                .startsWith("no Ingress of our class in " + file + ": the classes there are [traefik]");
        assertThat(out.toString())
                .contains("note: not-served: Ingress default/shop: spec.ingressClassName: \"traefik\"");

        err.getBuffer().setLength(0);
        assertThat(run("--ingress-class", "traefik", file.toString())).isZero();
        assertThat(err.toString()).startsWith("1 Ingress: ");
    }

    @Test
    void aPathThatIsNoFileIsOneLineWithTheRemedy() {
        assertThat(run("/dev/null")).isEqualTo(2);
        assertThat(err.toString())
                .contains("/dev/null: neither a file nor a directory (name a manifest")
                .hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void standardInputIsReadToItsEnd() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(
                (SHOP.replace("/cart", "cart") + "---\n{ broken").getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(run("-")).isEqualTo(2);
        } finally {
            System.setIn(before);
        }
        assertThat(out.toString())
                .contains("-:10: error: invalid-path: Ingress default/shop: ", "-:12: error: invalid-yaml (");
    }

    @Test
    void aRouteIsTold() {
        assertThat(execute(new RoutesCommand(), file.toString())).isZero();
        assertThat(out.toString()).contains("shop.example.com", "/cart");

        out.getBuffer().setLength(0);
        assertThat(execute(new RoutesCommand(), "--url", "http://shop.example.com/cart/1?x=y", file.toString()))
                .isZero();
        assertThat(out.toString()).contains("default/cart:80");

        out.getBuffer().setLength(0);
        assertThat(execute(new RoutesCommand(), "--url", "http://other.example.com/", file.toString()))
                .isZero();
        assertThat(out.toString()).isEqualTo("nobody: 404\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.example.com/cart", "http://a b/", "%"})
    void aUrlThatIsNoneIsOneLineWithTheRemedy(String url) {
        assertThat(execute(new RoutesCommand(), "--url", url, file.toString())).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("--url: " + url)
                .contains("expected: http://HOST/PATH")
                .hasLineCount(1);
    }
}
