package io.ingress4j.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ingress4j.model.Ingress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Real manifests, bytes as their authors left them. They are no part of this project; see {@link #corpus()}. */
final class CorpusTest {

    /** The folder that the environment names, or {@code shared/corpus/manifests} beside a folder above this one. */
    private static Optional<Path> corpus() {
        String named = System.getenv("INGRESS4J_CORPUS");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        Path at = Path.of("").toAbsolutePath();
        while (at != null) {
            Path candidate = at.resolve("shared/corpus/manifests");
            if (Files.isDirectory(candidate)) {
                return Optional.of(candidate);
            }
            at = at.getParent();
        }
        return Optional.empty();
    }

    @Test
    void everyManifestYieldsItsIngressesOrDiagnostics() throws IOException {
        Optional<Path> corpus = corpus();
        assumeTrue(corpus.isPresent(), "no corpus of manifests here (set INGRESS4J_CORPUS to a folder of them)");
        int ingresses = 0;
        int files = 0;
        List<Path> all;
        try (Stream<Path> list = Files.list(corpus.get())) {
            all = list.sorted().toList();
        }
        for (Path file : all) {
            Manifests.Content content =
                    Manifests.read(Files.readAllBytes(file), file.getFileName().toString());
            long found = content.objects().stream()
                    .filter(located -> located.resource() instanceof Ingress)
                    .count();
            boolean mentions = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1)
                    .lines()
                    .anyMatch(line -> line.matches("\\s*-?\\s*\"?kind\"?\\s*:\\s*\"?Ingress\"?,?\\s*"));
            assertThat(found > 0 || !content.diagnostics().isEmpty() || !mentions)
                    .as("%s has Ingresses or diagnostics", file.getFileName())
                    .isTrue();
            content.diagnostics().forEach(diagnostic -> {
                assertThat(diagnostic.code()).matches("[a-z0-9-]+");
                assertThat(diagnostic.source()).isEqualTo(file.getFileName().toString());
            });
            ingresses += (int) found;
            files++;
        }
        assertThat(files).isGreaterThan(300);
        assertThat(ingresses).isGreaterThan(300);
    }
}
