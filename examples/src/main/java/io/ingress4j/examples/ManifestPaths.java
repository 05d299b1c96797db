package io.ingress4j.examples;

import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.model.source.ResourceSink;
import io.ingress4j.model.source.ResourceSource;
import io.ingress4j.source.file.FileSource;
import io.ingress4j.source.file.Manifests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Manifests that a command line names. */
final class ManifestPaths {
    private ManifestPaths() {}

    /** Returns what is wrong with the paths, in one line with the remedy, or nothing. */
    static Optional<String> problem(List<String> paths) {
        return paths.stream()
                .filter(path -> !path.equals("-") && !Files.exists(Path.of(path)))
                .findFirst()
                .map(path -> path + ": no such file or directory (name a manifest, a directory of them, or - for"
                        + " standard input)");
    }

    /** Returns an engine that has read the paths; the caller closes it. */
    static IngressEngine read(List<String> paths) {
        IngressEngine.Builder builder =
                IngressEngine.builder().settings(TranslationSettings.builder().build());
        for (String path : paths) {
            builder.source(path.equals("-") ? new StandardInput() : FileSource.of(Path.of(path)));
        }
        return builder.build().start().toCompletableFuture().join();
    }

    /** What stands on standard input, read once. */
    private static final class StandardInput implements ResourceSource {
        @Override
        public String name() {
            return "standard input";
        }

        @Override
        public void start(ResourceSink sink) {
            try {
                Manifests.Content content = Manifests.read(System.in.readAllBytes(), "-");
                sink.report("standard input", content.diagnostics());
                sink.replaceAll(content.objects());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
