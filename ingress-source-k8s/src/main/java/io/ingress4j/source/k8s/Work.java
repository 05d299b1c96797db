package io.ingress4j.source.k8s;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a source: whatever changes its state runs here, one after the other. A second one does what may have to wait
 * for others.
 */
final class Work {
    private static final String NAME = "ingress4j-kubernetes";
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesSource.class);
    private final Duration patience;
    private final ScheduledThreadPoolExecutor executor;
    private final ScheduledThreadPoolExecutor aside;
    private volatile @Nullable Thread thread;
    private volatile boolean closed;

    Work(Timing timing) {
        patience = timing.close();
        executor = executor(NAME);
        aside = executor(NAME + "-requests");
    }

    private static ScheduledThreadPoolExecutor executor(String name) {
        var executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    /** Something that was put off. */
    interface Later {
        /** Leaves it undone, and forgets it; without effect where it was begun. For any thread. */
        void cancel();
    }

    void run(Runnable task) {
        after(Duration.ZERO, task);
    }

    Later after(Duration delay, Runnable task) {
        return later(executor, delay, () -> {
            thread = Thread.currentThread();
            task.run();
        });
    }

    /** Runs what may take long, without state of the source. */
    Later aside(Runnable task) {
        return later(aside, Duration.ZERO, task);
    }

    private Later later(ScheduledThreadPoolExecutor on, Duration delay, Runnable task) {
        try {
            var future = on.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {}; // closed
        }
    }

    private void guarded(Runnable task) {
        if (closed) {
            return;
        }
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a task of the Kubernetes source failed", e);
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Begins nothing any more, and waits for the end of what is being done, but not for ever. */
    void close() {
        closed = true;
        executor.shutdown();
        aside.shutdownNow();
        if (Thread.currentThread() == thread) {
            return;
        }
        long until = System.nanoTime() + patience.toNanos();
        try {
            for (ScheduledThreadPoolExecutor each : new ScheduledThreadPoolExecutor[] {executor, aside}) {
                if (!each.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    LOG.warn("a thread of the Kubernetes source did not end within {}", patience);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            executor.shutdownNow();
        }
    }
}
