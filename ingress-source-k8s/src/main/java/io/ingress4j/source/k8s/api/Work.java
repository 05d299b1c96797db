package io.ingress4j.source.k8s.api;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that all state belongs to: whatever changes it runs here, one after the other. A second thread does what may have to
 * wait for others.
 */
public final class Work {
    private static final Logger LOG = LoggerFactory.getLogger(Work.class);

    private final String name;
    private final Duration patience;
    private final ScheduledThreadPoolExecutor executor;
    private final ScheduledThreadPoolExecutor aside;
    private volatile @Nullable Thread thread;
    private volatile boolean closed;

    /**
     * Makes the threads, which begin with the first task.
     *
     * @param name the name of the first one
     * @param patience how long closing waits
     */
    public Work(String name, Duration patience) {
        this.name = name;
        this.patience = patience;
        executor = executor(name);
        aside = executor(name + "-requests");
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
    public interface Later {
        /** Leaves it undone, and forgets it; without effect where it was begun. For any thread. */
        void cancel();
    }

    /** Runs a task next. For any thread. */
    public void run(Runnable task) {
        after(Duration.ZERO, task);
    }

    /** Runs a task after a while, if it is not cancelled before. For any thread. */
    public Later after(Duration delay, Runnable task) {
        return later(executor, delay, () -> {
            thread = Thread.currentThread();
            task.run();
        });
    }

    /** Runs what may take long, and touches no state. For any thread. */
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
            LOG.error("a task of {} failed", name, e);
        }
    }

    /** Begins nothing any more, and waits for the end of what is being done, but not for ever. */
    public void close() {
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
                    LOG.warn("{} did not end within {}", name, patience);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            executor.shutdownNow();
        }
    }
}
