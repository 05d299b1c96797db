package io.ingress4j.source.file;

import static java.util.Objects.requireNonNull;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Located;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.source.ResourceSink;
import io.ingress4j.model.source.ResourceSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Manifests in a file or below a directory ({@code .yaml}, {@code .yml}, {@code .json}), followed while they change: by
 * file events, and by a slow look at all of them as a safety net. Names that begin with a dot and editors' temporary
 * files are passed over, so that the {@code ..data} link of a mounted ConfigMap counts once, by the names that lead into
 * it.
 *
 * <p>A file that can no longer be read keeps its last good objects, and says so; so does a root that is gone. What a file
 * or directory merely ceases to tell goes after two seconds of quiet, so that a file which is being written loses
 * nothing. Where two files tell of the same key, the first by path wins.
 *
 * <p>One daemon thread does all the work; none runs before {@link #start}.
 */
public final class FileSource implements ResourceSource {
    private static final Logger LOG = LoggerFactory.getLogger(FileSource.class);
    private static final Duration POLL = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    /** A file this young may change once more without a trace in its time, so it is read again at the next look. */
    private static final long YOUNG_MILLIS = 100;

    private final Path root;
    private final Duration poll;
    private final FileLimits limits;
    private final Map<Path, FileState> files = new TreeMap<>();
    private final Map<ResourceId, Located> told = new HashMap<>();
    private List<Diagnostic> problems = List.of();
    private @Nullable FileEvents events;
    private @Nullable Thread thread;
    private volatile boolean closed;

    private FileSource(Path root, Duration poll, FileLimits limits) {
        this.root = requireNonNull(root, "root");
        this.poll = requireNonNull(poll, "poll");
        this.limits = requireNonNull(limits, "limits");
        if (poll.isZero() || poll.isNegative()) {
            throw new IllegalArgumentException("poll: " + poll + " (expected: more than zero)");
        }
    }

    /** Returns a source of a file or a directory, looked at every 10 seconds beside file events. */
    public static FileSource of(Path root) {
        return new FileSource(root, POLL, FileLimits.DEFAULT);
    }

    /**
     * Returns a source of a file or a directory.
     *
     * @param root the file or directory
     * @param poll how often all files are looked at, whatever events say
     * @throws IllegalArgumentException if {@code poll} is not positive
     */
    public static FileSource of(Path root, Duration poll) {
        return new FileSource(root, poll, FileLimits.DEFAULT);
    }

    /**
     * Returns a source of a file or a directory within limits of the caller's.
     *
     * @param root the file or directory
     * @param poll how often all files are looked at, whatever events say
     * @param limits how much is looked at
     * @throws IllegalArgumentException if {@code poll} is not positive
     */
    public static FileSource of(Path root, Duration poll, FileLimits limits) {
        return new FileSource(root, poll, limits);
    }

    @Override
    public String name() {
        return "files " + root;
    }

    @Override
    public synchronized void start(ResourceSink sink) {
        if (thread != null || closed) {
            throw new IllegalStateException("source " + name() + " was started before (a source starts once)");
        }
        requireNonNull(sink, "sink");
        FileEvents opened = FileEvents.of(root);
        events = opened;
        look(opened);
        tellFirst(sink);
        Thread made = new Thread(() -> follow(sink, opened), "ingress4j-files");
        made.setDaemon(true);
        thread = made;
        made.start();
    }

    private void follow(ResourceSink sink, FileEvents opened) {
        boolean untold = false;
        while (!closed) {
            try {
                opened.await(untilNextLook());
                if (!closed && (look(opened) || untold)) {
                    tellChanges(sink);
                    untold = false;
                }
            } catch (InterruptedException | ClosedWatchServiceException e) {
                return;
            } catch (RuntimeException | Error e) {
                untold = true; // what was seen may not have been told, and the next look sees no change in it
                LOG.error("files below {} could not be followed; trying again in {}", root, poll, e);
            }
        }
    }

    /** The next poll, or sooner where a file is waited for to be quiet. */
    private Duration untilNextLook() {
        long now = System.nanoTime();
        long wait = poll.toNanos();
        for (FileState state : files.values()) {
            if (state.next() != null) {
                wait = Math.min(wait, state.since() + QUIET.toNanos() - now);
            }
        }
        return Duration.ofNanos(Math.max(wait, TimeUnit.MILLISECONDS.toNanos(10)));
    }

    /** Looks at all files, reads those that changed, and returns whether there is something to tell. */
    private boolean look(FileEvents opened) {
        FileLook look = FileLook.at(root, limits);
        opened.follow(look.directories());
        boolean changed = !look.problems().equals(problems);
        problems = List.copyOf(look.problems());
        long now = System.nanoTime();
        for (Path file : List.copyOf(files.keySet())) {
            if (!look.files().containsKey(file) && look.provesGone(file)) {
                files.computeIfPresent(file, (path, state) -> state.gone(now));
            }
        }
        var progress = new Progress(root, look.files().size());
        for (var found : look.files().entrySet()) {
            FileState before = files.get(found.getKey());
            if (before == null
                    || before.readAgain()
                    || !before.stamp().equals(found.getValue().text())) {
                FileState state = read(found.getKey(), found.getValue(), before);
                changed |= !state.equals(before);
                files.put(found.getKey(), state);
            }
            progress.done();
        }
        return settle(now) || changed;
    }

    private boolean settle(long now) {
        boolean settled = false;
        for (var entry : List.copyOf(files.entrySet())) {
            FileState state = entry.getValue();
            if (state.next() != null && now - state.since() >= QUIET.toNanos()) {
                settled = true;
                if (state.isGone()) {
                    files.remove(entry.getKey());
                } else {
                    files.put(entry.getKey(), state.settled());
                }
            }
        }
        return settled;
    }

    private FileState read(Path file, FileLook.Stamp stamp, @Nullable FileState before) {
        String source = file.toString();
        boolean young = Math.abs(System.currentTimeMillis() - stamp.modifiedMillis()) < YOUNG_MILLIS;
        try {
            Manifests.Content content = Manifests.read(bytesOf(file, stamp), source);
            long now = System.nanoTime();
            return before == null
                    ? FileState.first(stamp.text(), young, content, now)
                    : before.read(stamp.text(), young, content, now);
        } catch (IOException | OutOfMemoryError e) {
            var problem = Diagnostic.builder(Diagnostic.Severity.ERROR, "unreadable-file")
                    .message("expected: a readable file of at most " + limits.maxFileBytes() + " bytes (" + e
                            + "); its last good objects stay")
                    .place(source, 0)
                    .build();
            FileState last = before == null
                    ? FileState.first(
                            stamp.text(), true, new Manifests.Content(List.of(), List.of(), 0), System.nanoTime())
                    : before;
            return last.unreadable(stamp.text(), problem);
        }
    }

    /** Reads a file that may have become longer, or something else, since it was looked at. */
    private byte[] bytesOf(Path file, FileLook.Stamp stamp) throws IOException {
        if (stamp.bytes() > limits.maxFileBytes()) {
            throw new IOException("it has " + stamp.bytes());
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException("it is no regular file any more");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes((int) limits.maxFileBytes() + 1);
            if (bytes.length > limits.maxFileBytes()) {
                throw new IOException("it has more");
            }
            return bytes;
        }
    }

    private Map<ResourceId, Located> gather(ResourceSink sink) {
        List<Diagnostic> diagnostics = new ArrayList<>(problems);
        List<Located> objects = new ArrayList<>();
        for (FileState state : files.values()) {
            diagnostics.addAll(state.diagnostics());
            objects.addAll(state.objects());
        }
        Map<ResourceId, Located> all = Manifests.firstOfEach(objects, diagnostics);
        sink.report("files", diagnostics);
        return all;
    }

    private void tellFirst(ResourceSink sink) {
        Map<ResourceId, Located> all = gather(sink);
        sink.replaceAll(all.values());
        told.putAll(all);
    }

    private void tellChanges(ResourceSink sink) {
        Map<ResourceId, Located> all = gather(sink);
        List<Located> upserts = new ArrayList<>();
        all.forEach((id, located) -> {
            if (!Objects.equals(told.get(id), located)) {
                upserts.add(located);
            }
        });
        List<ResourceId> deletes =
                told.keySet().stream().filter(id -> !all.containsKey(id)).toList();
        sink.update(upserts, deletes);
        told.clear();
        told.putAll(all);
    }

    /** Stops telling, and waits for the end of the thread, five seconds at most. */
    @Override
    public synchronized void close() {
        closed = true;
        FileEvents opened = events;
        if (opened != null) {
            opened.close();
        }
        Thread running = thread;
        if (running != null && running != Thread.currentThread()) {
            running.interrupt();
            try {
                running.join(CLOSE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
