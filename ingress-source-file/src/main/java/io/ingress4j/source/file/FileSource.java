package io.ingress4j.source.file;

import static java.util.Objects.requireNonNull;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Located;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.source.ResourceSink;
import io.ingress4j.model.source.ResourceSource;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Manifests in a file or below a directory ({@code .yaml}, {@code .yml}, {@code .json}), followed while they change: by
 * file events, and by a slow look at all of them as a safety net. Names that begin with a dot and editors' temporary
 * files are passed over, so that the {@code ..data} link of a mounted ConfigMap counts once, by the names that lead into
 * it. A file that can no longer be read keeps its last good objects, and says so.
 *
 * <p>Where two files tell of the same key, the first by path wins. One daemon thread does all the work; none runs before
 * {@link #start}.
 */
public final class FileSource implements ResourceSource {
    private static final Logger LOG = LoggerFactory.getLogger(FileSource.class);
    private static final Duration SETTLE = Duration.ofMillis(50);
    private static final int MAX_DEPTH = 32;
    private static final long MAX_BYTES = 512L << 20;

    private final Path root;
    private final Duration poll;
    private final Map<Path, Entry> files = new TreeMap<>();
    private final Map<ResourceId, Located> told = new HashMap<>();
    private final Map<Path, WatchKey> watched = new HashMap<>();
    private @Nullable Thread thread;
    private volatile boolean closed;
    private @Nullable WatchService watcher;

    private FileSource(Path root, Duration poll) {
        this.root = requireNonNull(root, "root");
        this.poll = poll;
    }

    /**
     * What is known of one file.
     *
     * @param stamp what changes whenever the file does
     * @param content what it held when it was last good
     * @param problems why it is not good now; empty where it is
     */
    private record Entry(String stamp, Manifests.Content content, List<Diagnostic> problems) {}

    /** Returns a source of a file or a directory, looked at every 10 seconds beside file events. */
    public static FileSource of(Path root) {
        return new FileSource(root, Duration.ofSeconds(10));
    }

    /**
     * Returns a source of a file or a directory.
     *
     * @param root the file or directory
     * @param poll how often all files are looked at, whatever events say
     * @throws IllegalArgumentException if {@code poll} is not positive
     */
    public static FileSource of(Path root, Duration poll) {
        if (poll.isZero() || poll.isNegative()) {
            throw new IllegalArgumentException("poll: " + poll + " (expected: more than zero)");
        }
        return new FileSource(root, poll);
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
        try {
            watcher = root.getFileSystem().newWatchService();
        } catch (IOException e) {
            LOG.warn("no file events, changes are seen every {}: {}", poll, e.toString());
        }
        scan();
        tellFirst(sink);
        Thread made = new Thread(() -> follow(sink), "ingress4j-files");
        made.setDaemon(true);
        thread = made;
        made.start();
    }

    private void follow(ResourceSink sink) {
        while (!closed) {
            try {
                await();
                if (!closed && scan()) {
                    tellChanges(sink);
                }
            } catch (InterruptedException | ClosedWatchServiceException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("files below {} could not be followed; trying again in {}", root, poll, e);
            }
        }
    }

    /** Waits for an event or the next look, then until events have been quiet for a moment, a second at most. */
    private void await() throws InterruptedException {
        WatchService events = watcher;
        if (events == null) {
            TimeUnit.MILLISECONDS.sleep(poll.toMillis());
            return;
        }
        WatchKey key = events.poll(poll.toMillis(), TimeUnit.MILLISECONDS);
        for (int i = 0; key != null && i < 20; i++) {
            key.pollEvents();
            key.reset();
            key = events.poll(SETTLE.toMillis(), TimeUnit.MILLISECONDS);
        }
        if (key != null) {
            key.pollEvents();
            key.reset();
        }
    }

    /** Looks at all files, reads those that changed, and returns whether there were any. */
    private boolean scan() {
        Map<Path, String> found = new TreeMap<>();
        Set<Path> directories = new HashSet<>();
        boolean complete = walk(found, directories);
        watch(directories);
        boolean changed = false;
        if (complete) {
            changed = files.keySet().retainAll(found.keySet());
        }
        for (var file : found.entrySet()) {
            Entry before = files.get(file.getKey());
            if (before == null || !before.stamp.equals(file.getValue())) {
                files.put(file.getKey(), read(file.getKey(), file.getValue(), before));
                changed = true;
            }
        }
        return changed;
    }

    private boolean walk(Map<Path, String> found, Set<Path> directories) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(root, BasicFileAttributes.class);
            if (attributes.isRegularFile()) {
                found.put(root, stamp(attributes));
                Path parent = root.toAbsolutePath().getParent();
                if (parent != null) {
                    directories.add(parent);
                }
                return true;
            }
            Files.walkFileTree(
                    root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, new Visitor(found, directories));
            return true;
        } catch (IOException e) {
            LOG.warn("{} cannot be looked at, what was read stays: {}", root, e.toString());
            return false;
        }
    }

    private static String stamp(BasicFileAttributes attributes) {
        return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
    }

    /** Collects manifests and directories; what cannot be looked at is passed over, and so are pipes and devices. */
    private final class Visitor extends SimpleFileVisitor<Path> {
        private final Map<Path, String> found;
        private final Set<Path> directories;

        Visitor(Map<Path, String> found, Set<Path> directories) {
            this.found = found;
            this.directories = directories;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            if (!directory.equals(root) && isHidden(directory)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            directories.add(directory);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && isManifest(file)) {
                found.put(file, stamp(attributes));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            if (isManifest(file) && files.containsKey(file) && Files.exists(file)) {
                found.put(file, "unreadable");
            }
            return FileVisitResult.CONTINUE;
        }
    }

    private static boolean isHidden(Path path) {
        Path name = path.getFileName();
        return name != null && name.toString().startsWith(".");
    }

    private static boolean isManifest(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        boolean ending = name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
        return ending && !name.startsWith(".") && !name.startsWith("#");
    }

    private void watch(Set<Path> directories) {
        WatchService events = watcher;
        if (events == null) {
            return;
        }
        watched.entrySet().removeIf(entry -> {
            boolean gone =
                    !directories.contains(entry.getKey()) || !entry.getValue().isValid();
            if (gone) {
                entry.getValue().cancel();
            }
            return gone;
        });
        for (Path directory : directories) {
            if (!watched.containsKey(directory)) {
                try {
                    watched.put(
                            directory,
                            directory.register(
                                    events,
                                    StandardWatchEventKinds.ENTRY_CREATE,
                                    StandardWatchEventKinds.ENTRY_MODIFY,
                                    StandardWatchEventKinds.ENTRY_DELETE));
                } catch (IOException e) {
                    LOG.warn("no file events for {}, changes are seen every {}: {}", directory, poll, e.toString());
                }
            }
        }
    }

    private static Entry read(Path file, String stamp, @Nullable Entry before) {
        String source = file.toString();
        Manifests.Content content;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException("larger than " + MAX_BYTES + " bytes");
            }
            content = Manifests.read(Files.readAllBytes(file), source);
        } catch (IOException e) {
            var problem = new Diagnostic(
                    Diagnostic.Severity.ERROR,
                    "unreadable-file",
                    "",
                    "",
                    "",
                    "expected: a readable file (" + e.getClass().getSimpleName() + "); its last good objects stay",
                    source,
                    0);
            Manifests.Content last = before == null ? new Manifests.Content(List.of(), List.of(), 0) : before.content;
            return new Entry(stamp, last, List.of(problem));
        }
        if (content.unreadableDocuments() > 0 && before != null) {
            return new Entry(stamp, withLastGood(content, before.content), List.of());
        }
        return new Entry(stamp, content, List.of());
    }

    /** Which object a broken document held is not known, so those that the file no longer tells of stay, too. */
    private static Manifests.Content withLastGood(Manifests.Content now, Manifests.Content before) {
        Map<ResourceId, Located> objects = new LinkedHashMap<>();
        before.objects().forEach(located -> objects.put(located.resource().id(), located));
        now.objects().forEach(located -> objects.put(located.resource().id(), located));
        return new Manifests.Content(List.copyOf(objects.values()), now.diagnostics(), now.unreadableDocuments());
    }

    private Map<ResourceId, Located> gather(ResourceSink sink) {
        Map<ResourceId, Located> all = new LinkedHashMap<>();
        List<Diagnostic> diagnostics = new ArrayList<>();
        for (Entry entry : files.values()) {
            diagnostics.addAll(entry.problems);
            diagnostics.addAll(entry.content.diagnostics());
            for (Located located : entry.content.objects()) {
                Located first = all.putIfAbsent(located.resource().id(), located);
                if (first != null) {
                    diagnostics.add(Diagnostic.warning(
                                    "duplicate-object",
                                    located.resource().id(),
                                    "",
                                    "",
                                    "also in " + first.origin().source() + ":"
                                            + first.origin().line() + ", which wins; this one is ignored")
                            .at(located.origin()));
                }
            }
        }
        sink.report("files", diagnostics);
        return all;
    }

    private void tellFirst(ResourceSink sink) {
        Map<ResourceId, Located> all = gather(sink);
        told.putAll(all);
        sink.replaceAll(all.values());
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
        told.clear();
        told.putAll(all);
        sink.update(upserts, deletes);
    }

    @Override
    public synchronized void close() {
        closed = true;
        WatchService events = watcher;
        if (events != null) {
            try {
                events.close();
            } catch (IOException e) {
                LOG.debug("watch service of {} did not close cleanly", root, e);
            }
        }
        if (thread != null) {
            thread.interrupt();
        }
    }
}
