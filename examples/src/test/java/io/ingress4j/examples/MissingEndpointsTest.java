package io.ingress4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.source.file.FileSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the remark about missing endpoints says to paste is pasted, and supplies them. */
final class MissingEndpointsTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"number: 80, 80", "name: web, 80"})
    void whatIsToBePastedSuppliesTheService(String port, int expected) throws Exception {
        Files.writeString(directory.resolve("ingress.yaml"), ingress(port));

        paste("missing-service");

        assertThat(endpoint()).isEqualTo(new Endpoint("192.0.2.1", expected));
    }

    @Test
    void whatIsToBePastedSuppliesTheEndpointsOfAServiceThatIsThere() throws Exception {
        Files.writeString(directory.resolve("ingress.yaml"), ingress("name: web"));
        Files.writeString(
                directory.resolve("service.yaml"),
                "{apiVersion: v1, kind: Service, metadata: {name: cart},"
                        + " spec: {ports: [{name: web, port: 80, targetPort: 3000}]}}");

        paste("no-endpoints");

        assertThat(endpoint()).isEqualTo(new Endpoint("192.0.2.1", 3000));
    }

    private static String ingress(String port) {
        return "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: shop}, spec: {rules: [{host: shop.test,"
                + " http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: cart, port: {" + port
                + "}}}}]}}]}}";
    }

    private void paste(String code) throws Exception {
        try (IngressEngine engine = read()) {
            assertThat(engine.diagnostics())
                    .singleElement()
                    .satisfies(remark -> assertThat(remark.code()).isEqualTo(code));
            Diagnostic remark = engine.diagnostics().get(0);
            String yaml = remark.message().substring(remark.message().indexOf('{'));
            Files.write(
                    directory.resolve("pasted.yaml"),
                    yaml.replace("ADDRESS", "192.0.2.1").getBytes(UTF_8));
        }
    }

    private Endpoint endpoint() throws Exception {
        try (IngressEngine engine = read()) {
            assertThat(engine.diagnostics()).isEmpty();
            return engine.router()
                    .current()
                    .match("shop.test", "/")
                    .route()
                    .cluster()
                    .endpoints()
                    .endpoints()
                    .get(0);
        }
    }

    private IngressEngine read() throws Exception {
        IngressEngine engine =
                IngressEngine.builder().source(FileSource.of(directory)).build();
        engine.start().toCompletableFuture().get(20, TimeUnit.SECONDS);
        return engine;
    }
}
