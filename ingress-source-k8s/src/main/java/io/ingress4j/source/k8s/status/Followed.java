package io.ingress4j.source.k8s.status;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.ingress4j.source.k8s.status.Complaints.Task;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lists objects and watches them for some minutes, over and over: whatever a watch may have missed, the next list says. What
 * is deleted is of no interest here.
 */
final class Followed<T extends HasMetadata, L extends KubernetesResourceList<T>> {
    private static final int PAGE = 500;

    private final Api api;
    private final ScheduledExecutorService work;
    private final Timing timing;
    private final Complaints complaints;
    private final What<T, L> what;
    private @Nullable CompletableFuture<Void> watch;
    private boolean closed;

    /**
     * What is followed.
     *
     * @param toList the permission that a list takes
     * @param toWatch the permission that a watch takes
     * @param namespace the namespace, or empty for all of them
     * @param path the path below the API server's root
     * @param name the only object, or empty for all of them
     * @param item the type of the objects
     * @param list the type of their list
     * @param seen gets each object when it is listed and when it changed, on several threads
     * @param listed runs after each list
     */
    record What<T extends HasMetadata, L extends KubernetesResourceList<T>>(
            Task toList,
            Task toWatch,
            String namespace,
            String path,
            String name,
            Class<T> item,
            Class<L> list,
            Consumer<T> seen,
            Runnable listed) {
        private String selector() {
            return name.isEmpty() ? "" : "&fieldSelector=" + encoded("metadata.name=" + name);
        }
    }

    Followed(Api api, ScheduledExecutorService work, Timing timing, Complaints complaints, What<T, L> what) {
        this.api = api;
        this.work = work;
        this.timing = timing;
        this.complaints = complaints;
        this.what = what;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    void start() {
        later(this::list, Duration.ZERO);
    }

    private void later(Runnable step, Duration in) {
        try {
            work.schedule(step, in.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // closed
        }
    }

    private void list() {
        try {
            String version = "";
            String next = "";
            do {
                L page = api.get(
                        what.path + "?limit=" + PAGE + what.selector()
                                + (next.isEmpty() ? "" : "&continue=" + encoded(next)),
                        what.list);
                page.getItems().forEach(what.seen);
                version = page.getMetadata().getResourceVersion();
                next = page.getMetadata().getContinue() == null
                        ? ""
                        : page.getMetadata().getContinue();
            } while (!next.isEmpty() && !isClosed());
            complaints.done(what.toList);
            what.listed.run();
            watch(version);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            complaints.failed(what.toList, what.namespace, e);
            later(this::list, pauseAfter(e));
        }
    }

    private Duration pauseAfter(Exception failure) {
        boolean isForbidden = failure instanceof ApiRefusal refusal && refusal.code() == ApiRefusal.FORBIDDEN;
        return isForbidden ? timing.refused() : timing.failed();
    }

    private void watch(String version) {
        long begun = System.nanoTime();
        CompletableFuture<Void> watching = api.watch(
                what.path + "?watch=1&resourceVersion=" + encoded(version) + "&timeoutSeconds="
                        + Math.max(1, timing.watch().toSeconds()) + what.selector(),
                this::event);
        synchronized (this) {
            watch = watching;
            if (closed) {
                watching.cancel(true);
                return;
            }
        }
        watching.whenComplete((nothing, why) -> {
            Duration pause = timing.failed();
            if (why instanceof ApiRefusal refusal) {
                complaints.failed(what.toWatch, what.namespace, refusal);
                pause = pauseAfter(refusal);
            }
            long lasted = System.nanoTime() - begun;
            later(this::list, Duration.ofNanos(Math.max(0, pause.toNanos() - lasted)));
        });
        // One that says nothing, not even its end, is over a little later.
        later(() -> watching.cancel(true), timing.watch().plus(timing.answer()));
    }

    private void event(String line) {
        if (line.isBlank()) {
            return;
        }
        try {
            WatchEvent event = api.read(line, WatchEvent.class);
            complaints.done(what.toWatch);
            if ("ADDED".equals(event.getType()) || "MODIFIED".equals(event.getType())) {
                what.seen.accept(what.item.cast(event.getObject()));
            } else if ("ERROR".equals(event.getType())) {
                throw new IllegalStateException("the watch failed: " + line);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    synchronized void close() {
        closed = true;
        if (watch != null) {
            watch.cancel(true);
        }
    }
}
