package io.ingress4j.matcher;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.feature.FeatureSet;
import io.ingress4j.matcher.http.PlainRequest;
import io.ingress4j.matcher.route.Policy;
import io.ingress4j.matcher.tls.ServerCertificate;
import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.matcher.translate.Translator;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.Remarks;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.Resources;
import io.ingress4j.model.source.ResourceSink;
import io.ingress4j.model.source.ResourceSource;
import io.ingress4j.model.source.ResourceStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins sources, translator, router and data planes, and follows every change. All of that happens on one configuration
 * thread; a burst of events becomes one rebuild.
 *
 * <p><b>Errors.</b> Where a feature or a data plane throws, the last table keeps serving, a diagnostic says so, and the
 * same change is tried again with the next one, after five seconds at the latest.
 *
 * <pre>{@code
 * try (IngressEngine engine = IngressEngine.builder().source(manifests).build()) {
 *     engine.start().toCompletableFuture().join();
 *     Match match = engine.router().current().match("shop.example.com", "/cart");
 * }
 * }</pre>
 */
public final class IngressEngine implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(IngressEngine.class.getName());
    private static final int RETRY_SECONDS = 5;
    private static final int CLOSE_SECONDS = 5;

    private final LiveRouter router;
    private final ResourceStore store = new ResourceStore();
    private final List<ResourceSource> sources;
    private final List<DataPlane> dataPlanes;
    private final List<Consumer<IngressEngine>> followers;
    private final ToldRemarks told;
    private final FeatureSet features;
    private final String annotationPrefix;
    private final Translator translator;
    private final String threadNames;
    private final boolean daemonThreads;
    private final CompletableFuture<IngressEngine> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> delayOver = new CompletableFuture<>();
    private final AtomicBoolean rebuildPending = new AtomicBoolean();
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile @Nullable ScheduledThreadPoolExecutor executor;
    private volatile @Nullable Thread thread;
    private volatile boolean serving;
    private volatile boolean draining;
    private volatile Remarks translated = Remarks.none();
    private volatile List<Diagnostic> failures = List.of();
    private volatile Written written = Written.NOTHING;
    private volatile Rebuilds rebuilds = Rebuilds.NONE; // written by the configuration thread alone

    // What was taken from the store and does not serve yet; for the configuration thread alone.
    private Resources resources = Resources.empty();
    private Set<ResourceId> untranslated = new HashSet<>();
    private Set<String> unpublished = new HashSet<>();

    private IngressEngine(Builder builder) {
        this.router = builder.router;
        this.sources = List.copyOf(builder.sources);
        this.dataPlanes = List.copyOf(builder.dataPlanes);
        this.followers = List.copyOf(builder.followers);
        this.told = new ToldRemarks(builder.listeners);
        this.features = builder.features;
        this.threadNames = builder.threadNames;
        this.daemonThreads = builder.daemonThreads;
        this.annotationPrefix = builder.settings.annotationPrefix();
        this.translator = new Translator(builder.settings, features, mechanismsOfAll(dataPlanes, features));
    }

    /** What every data plane applies. Without any, nothing is known to be missing: manifests are only checked then. */
    private static Set<Class<? extends Policy>> mechanismsOfAll(List<DataPlane> dataPlanes, FeatureSet features) {
        if (dataPlanes.isEmpty()) {
            Set<Class<? extends Policy>> all = new HashSet<>();
            features.features().forEach(feature -> all.add(feature.policyType()));
            return all;
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
     * @return completes when the first complete table serves; fails where a source cannot be started, where the first
     *     table cannot be made, and where the engine is closed before that
     * @throws IllegalStateException if it was started or closed before
     */
    public CompletionStage<IngressEngine> start() {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("the engine was started or closed before (an engine starts once)");
        }
        var made = new ScheduledThreadPoolExecutor(1, this::configurationThread);
        made.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor = made;
        store.onChange(this::wake);
        List<ResourceSink> sinks =
                sources.stream().map(source -> store.sink(source.name())).toList();
        for (int i = 0; i < sinks.size(); i++) {
            try {
                sources.get(i).start(sinks.get(i));
            } catch (RuntimeException e) {
                ready.completeExceptionally(new IllegalStateException(
                        "source " + sources.get(i).name() + " could not be started: " + e.getMessage(), e));
                close();
                break;
            }
        }
        wake();
        return ready.minimalCompletionStage();
    }

    private Thread configurationThread(Runnable task) {
        Thread made = new Thread(task, threadNames + "-configuration");
        made.setDaemon(daemonThreads);
        thread = made;
        return made;
    }

    private void wake() {
        ScheduledThreadPoolExecutor running = executor;
        if (running == null || !rebuildPending.compareAndSet(false, true)) {
            return;
        }
        try {
            running.execute(this::rebuild);
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
            failures = follow();
            serving = true;
            tell();
            ready.complete(this);
        } catch (RuntimeException | Error e) {
            failures = List.of(failed(
                    "rebuild-failed",
                    "the change does not serve; the last table stays, next try within " + RETRY_SECONDS + " s",
                    e));
            rebuilds = rebuilds.failedAgain();
            tell();
            ready.completeExceptionally(e);
            retryLater();
        }
    }

    private void tell() {
        told.tell(store.remarks(), translated, failures, this::placed);
        for (Consumer<IngressEngine> follower : followers) {
            try {
                follower.accept(this);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "a follower of the engine threw", e);
            }
        }
    }

    private void retryLater() {
        ScheduledThreadPoolExecutor running = executor;
        if (running != null && running.getQueue().isEmpty() && !running.isShutdown()) {
            running.schedule(this::wake, RETRY_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Brings the table up to date; what fails on the way is left for the next call. */
    private List<Diagnostic> follow() {
        long begin = System.nanoTime();
        store.take().ifPresent(change -> {
            resources = change.resources();
            untranslated.addAll(change.changed());
        });
        if (draining) {
            translator.drain();
        }
        Translator.Result result = translator.translate(resources, untranslated);
        untranslated = new HashSet<>();
        unpublished.addAll(result.changedHosts());
        List<Diagnostic> remarks = new ArrayList<>();
        Router previous = router.current();
        Optional<ServerCertificate> shown = previous.snapshot().defaultCertificate();
        if (!unpublished.isEmpty() || !shown.equals(result.snapshot().defaultCertificate())) {
            Router next = previous.with(result.snapshot(), Set.copyOf(unpublished), features, translator::cluster);
            dataPlanes.forEach(plane -> plane.prepare(next, next.freshRoutes()));
            router.publish(next);
            rebuilds = rebuilds.publishedAgain(unpublished.size(), System.nanoTime() - begin);
            unpublished = new HashSet<>();
            dataPlanes.forEach(plane -> retire(plane, previous, next, remarks));
        }
        translated = translator.remarks();
        written = new Written(resources, store::origin, features, annotationPrefix, translated);
        return List.copyOf(remarks);
    }

    private void retire(DataPlane plane, Router previous, Router next, List<Diagnostic> remarks) {
        try {
            plane.retire(previous, next.goneRoutes());
        } catch (RuntimeException e) {
            remarks.add(failed("retire-failed", "the new table serves; something of the old one was not freed", e));
        }
    }

    private Diagnostic failed(String code, String message, Throwable cause) {
        var remark = new Diagnostic(
                Diagnostic.Severity.ERROR, code, "", "", "", message + " (" + cause + ")", "configuration", 0);
        if (!failures.contains(remark)) {
            LOG.log(System.Logger.Level.ERROR, remark.toString(), cause);
        }
        return remark;
    }

    /** Returns the reference to the newest router. */
    public LiveRouter router() {
        return router;
    }

    /** Returns the objects that were read last, all of them; not each of them need serve. */
    public Resources resources() {
        return resources;
    }

    /** Returns whether a complete table serves and is to go on serving: not before it does, and not once it drains. */
    public boolean isReady() {
        return serving && !draining;
    }

    /** Drains at once: as {@link #drain(Duration, Duration)} without a delay. */
    public CompletionStage<Void> drain(Duration limit) {
        return drain(Duration.ZERO, limit);
    }

    /**
     * Takes leave: is not ready from now on, serves as before for {@code delay}, in which load balancers learn of that and
     * send no more, and then drains every data plane. Changes are followed all the while. {@link #close} has to follow.
     *
     * @param delay how long load balancers may still send
     * @param limit how long, after that, what is under way may take before it is cut
     * @return completes when nothing is under way in any data plane; fails after all of them where one failed to drain
     */
    public CompletionStage<Void> drain(Duration delay, Duration limit) {
        requireNonNull(limit, "limit");
        draining = true;
        wake(); // the health path is to say so
        ScheduledThreadPoolExecutor running = executor;
        if (delay.isZero() || delay.isNegative() || running == null) {
            return drainDataPlanes(limit);
        }
        try {
            running.schedule(() -> delayOver.complete(null), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            delayOver.complete(null); // closed
        }
        return delayOver.thenCompose(nothing -> drainDataPlanes(limit)).minimalCompletionStage();
    }

    private CompletionStage<Void> drainDataPlanes(Duration limit) {
        return CompletableFuture.allOf(
                        dataPlanes.stream().map(plane -> drained(plane, limit)).toArray(CompletableFuture[]::new))
                .minimalCompletionStage();
    }

    /** One that throws keeps no other from draining. */
    private static CompletableFuture<?> drained(DataPlane plane, Duration limit) {
        try {
            return plane.drain(limit).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Returns how many routers were published; a change of endpoints publishes none. */
    public long rebuilds() {
        return rebuilds.published();
    }

    /** Returns what rebuilding took so far. */
    public Rebuilds rebuildTotals() {
        return rebuilds;
    }

    /**
     * Returns every remark of sources, translation and data planes, with the place in its file where that is known. The work
     * is proportional to all of them; who follows changes takes a {@link DiagnosticListener}.
     */
    public List<Diagnostic> diagnostics() {
        List<Diagnostic> all = new ArrayList<>(store.remarks().all());
        translated.all().forEach(remark -> all.add(placed(remark)));
        all.addAll(failures);
        return List.copyOf(all);
    }

    private Diagnostic placed(Diagnostic remark) {
        return remark.at(store.origin(idOf(remark.object())));
    }

    /**
     * Returns why a request goes where it goes, from the rule as its author wrote it to the endpoints of this moment. The
     * same code decides as for a request that a data plane received, filters included; the work does not grow with the
     * number of hosts, the first question after a change aside, which puts the remarks in order.
     */
    public Explanation explain(PlainRequest request) {
        return new Explainer(router.current(), written).explain(request);
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

    /**
     * Stops the sources and the configuration thread, and waits for its end, five seconds at most. Routes stay as they
     * are; data planes are closed by who made them.
     */
    @Override
    public void close() {
        started.set(true);
        delayOver.complete(null);
        for (ResourceSource source : sources) {
            try {
                source.close();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "source " + source.name() + " did not close cleanly", e);
            }
        }
        ScheduledThreadPoolExecutor running = executor;
        if (running != null) {
            running.shutdown();
            if (Thread.currentThread() != thread) {
                awaitEnd(running);
            }
        }
        ready.completeExceptionally(new CancellationException("the engine was closed before it served"));
    }

    private static void awaitEnd(ScheduledThreadPoolExecutor running) {
        try {
            if (!running.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                running.shutdownNow();
            }
        } catch (InterruptedException e) {
            running.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Settings of an engine. Not for use by several threads. */
    public static final class Builder {
        private LiveRouter router = new LiveRouter(Router.empty());
        private final List<ResourceSource> sources = new ArrayList<>();
        private final List<DataPlane> dataPlanes = new ArrayList<>();
        private final List<Consumer<IngressEngine>> followers = new ArrayList<>();
        private final List<DiagnosticListener> listeners = new ArrayList<>();
        private FeatureSet features = StandardFeatures.all();
        private String threadNames = "ingress4j";
        private boolean daemonThreads = true;
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

        /** Adds somebody who hears which remarks come and go, the first time before {@link IngressEngine#start} completes. */
        public Builder diagnosticListener(DiagnosticListener listener) {
            listeners.add(requireNonNull(listener, "listener"));
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

        /** Sets what the name of the configuration thread begins with; {@code ingress4j} by default. */
        public Builder threadNames(String prefix) {
            this.threadNames = requireNonNull(prefix, "prefix");
            return this;
        }

        /** Sets whether the JVM may end while the configuration thread runs, as is the default. */
        public Builder daemonThreads(boolean daemon) {
            this.daemonThreads = daemon;
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
