package io.ingress4j.source.k8s.status;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceList;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressList;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.source.k8s.status.Complaints.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done for as long as the Lease is held: the threads that watch and write, and nothing of them afterwards. */
final class Term {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterReporter.class);
    private static final long END_MILLIS = 4000;

    private final Api api;
    private final Timing timing;
    private final Complaints complaints;
    private final Wish wish;
    private final ScheduledThreadPoolExecutor work;
    private final StatusWriter statuses;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Followed<?, ?>> followed = new ArrayList<>();
    private boolean knowsAddresses;
    private boolean ended;

    /**
     * What the operator asked for.
     *
     * @param fixed the addresses that are written, or none
     * @param service the Service whose addresses are written, or null
     * @param namespaces where Ingresses are watched; empty for everywhere
     * @param events what becomes Events, or null
     */
    record Wish(
            SortedSet<String> fixed,
            @Nullable ObjectKey service,
            Set<String> namespaces,
            @Nullable IngressEvents events) {}

    Term(
            Api api,
            Timing timing,
            Complaints complaints,
            Counts counts,
            Wish wish,
            BooleanSupplier mayWrite,
            Set<ObjectKey> served) {
        this.api = api;
        this.timing = timing;
        this.complaints = complaints;
        this.wish = wish;
        this.statuses = new StatusWriter(api, timing, complaints, counts, mayWrite, served);
        this.work = new ScheduledThreadPoolExecutor(1, step -> daemon(step, "ingress4j-status-watch"));
        work.setRemoveOnCancelPolicy(true);
        work.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        IngressEvents events = wish.events();
        if (events != null) {
            threads.add(daemon(() -> untilInterrupted(() -> events.work(api, mayWrite)), "ingress4j-events"));
        }
        if (!wish.fixed().isEmpty() || wish.service() != null) {
            threads.add(daemon(() -> untilInterrupted(statuses::work), "ingress4j-status"));
        }
    }

    /** What a thread does until it is interrupted. */
    private interface Working {
        void work() throws InterruptedException;
    }

    private static void untilInterrupted(Working working) {
        try {
            working.work();
        } catch (InterruptedException e) {
            // the term ended
        }
    }

    private static Thread daemon(Runnable run, String name) {
        var thread = new Thread(run, name);
        thread.setDaemon(true);
        return thread;
    }

    synchronized void begin() {
        threads.forEach(Thread::start);
        if (!wish.fixed().isEmpty()) {
            found(wish.fixed());
        } else if (wish.service() != null) {
            followService(wish.service());
        }
    }

    private void followService(ObjectKey key) {
        var isThere = new boolean[1]; // one thread lists, and asks between its lists
        follow(new Followed.What<>(
                Task.LIST_SERVICE,
                Task.WATCH_SERVICE,
                key.namespace(),
                "api/v1/namespaces/" + key.namespace() + "/services",
                key.name(),
                Service.class,
                ServiceList.class,
                service -> {
                    isThere[0] = true;
                    found(key, service);
                },
                () -> {
                    if (!isThere[0]) {
                        LOG.warn(
                                "Service {} is not there (expected: the Service that publishes this proxy);"
                                        + " no status is written before it is",
                                key);
                    }
                    isThere[0] = false;
                }));
    }

    private void found(ObjectKey key, Service service) {
        SortedSet<String> addresses = Addresses.of(service);
        if (addresses.isEmpty()) {
            LOG.info("Service {} has no address yet; no status is changed", key);
        } else {
            found(addresses);
        }
    }

    private synchronized void found(SortedSet<String> addresses) {
        statuses.addresses(addresses);
        if (!knowsAddresses && !ended) {
            knowsAddresses = true;
            if (wish.namespaces().isEmpty()) {
                followIngresses("");
            } else {
                wish.namespaces().forEach(this::followIngresses);
            }
        }
    }

    private void followIngresses(String namespace) {
        follow(new Followed.What<>(
                Task.LIST_INGRESSES,
                Task.WATCH_INGRESSES,
                namespace,
                "apis/networking.k8s.io/v1/" + (namespace.isEmpty() ? "" : "namespaces/" + namespace + "/")
                        + "ingresses",
                "",
                Ingress.class,
                IngressList.class,
                statuses::seen,
                () -> {}));
    }

    private synchronized void follow(Followed.What<?, ?> what) {
        Followed<?, ?> each = new Followed<>(api, work, timing, complaints, what);
        followed.add(each);
        each.start();
    }

    /** Hears which Ingresses may need a write, or are served no more. */
    void look(Collection<ObjectKey> keys) {
        statuses.look(keys);
    }

    /** Ends what is being done, and waits for it for some seconds. */
    void end() {
        synchronized (this) {
            ended = true;
            followed.forEach(Followed::close);
        }
        work.shutdownNow();
        threads.forEach(Thread::interrupt);
        try {
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(END_MILLIS);
            for (Thread each : threads) {
                each.join(Math.max(1, (until - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
