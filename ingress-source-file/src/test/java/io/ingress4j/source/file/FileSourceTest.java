package io.ingress4j.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.source.ResourceStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileSourceTest {
    @TempDir
    private Path directory;

    private final ResourceStore store = new ResourceStore();
    private FileSource source;

    private static String manifest(String name) {
        return """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata:
                  name: %s
                spec:
                  rules:
                    - host: %s.example.com
                      http:
                        paths:
                          - path: /
                            pathType: Prefix
                            backend:
                              service: {name: s, port: {number: 80}}
                """.formatted(name, name);
    }

    private void start(Path root) {
        source = FileSource.of(root, Duration.ofMillis(300));
        source.start(store.sink(source.name()));
    }

    @AfterEach
    void stop() {
        if (source != null) {
            source.close();
        }
    }

    private List<String> names() {
        return store.take()
                .map(change -> lastNames = change.resources().all(Ingress.class).stream()
                        .map(ingress -> ingress.key().name())
                        .sorted()
                        .toList())
                .orElse(lastNames);
    }

    private List<String> lastNames = List.of();

    private void awaitNames(String... expected) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(names()).containsExactly(expected));
    }

    @Test
    void editsAppearAndVanishWhileTheSourceRuns() throws IOException {
        Files.writeString(directory.resolve("a.yaml"), manifest("a"));
        start(directory);
        awaitNames("a");

        Files.createDirectory(directory.resolve("below"));
        Files.writeString(directory.resolve("below/b.yml"), manifest("b"));
        awaitNames("a", "b");

        Files.delete(directory.resolve("a.yaml"));
        awaitNames("b");
    }

    @Test
    void anAtomicRenameReplacesTheObjects() throws IOException {
        Path file = directory.resolve("a.yaml");
        Files.writeString(file, manifest("a"));
        start(directory);
        awaitNames("a");

        Path temporary = Files.writeString(directory.resolve(".a.yaml.swp"), manifest("renamed"));
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        awaitNames("renamed");
    }

    @Test
    void theLinkSwapOfAMountedConfigMapIsFollowed() throws IOException {
        Path first = Files.createDirectory(directory.resolve("..1"));
        Path second = Files.createDirectory(directory.resolve("..2"));
        Files.writeString(first.resolve("a.yaml"), manifest("first"));
        Files.writeString(second.resolve("a.yaml"), manifest("second"));
        Files.createSymbolicLink(directory.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(directory.resolve("a.yaml"), Path.of("..data/a.yaml"));
        start(directory);
        awaitNames("first");

        Files.createSymbolicLink(directory.resolve("..new"), Path.of("..2"));
        Files.move(directory.resolve("..new"), directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        awaitNames("second");
    }

    @Test
    void aFileThatBreaksKeepsItsLastGoodObjectsAndSaysSo() throws IOException {
        Path file = directory.resolve("a.yaml");
        Files.writeString(file, manifest("a") + "---\n" + manifest("b"));
        start(directory);
        awaitNames("a", "b");

        Files.writeString(file, manifest("a") + "---\n{ broken\n---\n" + manifest("c"));
        awaitNames("a", "b", "c");

        assertThat(store.diagnostics()).extracting(Diagnostic::code).containsExactly("invalid-yaml");
        assertThat(store.diagnostics().get(0).source()).isEqualTo(file.toString());
    }

    @Test
    void theFirstOfTwoFilesWinsAKey() throws IOException {
        Files.writeString(directory.resolve("1.yaml"), manifest("a"));
        Files.writeString(directory.resolve("2.yaml"), manifest("a"));
        start(directory);

        awaitNames("a");
        assertThat(store.diagnostics()).singleElement().satisfies(diagnostic -> {
            assertThat(diagnostic.code()).isEqualTo("duplicate-object");
            assertThat(diagnostic.source()).endsWith("2.yaml");
        });
    }

    @Test
    void aFileOfMoreThanThreeMegabytesIsRead() throws IOException {
        String padding = "# " + "x".repeat(4 << 20) + "\n";
        start(Files.writeString(directory.resolve("big.yaml"), padding + manifest("big")));

        awaitNames("big");
    }
}
