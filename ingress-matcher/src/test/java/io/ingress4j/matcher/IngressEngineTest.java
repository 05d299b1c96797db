package io.ingress4j.matcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.AnnotationReader;
import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.route.Policy;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.PathType;
import io.ingress4j.model.source.InMemorySource;
import io.ingress4j.model.source.ResourceSink;
import io.ingress4j.model.source.ResourceSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class IngressEngineTest {
    private final InMemorySource source = new InMemorySource("objects");
    private final FailingDataPlane dataPlane = new FailingDataPlane();
    private final IngressEngine engine =
            IngressEngine.builder().source(source).dataPlane(dataPlane).build();

    /** A data plane that throws when it is told to. */
    private static final class FailingDataPlane implements DataPlane {
        private volatile boolean prepareFails;
        private volatile boolean retireFails;

        @Override
        public Set<Class<? extends Policy>> mechanisms() {
            return Set.of();
        }

        @Override
        public void prepare(Router next, List<CompiledRoute> fresh) {
            if (prepareFails) {
                throw new IllegalStateException("no handle for " + fresh.size() + " routes");
            }
        }

        @Override
        public void retire(Router previous, List<CompiledRoute> gone) {
            if (retireFails) {
                throw new IllegalStateException("cannot let go");
            }
        }
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static Ingress ingress(String host) {
        return Ingress.builder("shop", host.substring(0, host.indexOf('.')))
                .path(host, "/", PathType.PREFIX, "s", 80)
                .build();
    }

    private static void start(IngressEngine engine) throws Exception {
        engine.start().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private boolean serves(String host) {
        return engine.router().current().match(host, "/").route() != null;
    }

    private List<String> codes() {
        return engine.diagnostics().stream().map(Diagnostic::code).toList();
    }

    @Test
    void startCompletesWhenTheFirstTableServes() throws Exception {
        source.put(ingress("a.com"));

        start(engine);

        assertThat(serves("a.com")).isTrue();
        assertThat(engine.isReady()).isTrue();
    }

    @Test
    void withoutADataPlaneNoMechanismIsMissedAndWithOneThoseThatItDoesNotName() throws Exception {
        Ingress ingress = Ingress.builder("shop", "a")
                .annotation("nginx.ingress.kubernetes.io/proxy-read-timeout", "7")
                .path("a.com", "/", PathType.PREFIX, "s", 80)
                .build();
        var checked = new InMemorySource("checked");
        checked.put(ingress);
        source.put(ingress);
        start(engine);
        assertThat(codes()).contains("unapplied-annotation");

        try (IngressEngine checking = IngressEngine.builder().source(checked).build()) {
            start(checking);

            assertThat(checking.diagnostics())
                    .extracting(Diagnostic::code)
                    .isNotEmpty()
                    .doesNotContain("unapplied-annotation");
        }
    }

    @Test
    void aListenerHearsWhatComesAndGoesAndNothingElse() throws Exception {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        var objects = new InMemorySource("heeded");
        objects.put(misspelt("a"));
        try (IngressEngine heeded = IngressEngine.builder()
                .source(objects)
                .diagnosticListener((came, gone) -> {
                    throw new IllegalStateException("one that throws harms nobody");
                })
                .diagnosticListener((came, gone) -> {
                    misspelt(came).forEach(object -> heard.add("+ " + object));
                    misspelt(gone).forEach(object -> heard.add("- " + object));
                })
                .build()) {
            start(heeded);
            assertThat(heard).containsExactly("+ Ingress shop/a");

            objects.put(misspelt("b"));
            await().untilAsserted(() -> assertThat(heard).containsExactly("+ Ingress shop/a", "+ Ingress shop/b"));

            objects.remove(misspelt("a").id());
            await().untilAsserted(() -> assertThat(heard).hasSize(3).endsWith("- Ingress shop/a"));
            assertThat(misspelt(heeded.diagnostics())).containsExactly("Ingress shop/b");
        }
    }

    @Test
    void aRemarkThatStandsUnderTwoHostsIsToldOnceAndIsGoneWhenItStandsUnderNone() throws Exception {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        var objects = new InMemorySource("heeded");
        objects.put(withoutGroup("a.com", "b.com"));
        try (IngressEngine heeded = IngressEngine.builder()
                .source(objects)
                .diagnosticListener((came, gone) -> {
                    came.forEach(remark -> heard.add("+ " + remark.code()));
                    gone.forEach(remark -> heard.add("- " + remark.code()));
                })
                .build()) {
            start(heeded);
            assertThat(heeded.diagnostics().stream()
                            .filter(remark -> remark.code().equals("missing-group")))
                    .hasSize(2);
            assertThat(heard).containsOnlyOnce("+ missing-group");

            objects.put(withoutGroup("a.com"));
            objects.put(misspelt("b"));
            await().until(() -> heard.contains("+ unknown-annotation"));
            assertThat(heard).doesNotContain("- missing-group");

            objects.remove(withoutGroup("a.com").id());
            await().until(() -> heard.contains("- missing-group"));
        }
    }

    private static Ingress withoutGroup(String... hosts) {
        Ingress.Builder builder =
                Ingress.builder("shop", "a").annotation("nginx.ingress.kubernetes.io/rewrite-target", "/$1");
        for (String host : hosts) {
            builder.path(host, "/x", PathType.PREFIX, "s", 80);
        }
        return builder.build();
    }

    private static Ingress misspelt(String name) {
        return Ingress.builder("shop", name)
                .annotation("nginx.ingress.kubernetes.io/proxy-red-timeout", "1")
                .path(name + ".com", "/", PathType.PREFIX, "s", 80)
                .build();
    }

    private static List<String> misspelt(List<Diagnostic> remarks) {
        return remarks.stream()
                .filter(remark -> remark.code().equals("unknown-annotation"))
                .map(Diagnostic::object)
                .toList();
    }

    @Test
    void startCompletesForSourcesWithoutObjects() throws Exception {
        start(engine);

        assertThat(engine.isReady()).isTrue();
        assertThat(serves("a.com")).isFalse();
    }

    @Test
    void nothingIsReadyBeforeEverySourceHasTold() throws Exception {
        var silent = new ResourceSource() {
            private volatile ResourceSink sink;

            @Override
            public String name() {
                return "silent";
            }

            @Override
            public void start(ResourceSink to) {
                sink = to;
            }

            @Override
            public void close() {}
        };
        source.put(ingress("a.com"));
        try (IngressEngine both =
                IngressEngine.builder().source(source).source(silent).build()) {
            var started = both.start().toCompletableFuture();
            assertThatThrownBy(() -> started.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(both.isReady()).isFalse();

            silent.sink.replaceAll(List.of());

            started.get(10, TimeUnit.SECONDS);
            assertThat(both.router().current().match("a.com", "/").route()).isNotNull();
        }
    }

    @Test
    void aDataPlaneThatThrowsLeavesTheLastTableAndLosesNoChange() throws Exception {
        source.put(ingress("a.com"));
        start(engine);

        dataPlane.prepareFails = true;
        source.put(ingress("b.com"));
        await().untilAsserted(() -> assertThat(codes()).contains("rebuild-failed"));
        assertThat(serves("a.com")).isTrue();
        assertThat(serves("b.com")).isFalse();

        dataPlane.prepareFails = false;
        source.put(ingress("c.com"));
        await().untilAsserted(() -> assertThat(serves("c.com")).isTrue());
        assertThat(serves("a.com")).isTrue();
        assertThat(serves("b.com")).isTrue();
        await().untilAsserted(() -> assertThat(codes()).doesNotContain("rebuild-failed"));
    }

    @Test
    void rebuildsAreCountedWithTheirHostsAndTimesAndTheFailedOnesApart() throws Exception {
        source.put(ingress("a.com"));
        source.put(ingress("b.com"));
        assertThat(engine.rebuildTotals()).isEqualTo(Rebuilds.NONE);

        start(engine);
        Rebuilds first = engine.rebuildTotals();
        assertThat(first.published()).isEqualTo(1).isEqualTo(engine.rebuilds());
        assertThat(first.hosts()).isEqualTo(2);
        assertThat(first.took()).isPositive().isEqualTo(first.last());

        dataPlane.prepareFails = true;
        source.put(ingress("c.com"));
        await().until(() -> engine.rebuildTotals().failed() > 0);
        assertThat(engine.rebuildTotals().published()).isEqualTo(1);
        assertThat(engine.rebuildTotals().hosts()).isEqualTo(2);

        dataPlane.prepareFails = false;
        source.remove(ingress("a.com").id());
        await().until(() -> engine.rebuildTotals().hosts() == 4); // one came and one went
        Rebuilds second = engine.rebuildTotals();
        assertThat(second.published()).isGreaterThan(1);
        assertThat(second.took()).isGreaterThanOrEqualTo(first.took().plus(second.last()));
    }

    @Test
    void aFailedChangeIsTriedAgainWithoutAnotherOne() throws Exception {
        source.put(ingress("a.com"));
        start(engine);

        dataPlane.prepareFails = true;
        source.put(ingress("b.com"));
        await().untilAsserted(() -> assertThat(codes()).contains("rebuild-failed"));
        dataPlane.prepareFails = false;

        await().atMost(Duration.ofSeconds(20)).until(() -> serves("b.com"));
    }

    @Test
    void aFirstTableThatFailsFailsTheStartAndMayServeLater() {
        dataPlane.prepareFails = true;
        source.put(ingress("a.com"));

        assertThatThrownBy(() -> start(engine)).hasRootCauseMessage("no handle for 1 routes");
        assertThat(engine.isReady()).isFalse();

        dataPlane.prepareFails = false;
        source.put(ingress("b.com"));
        await().until(engine::isReady);
        assertThat(serves("a.com")).isTrue();
    }

    @Test
    void aDataPlaneThatCannotRetireIsReportedAndTheNewTableServes() throws Exception {
        start(engine);

        dataPlane.retireFails = true;
        source.put(ingress("a.com"));

        await().untilAsserted(() -> assertThat(codes()).contains("retire-failed"));
        assertThat(serves("a.com")).isTrue();
    }

    private record Mark() implements Policy {}

    @Test
    void aFeatureThatThrowsLeavesTheLastTable() throws Exception {
        var broken = new AtomicBoolean();
        var feature = new Feature<Mark>() {
            @Override
            public List<AnnotationKey> annotations() {
                return List.of();
            }

            @Override
            public Class<Mark> policyType() {
                return Mark.class;
            }

            @Override
            public Optional<Mark> parse(AnnotationReader in) {
                if (broken.get()) {
                    throw new IllegalStateException("a mistake of the feature");
                }
                return Optional.empty();
            }
        };
        try (IngressEngine withFeature = IngressEngine.builder()
                .source(source)
                .features(StandardFeatures.all().with(feature))
                .build()) {
            source.put(ingress("a.com"));
            start(withFeature);

            broken.set(true);
            source.put(ingress("b.com"));
            await().untilAsserted(() -> assertThat(withFeature.diagnostics())
                    .anySatisfy(d -> assertThat(d.message()).contains("a mistake of the feature")));
            assertThat(withFeature.router().current().match("a.com", "/").route())
                    .isNotNull();

            broken.set(false);
            source.put(ingress("c.com"));
            await().until(() ->
                    withFeature.router().current().match("b.com", "/").route() != null);
        }
    }

    @Test
    void aSourceThatCannotStartFailsTheStartAndStopsTheOthers() {
        var closed = new AtomicBoolean();
        var broken = new ResourceSource() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public void start(ResourceSink sink) {
                throw new IllegalArgumentException("no such cluster");
            }

            @Override
            public void close() {
                closed.set(true);
            }
        };
        try (IngressEngine failing =
                IngressEngine.builder().source(source).source(broken).build()) {
            assertThatThrownBy(() -> start(failing)).rootCause().hasMessage("no such cluster");
            assertThat(closed).isTrue();
        }
    }

    @Test
    void closeStopsTheThreadAndWhoWaitsForTheStart() throws Exception {
        start(engine);
        assertThat(configurationThreads()).isNotEmpty();

        engine.close();

        await().untilAsserted(() -> assertThat(configurationThreads()).isEmpty());
        assertThatThrownBy(engine::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anEngineThatIsClosedBeforeItServesFailsItsStart() {
        var never = new ResourceSource() {
            @Override
            public String name() {
                return "never";
            }

            @Override
            public void start(ResourceSink sink) {}

            @Override
            public void close() {}
        };
        IngressEngine waiting = IngressEngine.builder().source(never).build();
        var started = waiting.start().toCompletableFuture();

        waiting.close();

        assertThatThrownBy(() -> started.get(10, TimeUnit.SECONDS)).hasRootCauseInstanceOf(CancellationException.class);
    }

    @Test
    void anEngineThatIsClosedDrainsWithoutDelay() throws Exception {
        start(engine);
        engine.close();

        assertThat(engine.drain(Duration.ofHours(1), Duration.ofHours(1)).toCompletableFuture())
                .succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void aDataPlaneThatCannotDrainKeepsNoOtherFromDraining() {
        var draining = new CompletableFuture<Void>();
        var asked = new AtomicBoolean();
        IngressEngine two = IngressEngine.builder()
                .source(source)
                .dataPlane(draining(limit -> {
                    throw new IllegalStateException("no socket to close");
                }))
                .dataPlane(draining(limit -> {
                    asked.set(true);
                    return draining;
                }))
                .build();

        CompletableFuture<Void> drained = two.drain(Duration.ofHours(1)).toCompletableFuture();
        assertThat(asked).isTrue();
        assertThat(drained).isNotDone();
        draining.complete(null);

        assertThatThrownBy(() -> drained.get(10, TimeUnit.SECONDS)).hasRootCauseMessage("no socket to close");
    }

    private static DataPlane draining(Function<Duration, CompletionStage<Void>> drain) {
        return new DataPlane() {
            @Override
            public Set<Class<? extends Policy>> mechanisms() {
                return Set.of();
            }

            @Override
            public void prepare(Router next, List<CompiledRoute> fresh) {}

            @Override
            public CompletionStage<Void> drain(Duration limit) {
                return drain.apply(limit);
            }
        };
    }

    private static List<Thread> configurationThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("ingress4j-configuration"))
                .toList();
    }
}
