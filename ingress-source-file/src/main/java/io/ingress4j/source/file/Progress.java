package io.ingress4j.source.file;

import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far a look at many files has come: a line of the log every five seconds, none where it takes less. */
final class Progress {
    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Path root;
    private final int files;
    private final long every;
    private int done;
    private long next;

    Progress(Path root, int files) {
        this(root, files, EVERY);
    }

    Progress(Path root, int files, Duration every) {
        this.root = root;
        this.files = files;
        this.every = every.toNanos();
        this.next = System.nanoTime() + this.every;
    }

    /** Counts a file that was looked at. */
    void done() {
        done++;
        if (System.nanoTime() - next >= 0) {
            LOG.info("files {}: {} of {} looked at", root, done, files);
            next += every;
        }
    }
}
