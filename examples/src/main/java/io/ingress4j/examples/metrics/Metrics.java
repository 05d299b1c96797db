package io.ingress4j.examples.metrics;

import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.tls.ServerCertificate;
import io.ingress4j.proxy.netty.IngressProxy;
import io.ingress4j.proxy.netty.metrics.ProxyMetrics;
import io.ingress4j.source.k8s.WatchState;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All meters of a running {@code serve}, for Prometheus; docs/metrics.md lists them. For use by all threads. */
public final class Metrics implements AutoCloseable {
    private static final String OPEN_METRICS = "application/openmetrics-text";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final DiagnosticMeters diagnostics = new DiagnosticMeters();
    private final ProxyMetrics proxy;
    private final Object scrape = new Object();
    private volatile Runnable beforeScrape = () -> {};

    /**
     * Makes the meters.
     *
     * @param pairs how many pairs of Ingress and Service have meters of their own
     * @param histograms how many of them have histograms
     * @throws IllegalArgumentException if one of them is negative
     */
    public Metrics(int pairs, int histograms) {
        this.proxy = ProxyMetrics.builder(registry)
                .pairs(pairs)
                .histograms(histograms)
                .build();
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        collections.bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        diagnostics.bindTo(registry);
    }

    /** Adds what is told of a proxy; before it is built. */
    public void observe(IngressProxy.Builder builder) {
        builder.observer(proxy);
    }

    /** Adds what is told of an engine; before it is built. */
    public void follow(IngressEngine.Builder builder) {
        builder.diagnosticListener(diagnostics).afterChange(proxy::follow);
    }

    /**
     * Adds what is looked at when somebody asks.
     *
     * @param running the proxy
     * @param engine the engine
     * @param shown the certificate for names without one, where the operator gave it as a file
     * @param watches how the watches of a cluster stand; none for files
     */
    public void watch(
            IngressProxy running,
            IngressEngine engine,
            Optional<ServerCertificate> shown,
            Supplier<List<WatchState>> watches) {
        proxy.watch(running);
        EngineMeters.bind(registry, engine);
        new CertificateMeters(engine.router(), shown).bindTo(registry);
        beforeScrape = new WatchMeters(registry, watches);
    }

    /**
     * What a scraper is answered.
     *
     * @param type its media type
     * @param text all series
     */
    public record Page(String type, String text) {}

    /**
     * Returns all series: in the form of OpenMetrics for who accepts it, in Prometheus's text format otherwise.
     *
     * @param accept what the scraper takes, its {@code Accept} field, or null for anything
     */
    public Page page(@Nullable String accept) {
        String type = accept != null && accept.contains(OPEN_METRICS)
                ? OPEN_METRICS + "; version=1.0.0; charset=utf-8"
                : "text/plain; version=0.0.4; charset=utf-8";
        synchronized (scrape) { // a look at the watches takes their series away for a moment
            beforeScrape.run();
            return new Page(type, registry.scrape(type));
        }
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
