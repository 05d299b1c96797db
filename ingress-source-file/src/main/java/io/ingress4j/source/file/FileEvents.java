package io.ingress4j.source.file;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * File events of the directories that a source looks at, and of the name of its root in the directory above, so that a
 * root which is replaced is seen, too. Where there are no events, waiting is all that it does.
 */
final class FileEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileEvents.class);
    private static final Duration SETTLE = Duration.ofMillis(50);
    private static final Duration LONGEST_BURST = Duration.ofSeconds(1);

    private final Path root;
    private final @Nullable WatchService service;
    private final Map<Path, Watched> watched = new HashMap<>();
    private boolean warned;

    /**
     * A directory that is watched.
     *
     * @param key the registration
     * @param identity what tells the directory from another that took its path
     */
    private record Watched(WatchKey key, Object identity) {}

    private FileEvents(Path root, @Nullable WatchService service) {
        this.root = root;
        this.service = service;
    }

    static FileEvents of(Path root) {
        try {
            return new FileEvents(root, root.getFileSystem().newWatchService());
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("no file events for {}, changes are seen by looking only: {}", root, e.toString());
            return new FileEvents(root, null);
        }
    }

    /** Watches these directories and no others, each with what tells it from another of the same path. */
    void follow(Map<Path, Object> directories) {
        WatchService events = service;
        if (events == null) {
            return;
        }
        Map<Path, Object> wanted = new HashMap<>(directories);
        Path above = root.toAbsolutePath().getParent();
        if (above != null) {
            wanted.putIfAbsent(above, above);
        }
        watched.entrySet().removeIf(entry -> {
            Watched now = entry.getValue();
            boolean stays = now.identity.equals(wanted.get(entry.getKey())) && now.key.isValid();
            if (!stays) {
                now.key.cancel();
            }
            return !stays;
        });
        wanted.forEach((directory, identity) -> {
            if (!watched.containsKey(directory)) {
                register(events, directory, identity);
            }
        });
    }

    private void register(WatchService events, Path directory, Object identity) {
        try {
            WatchKey key = directory.register(
                    events,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            watched.put(directory, new Watched(key, identity));
        } catch (IOException e) {
            if (!warned) {
                LOG.warn("no file events for {}, changes are seen by looking only: {}", directory, e.toString());
            }
            warned = true;
        }
    }

    /** Waits for an event, then until events have been quiet for a moment, a second at most. */
    void await(Duration timeout) throws InterruptedException {
        WatchService events = service;
        if (events == null) {
            TimeUnit.NANOSECONDS.sleep(timeout.toNanos());
            return;
        }
        long begin = System.nanoTime();
        long wait = timeout.toNanos();
        long burstBegin = 0;
        boolean burst = false;
        while (wait > 0) {
            WatchKey key = events.poll(wait, TimeUnit.NANOSECONDS);
            if (key == null) {
                return;
            }
            boolean concerns = concerns(key);
            key.reset();
            long now = System.nanoTime();
            if (concerns && !burst) {
                burst = true;
                burstBegin = now;
            }
            wait = burst
                    ? Math.min(SETTLE.toNanos(), burstBegin + LONGEST_BURST.toNanos() - now)
                    : begin + timeout.toNanos() - now;
        }
    }

    /** Of the directory above the root only the root's own name counts, unless the root is a file and may be a link. */
    private boolean concerns(WatchKey key) {
        Path directory = (Path) key.watchable();
        boolean concerns = false;
        Path name = root.toAbsolutePath().getFileName();
        boolean above = directory.equals(root.toAbsolutePath().getParent()) && watched.containsKey(root);
        for (WatchEvent<?> event : key.pollEvents()) {
            concerns |= !above || event.context() == null || event.context().equals(name);
        }
        return concerns;
    }

    @Override
    public void close() {
        WatchService events = service;
        if (events != null) {
            try {
                events.close();
            } catch (IOException e) {
                LOG.debug("watch service of {} did not close cleanly", root, e);
            }
        }
    }
}
