package io.ingress4j.source.k8s;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.source.ResourceSink;
import io.ingress4j.model.source.ResourceSource;
import io.ingress4j.source.k8s.api.ApiServer;
import io.ingress4j.source.k8s.api.Watch;
import io.ingress4j.source.k8s.api.Work;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a live cluster says: its Ingresses, IngressClasses, Services and EndpointSlices, the Secrets that Ingresses name,
 * and some ConfigMaps, listed once and watched from then on.
 *
 * <p>The API server may go, come back, forget where a watch stood or refuse the credentials for a while: what was told
 * stays until a complete list says otherwise, and the source tries again for ever.
 */
public final class KubernetesSource implements ResourceSource {
    private final KubernetesClient client;
    private final Set<String> namespaces;
    private final Set<ObjectKey> configMaps;
    private final Set<ObjectKey> secrets;
    private final Timing timing;
    private final Work work;
    private volatile List<Watch<?>> watches = List.of();
    private @Nullable ApiServer server;
    private boolean isOver;

    private KubernetesSource(Builder builder) {
        this.client = builder.client;
        this.namespaces = Set.copyOf(builder.namespaces);
        this.configMaps = Set.copyOf(builder.configMaps);
        this.secrets = Set.copyOf(builder.secrets);
        this.timing = builder.timing;
        this.work = new Work("ingress4j-kubernetes", timing.api().close());
    }

    /**
     * Returns a builder of a source that reads through {@code client}, which stays the caller's: it is never closed here,
     * and is to stay open until the source is closed. One that speaks HTTP/1.1 ({@code http2Disable}) gets over a connection
     * that died without a word within 70 seconds; over HTTP/2 that takes until the kernel gives it up.
     */
    public static Builder builder(KubernetesClient client) {
        return new Builder(client);
    }

    /** What a source reads of its cluster. Without settings: all namespaces, no ConfigMap. */
    public static final class Builder {
        private final KubernetesClient client;
        private final Set<String> namespaces = new LinkedHashSet<>();
        private final Set<ObjectKey> configMaps = new LinkedHashSet<>();
        private final Set<ObjectKey> secrets = new LinkedHashSet<>();
        private Timing timing = Timing.DEFAULT;

        private Builder(KubernetesClient client) {
            this.client = requireNonNull(client, "client");
        }

        /**
         * Adds namespaces to read. Without any, all of them are read, which needs a ClusterRole; with some, a Role in each
         * is enough.
         *
         * @throws IllegalArgumentException if one is empty
         */
        public Builder namespaces(Collection<String> namespaces) {
            for (String namespace : namespaces) {
                if (namespace.isBlank()) {
                    throw new IllegalArgumentException("namespaces: an empty name (expected: names of namespaces)");
                }
                this.namespaces.add(namespace);
            }
            return this;
        }

        /**
         * Adds a ConfigMap to read, whatever its namespace; no other is.
         *
         * @throws IllegalArgumentException if namespace or name are empty
         */
        public Builder configMap(ObjectKey key) {
            configMaps.add(whole("configMap", key));
            return this;
        }

        /**
         * Adds a Secret to read beside those that Ingresses name, whatever its namespace: the default certificate's.
         *
         * @throws IllegalArgumentException if namespace or name are empty
         */
        public Builder secret(ObjectKey key) {
            secrets.add(whole("secret", key));
            return this;
        }

        private static ObjectKey whole(String what, ObjectKey key) {
            if (key.namespace().isBlank() || key.name().isBlank()) {
                throw new IllegalArgumentException(what + ": \"" + key + "\" (expected: a namespace and a name)");
            }
            return key;
        }

        /** Sets how long the source waits for what; the tests are in a hurry. */
        Builder timing(Timing timing) {
            this.timing = timing;
            return this;
        }

        /** Returns the source, which does nothing, and asks nothing of its client, before it is started. */
        public KubernetesSource build() {
            return new KubernetesSource(this);
        }
    }

    @Override
    public String name() {
        return "cluster";
    }

    /**
     * Begins to list and watch, and returns at once. The first complete state follows when every list was read, however
     * often that has to be tried.
     */
    @Override
    public synchronized void start(ResourceSink sink) {
        requireNonNull(sink, "sink");
        if (isOver || server != null) {
            throw new IllegalStateException("source " + name() + " was started before (a source starts once)");
        }
        var asked = new ApiServer(client, work, timing.api().answer());
        server = asked;
        var following = new Following(sink, asked, work, timing, namespaces);
        watches = following.watches(configMaps, secrets);
        work.run(() -> following.start(secrets));
    }

    /**
     * Returns how each watch stands at this moment; nothing before the start. What no Role of a namespace can give, the
     * IngressClasses, is left out while the API server refuses it to a source of single namespaces. For any thread.
     */
    public List<WatchState> watches() {
        return watches.stream()
                .filter(watch -> !watch.isWithheld())
                .map(watch ->
                        new WatchState(watch.kind(), watch.scope(), watch.isSynced(), watch.isConnected(), watch.age()))
                .toList();
    }

    /** Stops telling, and waits for the end of the thread, five seconds at most. The client stays open. */
    @Override
    public void close() {
        ApiServer asked;
        synchronized (this) {
            isOver = true;
            asked = server;
        }
        if (asked != null) {
            asked.close();
        }
        work.close();
    }
}
