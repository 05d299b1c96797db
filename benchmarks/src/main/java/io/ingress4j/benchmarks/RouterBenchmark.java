package io.ingress4j.benchmarks;

import static java.util.Objects.requireNonNull;

import io.ingress4j.benchmarks.table.Finder;
import io.ingress4j.benchmarks.table.Request;
import io.ingress4j.benchmarks.table.Shapes;
import io.ingress4j.benchmarks.table.Table;
import io.ingress4j.matcher.Match;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.StandardFeatures;
import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.matcher.translate.Translator;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.PathType;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.Resources;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long one match takes, by the number of hosts and by the number of paths of one host. A bad answer: a time that
 * grows with either number by more than the caches explain, or any byte allocated.
 *
 * <pre>{@code java -jar benchmarks/target/benchmarks.jar RouterBenchmark -prof gc}</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = "-Xmx2g")
public class RouterBenchmark {

    private static final int REQUESTS = 1024;

    /** Makes the benchmark. */
    public RouterBenchmark() {}

    /** A request that is asked for again and again among others, so that no branch is learnt by heart. */
    private static final class Requests {
        private final String[] authorities = new String[REQUESTS];
        private final String[] targets = new String[REQUESTS];
        private int next;

        Match match(Router router) {
            int i = next++ & (REQUESTS - 1);
            return router.match(authorities[i], targets[i]);
        }
    }

    private static Router compile(Iterable<Ingress> ingresses) {
        Resources resources = Resources.empty();
        Set<ResourceId> changed = new HashSet<>();
        for (Ingress ingress : ingresses) {
            resources = resources.with(ingress);
            changed.add(ingress.id());
        }
        var translator = new Translator(TranslationSettings.builder().build(), StandardFeatures.all(), Set.of());
        Translator.Result result = translator.translate(resources, changed);
        return Router.empty()
                .with(result.snapshot(), result.changedHosts(), StandardFeatures.all(), translator::cluster);
    }

    /** A table of real shapes, its traffic, and somebody who finds routes. */
    @State(Scope.Thread)
    public static class Field {

        /** Who finds. */
        @Param
        public Finder.Kind who = Finder.Kind.INGRESS4J;

        /** How many path rules there are. */
        @Param({"10", "1000", "10000", "100000", "1000000"})
        public int rules;

        /** How requests fall on the rules. */
        @Param
        public Table.Traffic traffic = Table.Traffic.HOT;

        private @Nullable Finder finder;
        private Object[] requests = new Object[0];
        private int next;

        /** Makes the state. */
        public Field() {}

        /** Compiles the table and makes the requests ready. */
        @Setup
        public void setUp() {
            Table table = Table.of(Shapes.load(), rules);
            Finder made = who.of(table);
            Request[] drawn = table.requests(traffic);
            requests = new Object[drawn.length];
            for (int i = 0; i < drawn.length; i++) {
                requests[i] = made.ready(drawn[i]);
            }
            finder = made;
        }
    }

    /** Many hosts of three paths each, every second one a wildcard. */
    @State(Scope.Thread)
    public static class Hosts {

        /** How many hosts there are. */
        @Param({"10", "1000", "100000"})
        public int hosts;

        private Router router = Router.empty();
        private final Requests exact = new Requests();
        private final Requests prefix = new Requests();
        private final Requests wildcard = new Requests();
        private final Requests unknown = new Requests();

        /** Makes the state. */
        public Hosts() {}

        /** Compiles the table and draws the requests. */
        @Setup
        public void setUp() {
            Set<Ingress> ingresses = new HashSet<>();
            for (int i = 0; i < hosts; i++) {
                String host = (i % 2 == 0 ? "" : "*.") + name(i);
                ingresses.add(Ingress.builder("shop", "ingress-" + i)
                        .path(host, "/", PathType.PREFIX, "web", 80)
                        .path(host, "/api/v1/orders", PathType.PREFIX, "orders", 80)
                        .path(host, "/healthz", PathType.EXACT, "health", 80)
                        .build());
            }
            router = compile(ingresses);
            var random = new Random(1);
            for (int i = 0; i < REQUESTS; i++) {
                String plain = name(random.nextInt(hosts / 2) * 2);
                exact.authorities[i] = plain;
                exact.targets[i] = "/healthz";
                prefix.authorities[i] = plain + ":8443";
                prefix.targets[i] = "/api/v1/orders/" + random.nextInt(100_000) + "?expand=lines";
                wildcard.authorities[i] = "tenant" + i + "." + name(random.nextInt(hosts / 2) * 2 + 1);
                wildcard.targets[i] = "/api/v1/orders/" + random.nextInt(100_000);
                unknown.authorities[i] = "nobody" + i + ".example.net";
                unknown.targets[i] = "/";
            }
        }

        private static String name(int i) {
            return "host-" + i + ".apps.example.com";
        }
    }

    /** One host of many paths, as deep as those of an API. */
    @State(Scope.Thread)
    public static class Paths {

        /** How many paths the host has. */
        @Param({"10", "1000", "10000"})
        public int paths;

        private Router router = Router.empty();
        private final Requests requests = new Requests();

        /** Makes the state. */
        public Paths() {}

        /** Compiles the table and draws the requests. */
        @Setup
        public void setUp() {
            Ingress.Builder ingress = Ingress.builder("shop", "api");
            for (int i = 0; i < paths; i++) {
                ingress.path("api.example.com", path(i), i % 4 == 0 ? PathType.EXACT : PathType.PREFIX, "s" + i, 80);
            }
            router = compile(Set.of(ingress.build()));
            var random = new Random(1);
            for (int i = 0; i < REQUESTS; i++) {
                int wanted = random.nextInt(paths);
                requests.authorities[i] = "api.example.com";
                requests.targets[i] = path(wanted) + (wanted % 4 == 0 ? "" : "/" + i);
            }
        }

        private static String path(int i) {
            return "/api/v" + i % 3 + "/team-" + i / 3 % 20 + "/resource-" + i;
        }
    }

    /** One request of a table of real shapes, by us and by others. */
    @Benchmark
    public @Nullable Object match(Field field) {
        int i = field.next++ & (field.requests.length - 1);
        return requireNonNull(field.finder).find(field.requests[i]);
    }

    /** A whole path under an exact host. */
    @Benchmark
    public Match exactPath(Hosts state) {
        return state.exact.match(state.router);
    }

    /** A path below a prefix, with a port in the authority and a query in the target. */
    @Benchmark
    public Match prefixPath(Hosts state) {
        return state.prefix.match(state.router);
    }

    /** A path below a prefix, under a wildcard host. */
    @Benchmark
    public Match wildcardHost(Hosts state) {
        return state.wildcard.match(state.router);
    }

    /** A host that nobody has. */
    @Benchmark
    public Match unknownHost(Hosts state) {
        return state.unknown.match(state.router);
    }

    /** A path among many of one host, a quarter of them exact. */
    @Benchmark
    public Match manyPaths(Paths state) {
        return state.requests.match(state.router);
    }
}
