package io.ingress4j.source.k8s;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final ExecutorService aside = Executors.newSingleThreadExecutor(task -> daemon(task, NAME + "-requests"));
    private volatile @Nullable Thread thread;
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean closed;

    Work(Timing timing) {
        patience = timing.close();
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = daemon(task, NAME);
            thread = made;
            return made;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Something that was put off. */
    interface Later {
        /** Leaves it undone; without effect where it was done. */
        void cancel();
    }

    void run(Runnable task) {
        after(Duration.ZERO, task);
    }

    Later after(Duration delay, Runnable task) {
        try {
            var future = executor.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {}; // closed
        }
    }

    /** Runs what may take long, without state of the source. */
    void aside(Runnable task) {
        try {
            aside.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.trace("not asked: the source is closed", e);
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread made = new Thread(task, name);
        made.setDaemon(true);
        return made;
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

    /** Runs {@code last} and nothing after it, and waits for the end of the thread, but not for ever. */
    void close(Runnable last) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        if (Thread.currentThread() == thread) {
            closed = true;
            executor.shutdown();
            aside.shutdownNow();
            last.run();
            return;
        }
        Future<?> stopped = executor.submit(() -> {
            closed = true;
            last.run();
        });
        try {
            stopped.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            executor.shutdown();
            aside.shutdownNow();
            Thread ending = thread;
            if (ending != null) {
                ending.join(patience.toMillis());
            }
            if (!aside.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a request of the Kubernetes source did not end within {}", patience);
            }
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            LOG.warn("the thread of the Kubernetes source did not end within {}", patience, e);
            last.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closed = true;
            aside.shutdownNow();
            executor.shutdownNow();
        }
    }
}
