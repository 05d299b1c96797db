package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Every manifest of a corpus is checked, alone and with all the others, as an operator would. */
final class CorpusCheckTest {
    private Path corpus = Path.of("");

    /** The folder that the environment names, or {@code shared/corpus/manifests} beside a folder above this one. */
    @BeforeEach
    void findCorpus() {
        Optional<Path> found =
                Optional.ofNullable(System.getenv("INGRESS4J_CORPUS")).map(Path::of);
        for (Path at = Path.of("").toAbsolutePath(); found.isEmpty() && at != null; at = at.getParent()) {
            found = Optional.of(at.resolve("shared/corpus/manifests")).filter(Files::isDirectory);
        }
        assumeTrue(found.isPresent(), "no corpus of manifests here (set INGRESS4J_CORPUS to a folder of them)");
        corpus = found.orElseThrow();
    }

    private static int check(StringWriter out, Path path) {
        return new CommandLine(new CheckCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(new StringWriter()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, command, result) -> {
                    throw e;
                })
                .execute(path.toString());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> list = Files.list(corpus)) {
            return list.sorted().toList();
        }
    }

    @Test
    void everyManifestIsCheckedAlone() throws IOException {
        for (Path file : files()) {
            var out = new StringWriter();
            int status = check(out, file);

            assertThat(status).as("%s", file).isEqualTo(out.toString().contains(": error: ") ? 2 : 0);
            assertThat(out.toString().lines())
                    .as("%s", file)
                    .allSatisfy(line -> assertThat(line)
                            .matches("(.+:(\\d+:)? )?(error|warning|note): [a-z0-9-]+(: .*)? \\(.*\\)"));
        }
    }

    @Test
    void allManifestsAreCheckedTogether() {
        var out = new StringWriter();

        assertThat(check(out, corpus)).isEqualTo(2);
        assertThat(out.toString()).contains(": warning: duplicate-object: ");
    }
}
