package io.ingress4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;

/** Manifests in the files of a directory. */
final class WrittenManifests implements Manifests {
    private final Path scratch;
    private final Path directory;

    WrittenManifests(Path scratch) throws IOException {
        this.scratch = scratch;
        this.directory = Files.createDirectory(scratch.resolve("manifests"));
    }

    private Path file(String name) {
        return directory.resolve(name + ".yaml");
    }

    @Override
    public boolean isApplied() {
        return false;
    }

    @Override
    public void put(String name, String text) throws IOException {
        Path written = Files.writeString(scratch.resolve(name + ".new"), text);
        Files.move(written, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void overwrite(String name, String text) throws IOException {
        Files.writeString(file(name), text);
    }

    @Override
    public void remove(String name) throws IOException {
        Files.delete(file(name));
    }

    @Override
    public List<String> arguments() {
        return List.of("--config", directory.toString());
    }

    @Override
    public String host(int number) {
        return "127.0.0." + number;
    }

    @Override
    public Set<String> refused() {
        return Set.of();
    }

    @Override
    public String refusals() {
        return "";
    }

    @Override
    public void close() {
        // the directory goes with its parent
    }
}
