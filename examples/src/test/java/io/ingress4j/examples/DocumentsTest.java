package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds what documents show to what is compiled. */
final class DocumentsTest {
    private static final Path DOCS = Path.of(System.getProperty("basedir", "."), "..", "docs");
    private static final Pattern SNIPPET =
            Pattern.compile("\\]\\(([^)]+\\.java)\\)[^`]*?```java\n(.*?)```\n", Pattern.DOTALL);

    @Test
    void everySnippetOfEmbeddingIsTheRegionOfTheFileThatItLinksTo() throws IOException {
        String text = Files.readString(DOCS.resolve("embedding.md"));
        List<MatchResult> snippets = SNIPPET.matcher(text).results().toList();

        assertThat(snippets).hasSize(text.split("```java\n", -1).length - 1).hasSizeGreaterThan(5);
        for (MatchResult snippet : snippets) {
            Path file = DOCS.resolve(snippet.group(1));
            assertThat(regions(Files.readString(file))).as(snippet.group(1)).contains(snippet.group(2));
        }
    }

    @Test
    void whoScrapesAClusterFindsThePortOfThePodsByItsNameAndTheirLabel() throws IOException {
        Path base = DOCS.resolve("../examples/kubernetes/base");
        String deployment = Files.readString(base.resolve("deployment.yaml"));
        MatchResult port = Pattern.compile("- name: (\\w+)[^\n]*\n *containerPort: (\\d+)\n[^-]*startupProbe")
                .matcher(deployment)
                .results()
                .findFirst()
                .orElseThrow();

        assertThat(deployment)
                .contains(
                        "prometheus.io/port: \"" + port.group(2) + "\"",
                        "prometheus.io/path: /metrics",
                        "--admin-port=" + port.group(2));
        assertThat(Files.readString(base.resolve("kustomization.yaml"))).contains("app.kubernetes.io/name: ingress4j");
        assertThat(Files.readString(DOCS.resolve("metrics.md")))
                .contains(
                        "- port: " + port.group(1),
                        "regex: ingress4j;" + port.group(1),
                        "app.kubernetes.io/name: ingress4j");
    }

    /** Returns what stands between the tags of a file, without the indentation of the opening one. */
    private static List<String> regions(String source) {
        List<String> found = new ArrayList<>();
        var tags =
                Pattern.compile("(?m)^( *)// tag::(\\w+)\n(.*?)^ *// end::\\2\n", Pattern.DOTALL | Pattern.MULTILINE);
        tags.matcher(source).results().forEach(region -> {
            String indent = region.group(1);
            found.add(region.group(3).replaceAll("(?m)^" + indent, ""));
        });
        return found;
    }
}
