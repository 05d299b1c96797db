package io.ingress4j.examples;

import static java.util.Objects.requireNonNull;

import io.ingress4j.examples.accesslog.AccessLog;
import io.ingress4j.examples.metrics.Metrics;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.tls.ServerCertificate;
import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.proxy.netty.IngressProxy;
import io.ingress4j.proxy.netty.ProxyLoad;
import io.ingress4j.proxy.netty.config.Listener;
import io.ingress4j.proxy.netty.config.ProxyLimits;
import io.ingress4j.source.k8s.status.ClusterReporter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code serve} runs: an engine over files or a cluster, the proxy that follows it, and the admin address. */
final class StandaloneProxy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StandaloneProxy.class);

    private final IngressEngine engine;
    private final IngressProxy proxy;
    private final AdminServer admin;
    private final Optional<AccessLog> accessLog;
    private final Optional<Metrics> metrics;
    private final Origins origins;
    private volatile boolean serving;

    /**
     * What the operator decides.
     *
     * @param origins where the objects come from; what they rest on ends with the proxy
     * @param translation how they are read
     * @param http where clients speak HTTP in the clear
     * @param https where clients speak TLS
     * @param admin where operators ask
     * @param certificate what is shown to names without a certificate; one made on the spot where there is none
     * @param limits what clients may ask
     * @param accessLog what is told of requests; it closes with the proxy
     * @param metrics what is counted; it closes with the proxy
     */
    record Settings(
            Origins origins,
            TranslationSettings translation,
            Listener http,
            Listener https,
            InetSocketAddress admin,
            Optional<ServerCertificate> certificate,
            ProxyLimits limits,
            Optional<AccessLog> accessLog,
            Optional<Metrics> metrics) {

        Settings {
            requireNonNull(origins, "origins");
        }
    }

    private StandaloneProxy(Settings settings) throws IOException {
        var router = new LiveRouter(Router.empty());
        IngressProxy.Builder builder = IngressProxy.builder(router)
                .listen(settings.http())
                .listen(settings.https())
                .limits(settings.limits());
        settings.certificate().ifPresent(builder::defaultCertificate);
        settings.accessLog().ifPresent(builder::observer);
        this.accessLog = settings.accessLog();
        this.metrics = settings.metrics();
        metrics.ifPresent(meters -> meters.observe(builder));
        this.proxy = builder.build();
        this.origins = settings.origins();
        var log = new DiagnosticLog(origins.name());
        IngressEngine.Builder joined = IngressEngine.builder()
                .router(router)
                .dataPlane(proxy)
                .settings(settings.translation())
                .diagnosticListener(log)
                .afterChange(log);
        origins.reporter()
                .map(Reporting::new)
                .ifPresent(told -> joined.diagnosticListener(told).afterChange(told));
        origins.sources().forEach(joined::source);
        metrics.ifPresent(meters -> meters.follow(joined));
        this.engine = joined.build();
        metrics.ifPresent(meters -> meters.watch(proxy, engine, settings.certificate(), origins.watches()));
        this.admin = AdminServer.start(
                settings.admin(),
                new AdminAnswers(engine, this::state, origins.watches(), metrics),
                AdminServer.Limits.DEFAULT);
    }

    /**
     * Starts everything and returns once requests are served; nothing is accepted before the first complete table is there.
     *
     * @throws IOException if the admin address cannot be bound
     * @throws io.ingress4j.proxy.netty.config.ListenException if another address cannot be bound
     */
    static StandaloneProxy start(Settings settings) throws IOException {
        StandaloneProxy made;
        try {
            made = new StandaloneProxy(settings);
        } catch (IOException | RuntimeException e) {
            settings.accessLog().ifPresent(AccessLog::close);
            settings.metrics().ifPresent(Metrics::close);
            settings.origins().end().run();
            throw e;
        }
        try {
            made.engine.start().toCompletableFuture().join();
            made.proxy.start();
            made.serving = true;
            made.origins.reporter().ifPresent(ClusterReporter::start); // who does not serve must not lead
            return made;
        } catch (RuntimeException | Error e) {
            made.close();
            throw e;
        }
    }

    /** Returns the engine. */
    IngressEngine engine() {
        return engine;
    }

    /** Returns where clients speak HTTP in the clear. */
    InetSocketAddress http() {
        return proxy.addresses().get(0);
    }

    /** Returns where clients speak TLS. */
    InetSocketAddress https() {
        return proxy.addresses().get(1);
    }

    /** Returns where operators ask. */
    InetSocketAddress admin() {
        return admin.address();
    }

    private AdminAnswers.State state() {
        if (!serving) {
            return AdminAnswers.State.NOT_READY;
        }
        return engine.isReady() ? AdminAnswers.State.READY : AdminAnswers.State.DRAINING;
    }

    /**
     * Takes leave of the clients and loses none of their requests: is not ready from now on and writes no more to the
     * cluster, goes on as before for {@code delay}, then closes the listeners and waits for what is under way.
     * {@link #close} has to follow.
     *
     * @param delay how long load balancers may still send
     * @param limit how long, after that, exchanges under way may take; those that take longer are cut
     */
    void drain(Duration delay, Duration limit) throws InterruptedException {
        long begin = System.nanoTime();
        letAnotherLead();
        ProxyLoad load = proxy.load();
        LOG.info(
                "draining (delay {}, limit {}): {} exchanges on {} connections",
                DurationText.of(delay),
                DurationText.of(limit),
                load.exchanges(),
                load.connections());
        int cut = 0;
        // The limit is kept here, and no other, so that what it cuts can be counted.
        CompletionStage<Void> draining = engine.drain(delay, Duration.ofDays(365));
        try {
            draining.toCompletableFuture().get(delay.plus(limit).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            cut = proxy.load().exchanges();
            proxy.close();
        } catch (ExecutionException e) {
            LOG.error("draining failed", e.getCause());
        }
        LOG.info("drained in {}ms: {} exchanges cut", (System.nanoTime() - begin) / 1_000_000, cut);
    }

    /** The clients may take minutes to leave, in which nothing is to be written that the next leader would write otherwise. */
    private void letAnotherLead() {
        origins.reporter().ifPresent(reporter -> {
            var leaving = new Thread(reporter::close, "ingress4j-leaving");
            leaving.setDaemon(true);
            leaving.start();
        });
    }

    /** Ends listeners and connections, then the rest. */
    @Override
    public void close() {
        serving = false;
        proxy.close();
        accessLog.ifPresent(AccessLog::close);
        engine.close();
        origins.end().run();
        admin.close();
        metrics.ifPresent(Metrics::close);
    }
}
