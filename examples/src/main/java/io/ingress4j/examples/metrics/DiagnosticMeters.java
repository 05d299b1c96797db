package io.ingress4j.examples.metrics;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.DiagnosticListener;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Diagnostic.Severity;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** How many remarks hold, by severity, counted as they come and go. */
final class DiagnosticMeters implements DiagnosticListener {
    private final Map<Severity, AtomicInteger> held = new EnumMap<>(Severity.class);

    DiagnosticMeters() {
        for (Severity severity : Severity.values()) {
            held.put(severity, new AtomicInteger());
        }
    }

    void bindTo(MeterRegistry registry) {
        held.forEach((severity, count) -> Gauge.builder("ingress4j.diagnostics", count, AtomicInteger::get)
                .description("Remarks about what authors wrote that hold now")
                .tag("severity", severity.name().toLowerCase(Locale.ROOT))
                .register(registry));
    }

    @Override
    public void changed(List<Diagnostic> came, List<Diagnostic> gone) {
        came.forEach(remark -> of(remark).incrementAndGet());
        gone.forEach(remark -> of(remark).decrementAndGet());
    }

    private AtomicInteger of(Diagnostic remark) {
        return requireNonNull(held.get(remark.severity()));
    }
}
