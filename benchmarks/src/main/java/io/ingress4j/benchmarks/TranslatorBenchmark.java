package io.ingress4j.benchmarks;

import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.StandardFeatures;
import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.matcher.translate.Translator;
import io.ingress4j.model.EndpointSlice;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.PathType;
import io.ingress4j.model.Resource;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.Resources;
import io.ingress4j.model.Service;
import io.ingress4j.model.ServicePort;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
 * How long it takes from a changed object to a compiled router, by the number of Ingresses. A bad answer: a time for one
 * changed object that grows with their number, or one for a changed slice that comes near that of a changed Ingress.
 *
 * <pre>{@code java -jar benchmarks/target/benchmarks.jar TranslatorBenchmark -prof gc}</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = "-Xmx3g")
public class TranslatorBenchmark {

    /** How many Ingresses there are; each has a host, a Service and a slice of its own. */
    @Param({"10", "1000", "100000"})
    public int ingresses;

    private Resources resources = Resources.empty();
    private Set<ResourceId> everything = Set.of();
    private Translator translator = translator();
    private Router router = Router.empty();
    private int turn;

    /** Makes the benchmark. */
    public TranslatorBenchmark() {}

    private static Translator translator() {
        return new Translator(TranslationSettings.builder().build(), StandardFeatures.all(), Set.of());
    }

    /** Makes the objects and translates them once. */
    @Setup
    public void setUp() {
        everything = new HashSet<>();
        for (int i = 0; i < ingresses; i++) {
            add(ingress(i, "/api"));
            add(Service.of("shop", "service-" + i, new ServicePort("http", 80, "web", "TCP")));
            add(slice(i, "10.0.0.1"));
        }
        follow(everything);
    }

    private void add(Resource resource) {
        resources = resources.with(resource);
        everything.add(resource.id());
    }

    private Router follow(Set<ResourceId> changed) {
        Translator.Result result = translator.translate(resources, changed);
        if (!result.changedHosts().isEmpty()) {
            router = router.with(result.snapshot(), result.changedHosts(), StandardFeatures.all(), translator::cluster);
        }
        return router;
    }

    private static Ingress ingress(int i, String path) {
        String host = "host-" + i + ".apps.example.com";
        return Ingress.builder("shop", "ingress-" + i)
                .annotation("nginx.ingress.kubernetes.io/proxy-read-timeout", "30")
                .path(host, "/", PathType.PREFIX, "service-" + i, 80)
                .path(host, path, PathType.PREFIX, "service-" + i, 80)
                .build();
    }

    private static EndpointSlice slice(int i, String address) {
        return new EndpointSlice(
                new ObjectKey("shop", "service-" + i + "-1"),
                "service-" + i,
                "IPv4",
                List.of(new EndpointSlice.Port("http", 8080, "TCP")),
                List.of(EndpointSlice.Endpoint.ready(address)));
    }

    /** One Ingress gets another path. */
    @Benchmark
    public Router oneChangedIngress() {
        turn++;
        Ingress changed = ingress(turn % ingresses, "/api-" + turn);
        resources = resources.with(changed);
        return follow(Set.of(changed.id()));
    }

    /** One slice gets another address. */
    @Benchmark
    public Router oneChangedEndpointSlice() {
        turn++;
        EndpointSlice changed = slice(turn % ingresses, "10.0." + turn % 200 + "." + turn / 200 % 200);
        resources = resources.with(changed);
        return follow(Set.of(changed.id()));
    }

    /** Everything from nothing. */
    @Benchmark
    public Router fullBuild() {
        translator = translator();
        router = Router.empty();
        return follow(everything);
    }
}
