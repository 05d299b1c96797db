package io.ingress4j.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Ingress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
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

    /** A line that says that an Ingress is described here, found without any parser. */
    private static final Pattern KIND = Pattern.compile(
            "^\\s*-?\\s*[\"']?kind[\"']?\\s*:\\s*[\"']?Ingress[\"']?\\s*,?\\s*(#.*)?$", Pattern.MULTILINE);

    @Test
    void everyManifestYieldsItsIngressesOrDiagnostics() throws IOException {
        Optional<Path> corpus = corpus();
        assumeTrue(corpus.isPresent(), "no corpus of manifests here (set INGRESS4J_CORPUS to a folder of them)");
        int ingresses = 0;
        List<Path> all;
        try (Stream<Path> list = Files.list(corpus.get())) {
            all = list.sorted().toList();
        }
        for (Path file : all) {
            String name = file.getFileName().toString();
            Manifests.Content content = Manifests.read(Files.readAllBytes(file), name);
            int found = (int) content.objects().stream()
                    .filter(located -> located.resource() instanceof Ingress)
                    .count();
            long written = KIND.matcher(Files.readString(file, StandardCharsets.ISO_8859_1))
                    .results()
                    .count();
            long errors = content.diagnostics().stream()
                    .filter(diagnostic -> diagnostic.severity() == Diagnostic.Severity.ERROR)
                    .count();
            assertThat(written - found)
                    .as("Ingresses of %s that are neither read nor reported", name)
                    .isLessThanOrEqualTo(content.unreadableDocuments());
            assertThat(errors).as("errors of %s", name).isGreaterThanOrEqualTo(content.unreadableDocuments());
            content.diagnostics().forEach(diagnostic -> {
                assertThat(diagnostic.code()).matches("[a-z0-9-]+");
                assertThat(diagnostic.source()).isEqualTo(name);
                assertThat(diagnostic.message()).isNotBlank();
                assertThat(diagnostic.line() > 0 || diagnostic.code().equals("not-utf8"))
                        .as("%s has a line", diagnostic)
                        .isTrue();
            });
            ingresses += found;
        }
        assertThat(all).hasSizeGreaterThan(300);
        assertThat(ingresses).isGreaterThan(450);
    }
}
