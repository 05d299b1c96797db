package io.ingress4j.matcher;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.feature.FeatureSet;
import io.ingress4j.matcher.route.Policy;
import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.matcher.translate.Translator;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.source.ResourceSource;
import io.ingress4j.model.source.ResourceStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins sources, translator, router and data planes, and follows every change. All of that happens on one configuration
 * thread; a burst of events becomes one rebuild.
 *
 * <pre>{@code
 * try (IngressEngine engine = IngressEngine.builder().source(manifests).build()) {
 *     engine.start().toCompletableFuture().join();
 *     Match match = engine.router().current().match("shop.example.com", "/cart");
 * }
 * }</pre>
 */
public final class IngressEngine implements AutoCloseable {
    private final LiveRouter router;
    private final ResourceStore store = new ResourceStore();
    private final List<ResourceSource> sources;
    private final List<DataPlane> dataPlanes;
    private final List<Consumer<IngressEngine>> followers;
    private final FeatureSet features;
    private final Translator translator;
    private final CompletableFuture<IngressEngine> ready = new CompletableFuture<>();
    private final AtomicBoolean rebuildPending = new AtomicBoolean();
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile @Nullable ExecutorService thread;
    private volatile List<Diagnostic> translated = List.of();
    private final AtomicLong rebuilds = new AtomicLong();

    private IngressEngine(Builder builder) {
        this.router = builder.router;
        this.sources = List.copyOf(builder.sources);
        this.dataPlanes = List.copyOf(builder.dataPlanes);
        this.followers = List.copyOf(builder.followers);
        this.features = builder.features;
        this.translator = new Translator(builder.settings, features, mechanismsOfAll(dataPlanes));
    }

    private static Set<Class<? extends Policy>> mechanismsOfAll(List<DataPlane> dataPlanes) {
        if (dataPlanes.isEmpty()) {
            return Set.of();
        }
        Set<Class<? extends Policy>> common = new HashSet<>(dataPlanes.get(0).mechanisms());
        dataPlanes.forEach(plane -> common.retainAll(plane.mechanisms()));
        return common;
    }

    /** Returns a builder. At least one source is needed. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts the configuration thread and the sources.
     *
     * @return completes when the first complete table serves
     * @throws IllegalStateException if it was started before
     */
    public CompletionStage<IngressEngine> start() {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("the engine was started before (an engine starts once)");
        }
        thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "ingress4j-configuration");
            made.setDaemon(true);
            return made;
        });
        store.onChange(this::wake);
        List<Runnable> starts = new ArrayList<>();
        for (ResourceSource source : sources) {
            var sink = store.sink(source.name());
            starts.add(() -> source.start(sink));
        }
        starts.forEach(Runnable::run);
        wake();
        return ready.minimalCompletionStage();
    }

    private void wake() {
        ExecutorService executor = thread;
        if (executor == null || !rebuildPending.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.execute(this::rebuild);
        } catch (RejectedExecutionException e) {
            rebuildPending.set(false); // closed in the meantime
        }
    }

    private void rebuild() {
        rebuildPending.set(false);
        if (!store.isComplete()) {
            return;
        }
        try {
            store.take().ifPresent(this::follow);
            followers.forEach(follower -> follower.accept(this));
            ready.complete(this);
        } catch (RuntimeException | Error e) {
            ready.completeExceptionally(e);
            throw e;
        }
    }

    private void follow(ResourceStore.Change change) {
        Router previous = router.current();
        Translator.Result result = translator.translate(change.resources(), change.changed());
        if (!result.changedHosts().isEmpty()) {
            Router next = previous.with(result.snapshot(), result.changedHosts(), features, translator::cluster);
            dataPlanes.forEach(plane -> plane.prepare(next, next.freshRoutes()));
            router.publish(next);
            dataPlanes.forEach(plane -> plane.retire(previous, next.goneRoutes()));
            rebuilds.incrementAndGet();
        }
        translated = translator.diagnostics();
    }

    /** Returns the reference to the newest router. */
    public LiveRouter router() {
        return router;
    }

    /** Returns whether the first complete table serves. */
    public boolean isReady() {
        return ready.isDone() && !ready.isCompletedExceptionally();
    }

    /** Returns how many routers were published; a change of endpoints publishes none. */
    public long rebuilds() {
        return rebuilds.get();
    }

    /** Returns every remark of sources and translation, with the place in its file where that is known. */
    public List<Diagnostic> diagnostics() {
        List<Diagnostic> all = new ArrayList<>(store.diagnostics());
        for (Diagnostic diagnostic : translated) {
            all.add(diagnostic.at(store.origin(idOf(diagnostic.object()))));
        }
        return List.copyOf(all);
    }

    private static ResourceId idOf(String object) {
        int space = object.indexOf(' ');
        String kind = object.substring(0, Math.max(0, space));
        String key = object.substring(space + 1);
        int slash = key.indexOf('/');
        var found = new ObjectKey(slash < 0 ? "" : key.substring(0, slash), key.substring(slash + 1));
        for (Kind candidate : Kind.values()) {
            if (candidate.toString().equals(kind)) {
                return new ResourceId(candidate, found);
            }
        }
        return new ResourceId(Kind.INGRESS, found);
    }

    /** Stops the sources and the configuration thread. Routes stay as they are; data planes are closed by who made them. */
    @Override
    public void close() {
        sources.forEach(ResourceSource::close);
        ExecutorService executor = thread;
        if (executor != null) {
            executor.shutdown();
        }
    }

    /** Settings of an engine. Not for use by several threads. */
    public static final class Builder {
        private LiveRouter router = new LiveRouter(Router.empty());
        private final List<ResourceSource> sources = new ArrayList<>();
        private final List<DataPlane> dataPlanes = new ArrayList<>();
        private final List<Consumer<IngressEngine>> followers = new ArrayList<>();
        private FeatureSet features = StandardFeatures.all();
        private TranslationSettings settings = TranslationSettings.builder().build();

        private Builder() {}

        /** Adds a source. Where two tell of the same key, the one added first wins. */
        public Builder source(ResourceSource source) {
            sources.add(requireNonNull(source, "source"));
            return this;
        }

        /** Adds a data plane, which is prepared before each change and told after it. */
        public Builder dataPlane(DataPlane dataPlane) {
            dataPlanes.add(requireNonNull(dataPlane, "dataPlane"));
            return this;
        }

        /**
         * Adds somebody who is told after each change of objects or remarks, on the configuration thread, the first time
         * before {@link IngressEngine#start} completes. Calls may be more than changes.
         */
        public Builder afterChange(Consumer<IngressEngine> follower) {
            followers.add(requireNonNull(follower, "follower"));
            return this;
        }

        /** Sets the reference that is kept up to date, where a data plane already has one. */
        public Builder router(LiveRouter router) {
            this.router = requireNonNull(router, "router");
            return this;
        }

        /** Sets the features; the standard ones by default. */
        public Builder features(FeatureSet features) {
            this.features = requireNonNull(features, "features");
            return this;
        }

        /** Sets what the operator decides. */
        public Builder settings(TranslationSettings settings) {
            this.settings = requireNonNull(settings, "settings");
            return this;
        }

        /**
         * Returns the engine, not started.
         *
         * @throws IllegalStateException if there is no source
         */
        public IngressEngine build() {
            if (sources.isEmpty()) {
                throw new IllegalStateException("no source (call source at least once)");
            }
            return new IngressEngine(this);
        }
    }
}
