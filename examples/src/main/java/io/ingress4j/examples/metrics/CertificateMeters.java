package io.ingress4j.examples.metrics;

import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.route.VirtualHost;
import io.ingress4j.matcher.tls.ServerCertificate;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * When certificates expire: the earliest, and how many do soon. A certificate's own end counts; of a chain that ends in an
 * expired root clients make another. Which they are is worked out when somebody asks and the table has changed since.
 */
final class CertificateMeters {
    private static final long SOON_MILLIS = Duration.ofDays(14).toMillis();

    private final LiveRouter router;
    private final Optional<ServerCertificate> shown;
    private WeakReference<Router> seen; // an old table is not to stay for the sake of a look
    private long[] ends; // in milliseconds since 1970, the earliest first

    CertificateMeters(LiveRouter router, Optional<ServerCertificate> shown) {
        this.router = router;
        this.shown = shown;
        this.seen = new WeakReference<>(Router.empty());
        this.ends = ends(Router.empty());
    }

    void bindTo(MeterRegistry registry) {
        gauge(
                registry,
                "ingress4j.certificates",
                "Certificates that are shown to clients, one made on the spot aside",
                all -> all.length);
        gauge(
                registry,
                "ingress4j.certificates.expiring",
                "Certificates that expire within 14 days, or have expired",
                all -> Arrays.stream(all)
                        .filter(end -> end < System.currentTimeMillis() + SOON_MILLIS)
                        .count());
        Gauge.builder("ingress4j.certificates.expiry", this, meters -> {
                    long[] all = meters.ends();
                    return all.length == 0 ? Double.NaN : (all[0] - System.currentTimeMillis()) / 1e3;
                })
                .description("Until the first certificate expires; below zero once it has")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<long[]> value) {
        Gauge.builder(name, this, meters -> value.applyAsDouble(meters.ends()))
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    @SuppressWarnings("ReferenceEquality") // every change publishes another router
    private synchronized long[] ends() {
        Router now = router.current();
        if (now != seen.get()) {
            ends = ends(now);
            seen = new WeakReference<>(now);
        }
        return ends;
    }

    private long[] ends(Router table) {
        Map<Object, ServerCertificate> bySecret = new HashMap<>();
        for (VirtualHost host : table.snapshot().hosts()) {
            host.certificate().ifPresent(one -> bySecret.put(one.secret(), one));
        }
        table.snapshot().defaultCertificate().or(() -> shown).ifPresent(one -> bySecret.put("", one));
        return ends(bySecret.values());
    }

    private static long[] ends(Collection<ServerCertificate> all) {
        return all.stream()
                .mapToLong(one -> one.chain().get(0).getNotAfter().toInstant().toEpochMilli())
                .sorted()
                .toArray();
    }
}
