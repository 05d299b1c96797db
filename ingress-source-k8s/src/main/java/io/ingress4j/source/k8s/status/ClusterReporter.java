package io.ingress4j.source.k8s.status;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.source.k8s.api.ApiObjects;
import io.ingress4j.source.k8s.api.Trouble;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Says to the cluster where its Ingresses are served and what there is to remark about them, for as long as this process
 * holds the Lease that all replicas want. Nothing is written of what was not asked for.
 *
 * <pre>{@code
 * try (ClusterReporter reporter = ClusterReporter.builder(client)
 *         .publishService(new ObjectKey("ingress4j", "ingress4j"))
 *         .events(true)
 *         .build()) {
 *     reporter.served(came, gone);
 *     reporter.start(); // once all of it is really served
 * }
 * }</pre>
 *
 * <p>An Ingress that is served no more keeps its status, and closing takes nothing back: whoever serves it next writes over
 * it, and names that follow the status do not vanish in between.
 */
public final class ClusterReporter implements AutoCloseable {
    private static final long CLOSE_MILLIS = 10_000;

    private final Counts counts = new Counts();
    private final @Nullable IngressEvents events;
    private final Leadership leadership;
    private final Set<ObjectKey> served = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Term term;

    private ClusterReporter(Builder builder) {
        Timing timing = builder.timing;
        var api = new ApiObjects(builder.client, timing.answer());
        var trouble = new Trouble(ClusterReporter.class);
        var rights = new Rights(builder.namespaces.isEmpty());
        this.events = builder.events ? new IngressEvents(builder.identity, timing, trouble, rights, counts) : null;
        var wish = new Term.Wish(
                new TreeSet<>(builder.addresses), builder.publishService, Set.copyOf(builder.namespaces), events);
        this.leadership = new Leadership(api, builder.lease, builder.identity, timing, trouble, new Leadership.Duty() {
            @Override
            public void begin() {
                var statuses =
                        new StatusWriter(api, timing, trouble, rights, counts, ClusterReporter.this::isLeader, served);
                var begun =
                        new Term(builder.client, api, timing, trouble, wish, statuses, ClusterReporter.this::isLeader);
                term = begun;
                begun.begin();
            }

            @Override
            public void end() {
                Term ended = term;
                term = null;
                if (ended != null) {
                    ended.end();
                }
            }
        });
    }

    /**
     * Returns a builder of a reporter that writes through {@code client}, which stays the caller's: it is never closed here,
     * and is to stay open until the reporter is closed.
     */
    public static Builder builder(KubernetesClient client) {
        return new Builder(client);
    }

    /** What is written, and as whom. At least one of addresses, a Service to publish and Events has to be asked for. */
    public static final class Builder {
        private final KubernetesClient client;
        private ObjectKey lease;
        private String identity;
        private final Set<String> namespaces = new LinkedHashSet<>();
        private final Set<String> addresses = new LinkedHashSet<>();
        private @Nullable ObjectKey publishService;
        private boolean events;
        private Timing timing = Timing.DEFAULT;

        private Builder(KubernetesClient client) {
            this.client = requireNonNull(client, "client");
            this.lease =
                    new ObjectKey(Objects.requireNonNullElse(client.getNamespace(), "default"), "ingress4j-leader");
            this.identity =
                    Objects.requireNonNullElse(System.getenv("HOSTNAME"), "ingress4j") + "_" + UUID.randomUUID();
        }

        /**
         * Sets the Lease that replicas share and nobody else has. The default is {@code ingress4j-leader} in the client's
         * namespace.
         */
        public Builder lease(ObjectKey lease) {
            this.lease = requireNonNull(lease, "lease");
            return this;
        }

        /** Sets who holds the Lease, different in each replica. The default is the host's name and a random part. */
        public Builder identity(String identity) {
            if (identity.isBlank()) {
                throw new IllegalArgumentException("identity: \"" + identity + "\" (expected: some text)");
            }
            this.identity = identity;
            return this;
        }

        /** Adds namespaces whose Ingresses are watched, with a Role there in place of the ClusterRole. Default: all. */
        public Builder namespaces(Collection<String> namespaces) {
            this.namespaces.addAll(namespaces);
            return this;
        }

        /**
         * Asks for the addresses of a Service in the status of the Ingresses: those that its load balancer got and its
         * external ones; where its type promises neither, its cluster address; or the host of an ExternalName. It is watched.
         * While it has no address, no status is changed.
         */
        public Builder publishService(ObjectKey service) {
            this.publishService = requireNonNull(service, "service");
            return this;
        }

        /**
         * Asks for these addresses in the status of the Ingresses.
         *
         * @throws IllegalArgumentException if one is neither an IP address nor a host name
         */
        public Builder addresses(Collection<String> addresses) {
            addresses.forEach(each -> this.addresses.add(Addresses.checked(each)));
            return this;
        }

        /** Asks for Events on Ingresses that there is a warning or an error about. The default is none. */
        public Builder events(boolean wanted) {
            this.events = wanted;
            return this;
        }

        Builder timing(Timing timing) {
            this.timing = timing;
            return this;
        }

        /**
         * Returns a reporter that hears already, and writes nothing before it is started.
         *
         * @throws IllegalStateException if nothing is to be written, or both addresses and a Service are given
         */
        public ClusterReporter build() {
            if (!addresses.isEmpty() && publishService != null) {
                throw new IllegalStateException("addresses " + addresses + " and a Service to publish, "
                        + publishService + " (expected: one of them)");
            }
            if (addresses.isEmpty() && publishService == null && !events) {
                throw new IllegalStateException("nothing to write (expected: addresses, publishService or events)");
            }
            return new ClusterReporter(this);
        }
    }

    /**
     * Begins to want the Lease, once: when this process serves, since of those that want it the one that leads is the only
     * one that writes. It never waits for the API server. One that is closed already does nothing.
     *
     * @throws IllegalStateException if it was started before
     */
    public void start() {
        leadership.start();
    }

    /**
     * Hears which Ingresses are served from now on, and which are no longer; all others stay what they were, and in the
     * beginning none is. It returns at once; calls come one after the other.
     *
     * @param came those that are served from now on
     * @param gone those that no longer are, none of which came
     */
    public void served(Collection<ObjectKey> came, Collection<ObjectKey> gone) {
        served.addAll(came);
        gone.forEach(served::remove);
        Term running = term;
        if (running != null) {
            running.look(came);
            running.look(gone);
        }
    }

    /**
     * Hears which remarks came and which are gone; those about Ingresses become Events where that was asked for. It returns
     * at once, and is for any thread.
     */
    public void remarks(List<Diagnostic> came, List<Diagnostic> gone) {
        if (events != null) {
            events.changed(came, gone);
        }
    }

    /** Returns whether this process may write now. For any thread, as all of these. */
    public boolean isLeader() {
        return leadership.holds();
    }

    /** Returns how many times a status was written. */
    public long statusWrites() {
        return counts.statuses.get();
    }

    /** Returns how many times an Event was written. */
    public long eventWrites() {
        return counts.events.get();
    }

    /** Returns how many writes failed; conflicts, which are decided anew, are not among them. */
    public long failures() {
        return counts.failures.get();
    }

    /** Stops writing, lets another replica lead, and waits for both, ten seconds at most. The client stays open. */
    @Override
    public void close() {
        leadership.close(CLOSE_MILLIS);
    }

    /** Stops as a crash would. */
    void crash() {
        leadership.crash(CLOSE_MILLIS);
    }
}
