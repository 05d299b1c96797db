package io.ingress4j.source.file;

import static java.util.Objects.requireNonNull;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Located;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.source.ResourceSink;
import io.ingress4j.model.source.ResourceSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Manifests that come down a stream, standard input for instance; read to its end when the source starts, and once. */
public final class StreamSource implements ResourceSource {
    private final InputStream in;
    private final String name;

    private StreamSource(InputStream in, String name) {
        this.in = requireNonNull(in, "in");
        this.name = requireNonNull(name, "name");
    }

    /**
     * Returns a source of a stream, which stays open.
     *
     * @param in the stream
     * @param name its name for diagnostics, {@code -} for instance
     */
    public static StreamSource of(InputStream in, String name) {
        return new StreamSource(in, name);
    }

    @Override
    public String name() {
        return name;
    }

    /**
     * Reads the stream and tells what it holds; of duplicate keys the first counts.
     *
     * @throws UncheckedIOException if the stream cannot be read, or holds more than a file may
     */
    @Override
    public void start(ResourceSink sink) {
        try {
            long most = FileLimits.DEFAULT.maxFileBytes();
            byte[] bytes = in.readNBytes((int) most + 1);
            if (bytes.length > most) {
                throw new IOException(name + ": more than " + most + " bytes (expected: at most that)");
            }
            Manifests.Content content = Manifests.read(bytes, name);
            List<Diagnostic> diagnostics = new ArrayList<>(content.diagnostics());
            Map<ResourceId, Located> objects = Manifests.firstOfEach(content.objects(), diagnostics);
            sink.report(name, diagnostics);
            sink.replaceAll(objects.values());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        // nothing is held
    }
}
