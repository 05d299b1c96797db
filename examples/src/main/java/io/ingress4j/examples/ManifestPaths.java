package io.ingress4j.examples;

import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.source.file.FileSource;
import io.ingress4j.source.file.StreamSource;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Manifests that a command line names. */
final class ManifestPaths {
    private static final String REMEDY = " (name a manifest, a directory of them, or - for standard input)";

    private ManifestPaths() {}

    /** Why manifests could not be read at all, in one line. */
    static final class UnreadableException extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        private UnreadableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Returns what is wrong with the paths, in one line with the remedy, or nothing. */
    static Optional<String> problem(List<String> paths) {
        return paths.stream()
                .filter(path -> !path.equals("-"))
                .flatMap(path -> problem(path).stream().map(problem -> path + ": " + problem + REMEDY))
                .findFirst();
    }

    private static Optional<String> problem(String text) {
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException e) {
            return Optional.of("no path");
        }
        if (!Files.exists(path)) {
            return Optional.of("no such file or directory");
        }
        if (!Files.isRegularFile(path) && !Files.isDirectory(path)) {
            return Optional.of("neither a file nor a directory");
        }
        return Files.isReadable(path) ? Optional.empty() : Optional.of("may not be read");
    }

    /**
     * Returns an engine that has read the paths; the caller closes it.
     *
     * @throws UnreadableException if standard input cannot be read, or a table cannot be made
     */
    static IngressEngine read(List<String> paths, TranslationSettings settings) throws UnreadableException {
        IngressEngine.Builder builder = IngressEngine.builder().settings(settings);
        for (String path : paths.stream().distinct().toList()) {
            builder.source(path.equals("-") ? StreamSource.of(System.in, "-") : FileSource.of(Path.of(path)));
        }
        IngressEngine engine = builder.build();
        try {
            return engine.start().toCompletableFuture().join();
        } catch (CompletionException e) {
            engine.close();
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new UnreadableException(String.valueOf(cause.getMessage()), cause);
        }
    }
}
