package io.ingress4j.examples.metrics;

import io.ingress4j.matcher.IngressEngine;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;

/** What an engine did, and how much it serves. */
final class EngineMeters {
    private EngineMeters() {}

    static void bind(MeterRegistry registry, IngressEngine engine) {
        FunctionTimer.builder(
                        "ingress4j.rebuild.duration",
                        engine,
                        IngressEngine::rebuilds,
                        one -> one.rebuildTotals().took().toNanos(),
                        TimeUnit.NANOSECONDS)
                .description("Routers published, and how long that took from the objects on")
                .register(registry);
        FunctionCounter.builder(
                        "ingress4j.rebuild.hosts",
                        engine,
                        one -> one.rebuildTotals().hosts())
                .description("Virtual hosts made anew or taken away")
                .register(registry);
        FunctionCounter.builder(
                        "ingress4j.rebuild.failed",
                        engine,
                        one -> one.rebuildTotals().failed())
                .description("Changes that could not be followed when they came; the last table serves on")
                .register(registry);
        Gauge.builder(
                        "ingress4j.hosts",
                        engine,
                        one -> one.router().current().snapshot().size())
                .description("Virtual hosts that are served")
                .register(registry);
        Gauge.builder("ingress4j.ready", engine, one -> one.isReady() ? 1 : 0)
                .description("1 while a complete table serves, 0 before that and while draining")
                .register(registry);
    }
}
