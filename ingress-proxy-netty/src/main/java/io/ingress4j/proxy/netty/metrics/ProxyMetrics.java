package io.ingress4j.proxy.netty.metrics;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.proxy.netty.IngressProxy;
import io.ingress4j.proxy.netty.observe.DownstreamConnection;
import io.ingress4j.proxy.netty.observe.EndReason;
import io.ingress4j.proxy.netty.observe.ExchangeEvent;
import io.ingress4j.proxy.netty.observe.ProxyObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Tells a registry of Micrometer what a proxy does; docs/metrics.md lists the meters.
 *
 * <pre>{@code
 * ProxyMetrics metrics = ProxyMetrics.builder(registry).build();
 * IngressProxy proxy = IngressProxy.builder(router).listen(Listener.http("0.0.0.0", 8080)).observer(metrics).build();
 * metrics.watch(proxy);
 * IngressEngine engine = IngressEngine.builder()
 *         .source(source)
 *         .router(router)
 *         .dataPlane(proxy)
 *         .afterChange(metrics::follow)
 *         .build();
 * }</pre>
 *
 * <p>Which Ingresses and Services have meters of their own follows from the routing table alone: the first in the order of
 * their names. Replicas that serve the same table name the same, whatever their traffic.
 *
 * <p><b>Threading.</b> For use by all threads, {@link #follow} for one at a time. Nothing waits once the meters of an Ingress, a
 * Service and a status class were made.
 */
public final class ProxyMetrics implements ProxyObserver {
    private static final int FIRST_REFUSAL = 400;
    private static final int REFUSALS = 200;

    private final MeterRegistry registry;
    private final RequestMeters requests;
    private final Map<EndReason, Counter> ends = new EnumMap<>(EndReason.class);
    private final AtomicReferenceArray<@Nullable Counter> refusals = new AtomicReferenceArray<>(REFUSALS);
    private final Counter opened;
    private final Counter openedTls;
    private final Counter refusedConnections;
    private final Counter failedHandshakes;
    private final Timer connects;
    private final Counter failedConnects;
    private final Counter lateConnects;

    private ProxyMetrics(Builder builder) {
        registry = builder.registry;
        requests = new RequestMeters(registry, builder.pairs, builder.histograms);
        for (EndReason reason : EndReason.values()) {
            ends.put(reason, end(registry, reason));
        }
        opened = counter(registry, "ingress4j.connections.opened", "Clients' connections accepted", "tls", "false");
        openedTls = counter(registry, "ingress4j.connections.opened", "Clients' connections accepted", "tls", "true");
        refusedConnections = counter(
                registry,
                "ingress4j.connections.refused",
                "Clients' connections closed at once, since a limit was reached");
        failedHandshakes = counter(registry, "ingress4j.handshakes.failed", "Clients' TLS handshakes that failed");
        connects = Timer.builder("ingress4j.upstream.connect.duration")
                .description("How long connections to endpoints took to be made")
                .register(registry);
        failedConnects = counter(
                registry,
                "ingress4j.upstream.connect.failed",
                "Connections to endpoints that could not be made",
                "reason",
                "failed");
        lateConnects = counter(
                registry,
                "ingress4j.upstream.connect.failed",
                "Connections to endpoints that could not be made",
                "reason",
                "timeout");
    }

    /** Returns a builder of meters in {@code registry}. */
    @SuppressWarnings("exports") // who has a registry has its module
    public static Builder builder(MeterRegistry registry) {
        return new Builder(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String description, String... tags) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    private static Counter end(MeterRegistry registry, EndReason reason) {
        return counter(
                registry,
                "ingress4j.request.ends",
                "Exchanges that are over, by why",
                "reason",
                reason.name().toLowerCase(Locale.ROOT),
                "side",
                reason.side().name().toLowerCase(Locale.ROOT));
    }

    /** Adds what {@code proxy} is doing at the moment of each look; that ends with the proxy. */
    public void watch(IngressProxy proxy) {
        gauge(
                "ingress4j.connections.active",
                "Clients' connections open",
                proxy,
                p -> p.load().connections());
        gauge(
                "ingress4j.requests.active",
                "Exchanges under way, tunnels included",
                proxy,
                p -> p.load().exchanges());
        gauge(
                "ingress4j.upstream.connections.active",
                "Connections to endpoints open, idle ones included",
                proxy,
                p -> p.load().upstreamConnections());
    }

    private void gauge(String name, String description, IngressProxy proxy, ToIntFunction<IngressProxy> value) {
        Gauge.builder(name, proxy, value::applyAsInt).description(description).register(registry);
    }

    /**
     * Chooses whose requests are counted one by one, from the table that an engine serves; for
     * {@link IngressEngine.Builder#afterChange}. Until the first call, all are counted together. The work grows with the hosts
     * that differ from the table before; nothing is done where there is no other table, as after a change of endpoints.
     */
    public void follow(IngressEngine engine) {
        requests.follow(engine.router().current().snapshot());
    }

    @Override
    public void exchangeEnded(ExchangeEvent exchange) {
        EndReason reason = exchange.reason();
        requireNonNull(ends.get(reason)).increment();
        boolean tunnel = reason == EndReason.TUNNEL_CLOSED || exchange.status() == 101;
        requests.count(
                exchange.route(),
                exchange.status(),
                exchange.stages().headNanos(),
                tunnel ? -1 : exchange.stages().endNanos());
    }

    @Override
    public void requestRefused(DownstreamConnection connection, int status) {
        int index = Math.min(Math.max(status - FIRST_REFUSAL, 0), REFUSALS - 1);
        Counter known = refusals.get(index);
        if (known == null) { // two loops that come here at once are given the same one
            known = counter(
                    registry,
                    "ingress4j.requests.refused",
                    "Requests refused before there was an exchange",
                    "status",
                    Integer.toString(FIRST_REFUSAL + index));
            refusals.set(index, known);
        }
        known.increment();
    }

    @Override
    public void connectionOpened(DownstreamConnection connection) {
        (connection.listener().tls() ? openedTls : opened).increment();
    }

    @Override
    public void connectionRefused(DownstreamConnection connection) {
        refusedConnections.increment();
    }

    @Override
    public void handshakeFailed(DownstreamConnection connection, String reason) {
        failedHandshakes.increment();
    }

    @Override
    public void upstreamOpened(Endpoint endpoint, Duration waited) {
        connects.record(waited.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void upstreamFailed(Endpoint endpoint, boolean timedOut) {
        (timedOut ? lateConnects : failedConnects).increment();
    }

    /** How many meters there may be. Not for use by several threads. */
    public static final class Builder {
        private final MeterRegistry registry;
        private int pairs = 150;
        private int histograms = 10;

        private Builder(MeterRegistry registry) {
            this.registry = requireNonNull(registry, "registry");
        }

        /**
         * Sets how many pairs of Ingress and Service have meters of their own, 150 by default: the first of the table in the
         * order of the Ingress's namespace, its name, and the Service's. Each takes a series of Prometheus for each status
         * class that it sees, six at most, and three for how long responses are waited for; all others are counted together
         * as {@code _other}.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder pairs(int pairs) {
            this.pairs = atLeastZero("pairs", pairs);
            return this;
        }

        /**
         * Sets how many of these pairs have histograms of durations of their own, 10 by default: the first again. Each takes
         * three histograms at most, of 2xx, of 5xx and of all others; a histogram takes twelve series of Prometheus.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder histograms(int histograms) {
            this.histograms = atLeastZero("histograms", histograms);
            return this;
        }

        private static int atLeastZero(String name, int value) {
            if (value < 0) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: zero or more)");
            }
            return value;
        }

        /** Returns the meters, to be an observer of one proxy. */
        public ProxyMetrics build() {
            return new ProxyMetrics(this);
        }
    }
}
