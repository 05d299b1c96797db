package io.ingress4j.benchmarks;

import io.ingress4j.examples.accesslog.AccessLog;
import io.ingress4j.examples.accesslog.AccessLogFormat;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.PathType;
import io.ingress4j.model.source.InMemorySource;
import io.ingress4j.proxy.netty.IngressProxy;
import io.ingress4j.proxy.netty.config.Listener;
import io.ingress4j.proxy.netty.metrics.ProxyMetrics;
import io.ingress4j.proxy.netty.observe.ExchangeEvent;
import io.ingress4j.proxy.netty.observe.ProxyObserver;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one small request over keep-alive costs, and what of that is the proxy's: time and, with {@code -prof gc}, bytes.
 * Client and upstream live in the same JVM and allocate next to nothing. A bad answer: a time far above that of a relay
 * that knows no HTTP, or bytes that grow with the number of connections.
 *
 * <pre>{@code java -jar benchmarks/target/benchmarks.jar ForwardingBenchmark -prof gc}</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgs = "-Xmx1g")
public class ForwardingBenchmark {
    static final int REQUESTS = 1000;

    /** What stands between client and upstream. */
    public enum Between {
        /** Nothing. */
        NOTHING,
        /** A relay of bytes on Netty: the floor for a proxy. */
        RELAY,
        /** The proxy, which nobody observes. */
        INGRESS4J,
        /** The proxy, and an observer that counts. */
        COUNTED,
        /** The proxy, and all of its meters in a registry for Prometheus. */
        METERED,
        /** The proxy, and an access log in a file. */
        LOGGED
    }

    /** What stands between client and upstream. */
    @Param
    public Between between = Between.NOTHING;

    /** On how many connections requests are under way at the same time. */
    @Param({"1", "16"})
    public int connections = 1;

    private final Loopback loopback = new Loopback();
    private final List<AutoCloseable> running = new ArrayList<>();

    /** Makes the benchmark. */
    public ForwardingBenchmark() {}

    /** Starts everything. */
    @Setup(Level.Trial)
    public void setUp() throws Exception {
        int upstream = loopback.startUpstream();
        int port = switch (between) {
            case NOTHING -> upstream;
            case RELAY -> loopback.startRelay(upstream);
            case INGRESS4J -> startProxy(upstream, proxy -> proxy);
            case COUNTED -> startProxy(upstream, proxy -> proxy.observer(new Counter()));
            case METERED -> startMetered(upstream);
            case LOGGED -> startProxy(upstream, proxy -> proxy.observer(startLog()));
        };
        loopback.connect(port, connections);
    }

    /** The least that an observer can do: two sums. */
    private static final class Counter implements ProxyObserver {
        private final LongAdder exchanges = new LongAdder();
        private final LongAdder nanos = new LongAdder();

        @Override
        public void exchangeEnded(ExchangeEvent exchange) {
            exchanges.increment();
            nanos.add(exchange.stages().endNanos());
        }
    }

    private int startMetered(int upstream) throws Exception {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        running.add(registry::close);
        ProxyMetrics metrics = ProxyMetrics.builder(registry).build();
        return startProxy(upstream, proxy -> proxy.observer(metrics), metrics::follow);
    }

    private AccessLog startLog() {
        try {
            Path file = Files.createTempFile("ingress4j-access", ".log");
            AccessLog log = AccessLog.to(file, AccessLogFormat.json());
            running.add(log);
            running.add(() -> Files.delete(file));
            return log;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int startProxy(int upstream, UnaryOperator<IngressProxy.Builder> observed) throws Exception {
        return startProxy(upstream, observed, engine -> {});
    }

    private int startProxy(int upstream, UnaryOperator<IngressProxy.Builder> observed, Consumer<IngressEngine> follower)
            throws Exception {
        var source = new InMemorySource("benchmark");
        source.put(Ingress.builder("shop", "web")
                .path("shop.example.com", "/", PathType.PREFIX, "web", 80)
                .path("shop.example.com", "/api/v1", PathType.PREFIX, "web", 80)
                .build());
        var router = new LiveRouter(Router.empty());
        IngressProxy proxy = observed.apply(IngressProxy.builder(router).listen(Listener.http("127.0.0.1", 0)))
                .build();
        IngressEngine engine = IngressEngine.builder()
                .source(source)
                .dataPlane(proxy)
                .router(router)
                .settings(TranslationSettings.builder()
                        .fallbackEndpoints(cluster -> List.of(new Endpoint("127.0.0.1", upstream)))
                        .build())
                .afterChange(follower)
                .build();
        engine.start().toCompletableFuture().get(30, TimeUnit.SECONDS);
        proxy.start();
        running.addAll(0, List.of(engine, proxy));
        return proxy.addresses().get(0).getPort();
    }

    /** Ends everything. */
    @TearDown(Level.Trial)
    public void tearDown() throws Exception {
        loopback.close();
        for (AutoCloseable one : running) {
            one.close();
        }
    }

    /** A GET with the fields of a browser, and a body of a hundred bytes in its answer. */
    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public int request() throws InterruptedException {
        return loopback.request(REQUESTS);
    }
}
