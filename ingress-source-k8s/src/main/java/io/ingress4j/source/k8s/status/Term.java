package io.ingress4j.source.k8s.status;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.source.k8s.api.ApiObject;
import io.ingress4j.source.k8s.api.ApiObjects;
import io.ingress4j.source.k8s.api.ApiServer;
import io.ingress4j.source.k8s.api.Trouble;
import io.ingress4j.source.k8s.api.Waits;
import io.ingress4j.source.k8s.api.Watch;
import io.ingress4j.source.k8s.api.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done for as long as the Lease is held: the threads that watch and write, and nothing of them afterwards. */
final class Term {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterReporter.class);
    private static final long END_MILLIS = 4000;

    private final ApiObjects api;
    private final Wish wish;
    private final StatusWriter statuses;
    private final ApiServer server;
    private final Work work;
    private final Watch.Tools tools;
    private final List<Thread> threads = new ArrayList<>();
    private boolean knowsAddresses;

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
            KubernetesClient client,
            ApiObjects api,
            Timing timing,
            Trouble trouble,
            Wish wish,
            StatusWriter statuses,
            BooleanSupplier mayWrite) {
        this.api = api;
        this.wish = wish;
        this.statuses = statuses;
        Waits waits = timing.waits();
        this.work = new Work("ingress4j-status-watch", waits.close());
        this.server = new ApiServer(client, work, waits.answer());
        this.tools = new Watch.Tools(server, work, waits, trouble);
        IngressEvents events = wish.events();
        if (events != null) {
            threads.add(daemon(
                    () -> untilInterrupted(() -> events.work(api, mayWrite), timing.refused()), "ingress4j-events"));
        }
        if (!wish.fixed().isEmpty() || wish.service() != null) {
            threads.add(daemon(() -> untilInterrupted(statuses::work, timing.refused()), "ingress4j-status"));
        }
    }

    /** What a thread does until it is interrupted. */
    interface Working {
        void work() throws InterruptedException;
    }

    /** Works until the thread is interrupted: the Lease is kept meanwhile, and nobody else would do it. */
    static void untilInterrupted(Working working, Duration pause) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    working.work();
                } catch (RuntimeException | Error e) {
                    LOG.error("{} failed, and goes on", Thread.currentThread().getName(), e);
                    TimeUnit.NANOSECONDS.sleep(pause.toNanos());
                }
            }
        } catch (InterruptedException e) {
            // the term ended
        }
    }

    private static Thread daemon(Runnable run, String name) {
        var thread = new Thread(run, name);
        thread.setDaemon(true);
        return thread;
    }

    void begin() {
        threads.forEach(Thread::start);
        ObjectKey service = wish.service();
        if (!wish.fixed().isEmpty()) {
            work.run(() -> found(wish.fixed()));
        } else if (service != null) {
            work.run(() -> new Watch<>(
                            Rights.SERVICES, service.namespace(), service.name(), true, new Published(service), tools)
                    .start());
        }
    }

    /** Follows the Service whose addresses are written. */
    private final class Published implements Watch.Follower<SortedSet<String>> {
        private final ObjectKey service;

        Published(ObjectKey service) {
            this.service = service;
        }

        @Override
        public SortedSet<String> read(ApiObject object) {
            return Addresses.of(api.as(Service.class, object));
        }

        @Override
        public void changed(List<SortedSet<String>> changed, List<ObjectKey> gone) {
            for (SortedSet<String> addresses : changed) {
                if (addresses.isEmpty()) {
                    LOG.info("Service {} has no address yet; no status is changed", service);
                } else {
                    found(addresses);
                }
            }
            if (!gone.isEmpty()) {
                LOG.warn("Service {} is gone; the addresses that it had are written on", service);
            }
        }

        @Override
        public void listed(Set<ObjectKey> all) {
            if (all.isEmpty()) {
                LOG.warn(
                        "Service {} is not there (expected: the Service that publishes this proxy); no status is"
                                + " written before it is",
                        service);
            }
        }
    }

    private void found(SortedSet<String> addresses) {
        statuses.addresses(addresses);
        if (!knowsAddresses) {
            knowsAddresses = true;
            Set<String> places = wish.namespaces().isEmpty() ? Set.of("") : wish.namespaces();
            places.forEach(place -> new Watch<>(Rights.INGRESSES, place, "", true, ingresses(), tools).start());
        }
    }

    /** What an Ingress shows. */
    private record Shown(ObjectKey ingress, SortedSet<String> addresses) {}

    private Watch.Follower<Shown> ingresses() {
        return new Watch.Follower<>() {
            @Override
            public Shown read(ApiObject object) {
                return new Shown(object.key(), Addresses.of(api.as(Ingress.class, object)));
            }

            @Override
            public void changed(List<Shown> changed, List<ObjectKey> gone) {
                changed.forEach(each -> statuses.seen(each.ingress, each.addresses));
            }
        };
    }

    /** Hears which Ingresses may need a write, or are served no more. */
    void look(Collection<ObjectKey> keys) {
        statuses.look(keys);
    }

    /** Ends what is being done, and waits for it for some seconds. */
    void end() {
        server.close();
        threads.forEach(Thread::interrupt);
        work.close();
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
