package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code kubernetes/Containerfile} says of the process. */
final class Containerfile {
    private static final Path FILE = Path.of("kubernetes/Containerfile");

    private Containerfile() {}

    /** Returns its text. */
    static String text() throws IOException {
        return Files.readString(FILE);
    }

    /** Returns the words that start the process, with the JVM of this test and another place of the jar. */
    static List<String> entryPoint(String jar) throws IOException {
        String line = text().lines()
                .filter(text -> text.startsWith("ENTRYPOINT "))
                .findFirst()
                .orElseThrow();
        List<String> words = new ArrayList<>();
        new ObjectMapper().readTree(line.substring("ENTRYPOINT ".length())).forEach(word -> words.add(word.asText()));
        assertThat(words).startsWith("java").endsWith("/ingress4j.jar");
        words.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.set(words.size() - 1, jar);
        return words;
    }
}
