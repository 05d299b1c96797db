package io.ingress4j.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ingress4j.model.Diagnostic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class FileLookTest {
    @TempDir
    private Path directory;

    private FileLook look() {
        return FileLook.at(directory, FileLimits.DEFAULT);
    }

    private List<String> found(FileLook look) {
        return look.files().keySet().stream()
                .map(path -> directory.relativize(path).toString())
                .toList();
    }

    private static List<String> codes(FileLook look) {
        return look.problems().stream().map(Diagnostic::code).toList();
    }

    private Path write(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "a: 1\n");
    }

    @Test
    void manifestsAreFoundAtEveryDepthInTheOrderOfTheirPaths() throws IOException {
        write("b.yml");
        write("c/d/e.json");
        write("a.yaml");
        write("UPPER.YAML");

        assertThat(found(look())).containsExactly("UPPER.YAML", "a.yaml", "b.yml", "c/d/e.json");
        assertThat(codes(look())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".a.yaml",
                ".a.yaml.swp",
                "a.yaml~",
                "a.yaml.swp",
                "a.yaml.tmp",
                "4913",
                "#a.yaml#",
                "#a.yaml",
                ".#a.yaml",
                "a.yaml.bak",
                "sedXyZ123",
                ".git/a.yaml",
                "..2024_01_01/a.yaml",
                "a.txt",
                "yaml"
            })
    void temporaryAndHiddenNamesArePassedOver(String name) throws IOException {
        write(name);

        assertThat(found(look())).isEmpty();
        assertThat(codes(look())).isEmpty();
    }

    @Test
    void circlesOfLinksAreWalkedOnce() throws IOException {
        write("a/x.yaml");
        Files.createSymbolicLink(directory.resolve("a/up"), Path.of(".."));
        Files.createSymbolicLink(directory.resolve("a/self"), Path.of("."));
        Files.createSymbolicLink(directory.resolve("loop.yaml"), Path.of("loop.yaml"));
        Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));

        assertThat(found(look())).containsExactly("a/x.yaml");
        assertThat(codes(look())).containsExactly("unreadable-file");
    }

    @Test
    void linksThatMultiplyAreBounded() throws IOException {
        for (int i = 0; i < 30; i++) {
            Path level = Files.createDirectory(directory.resolve("d" + i));
            Files.createSymbolicLink(level.resolve("l"), Path.of("../d" + (i + 1)));
            Files.createSymbolicLink(level.resolve("r"), Path.of("../d" + (i + 1)));
        }

        assertThat(look().directories()).hasSize(31);
    }

    @Test
    void aLinkThatLeadsNowhereIsReported() throws IOException {
        Files.createSymbolicLink(directory.resolve("a.yaml"), Path.of("nowhere"));

        assertThat(found(look())).isEmpty();
        assertThat(look().problems()).singleElement().satisfies(d -> {
            assertThat(d.code()).isEqualTo("unreadable-file");
            assertThat(d.source()).endsWith("a.yaml");
        });
        assertThat(look().provesGone(directory.resolve("a.yaml"))).isTrue();
    }

    @Test
    void pipesAndDevicesAreNeverOpened() throws IOException, InterruptedException {
        Process made =
                new ProcessBuilder("mkfifo", directory.resolve("pipe.yaml").toString()).start();
        assumeTrue(made.waitFor(10, TimeUnit.SECONDS) && made.exitValue() == 0, "no mkfifo here");
        Path endless = Files.createSymbolicLink(directory.resolve("zero.yaml"), Path.of("/dev/zero"));
        write("a.yaml");

        assertThat(found(look())).containsExactly("a.yaml");
        assertThat(codes(look())).containsExactly("not-a-file", "not-a-file");
        Files.delete(endless);
        assertThat(codes(FileLook.at(Path.of("/dev/zero"), FileLimits.DEFAULT))).containsExactly("not-a-file");
    }

    @Test
    void aRootThatIsNotThereProvesNothing() {
        FileLook look = FileLook.at(directory.resolve("nowhere"), FileLimits.DEFAULT);

        assertThat(codes(look)).containsExactly("unreadable-path");
        assertThat(look.provesGone(directory.resolve("nowhere/a.yaml"))).isFalse();
    }

    @Test
    void aRootOfAnyNameIsReadWhereItIsAFile() throws IOException {
        assertThat(FileLook.at(write("manifest.txt"), FileLimits.DEFAULT).files())
                .hasSize(1);
    }

    @Test
    void tooManyNamesAreReportedAndProveNothing() throws IOException {
        for (int i = 0; i < 12; i++) {
            write(i + ".yaml");
        }
        FileLook look = FileLook.at(directory, new FileLimits(1 << 20, 10, 32));

        assertThat(look.files()).hasSize(10);
        assertThat(codes(look)).containsExactly("too-many-files");
        assertThat(look.provesGone(directory.resolve("x.yaml"))).isFalse();
    }

    @Test
    void directoriesTooDeepAreReported() throws IOException {
        write("1/2/3/a.yaml");
        write("b.yaml");
        FileLook look = FileLook.at(directory, new FileLimits(1 << 20, 1000, 3));

        assertThat(found(look)).containsExactly("b.yaml");
        assertThat(codes(look)).containsExactly("unreadable-directory");
        assertThat(look.provesGone(directory.resolve("1/2/3/a.yaml"))).isFalse();
        assertThat(look.provesGone(directory.resolve("c.yaml"))).isTrue();
    }

    @Test
    void limitsAreChecked() {
        assertThatThrownBy(() -> new FileLimits(0, 1, 1)).hasMessageContaining("maxFileBytes: 0 (expected: 1 to");
        assertThatThrownBy(() -> new FileLimits(1, 0, 1)).hasMessageContaining("maxEntries: 0");
        assertThatThrownBy(() -> new FileLimits(1, 1, 0)).hasMessageContaining("maxDepth: 0");
        assertThatThrownBy(() -> FileSource.of(directory, Duration.ZERO)).hasMessageContaining("poll: PT0S");
    }
}
