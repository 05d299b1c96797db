package io.ingress4j.examples.accesslog;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file that is appended to, and opened anew where somebody moved it away: whoever rotates logs needs to tell nobody. For
 * one thread.
 */
final class LogFile extends OutputStream {
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path path;
    private @Nullable OutputStream open;
    private @Nullable Object key;
    private long lookedAt;

    private LogFile(Path path) {
        this.path = path;
    }

    /**
     * Opens a file. What is no plain file, a FIFO for instance, is opened when the first line is written, since that may
     * take until somebody reads.
     *
     * @throws IOException if it cannot be written
     */
    static LogFile open(Path path) throws IOException {
        var file = new LogFile(path);
        if (!Files.exists(path) || Files.isRegularFile(path)) {
            file.reopen();
        } else if (Files.isDirectory(path)) {
            throw new IOException("a directory (expected: a file)");
        }
        return file;
    }

    private void reopen() throws IOException {
        close();
        open = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        key = keyOfPath();
        lookedAt = System.nanoTime();
    }

    private @Nullable Object keyOfPath() {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null; // it is not there
        }
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (open == null || isDue() && !Objects.equals(key, keyOfPath())) {
            reopen();
        }
        try {
            requireNonNull(open).write(bytes, from, length);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private boolean isDue() {
        long now = System.nanoTime();
        if (now - lookedAt < LOOK_NANOS) {
            return false;
        }
        lookedAt = now;
        return true;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void close() throws IOException {
        OutputStream old = open;
        open = null;
        if (old != null) {
            old.close();
        }
    }
}
