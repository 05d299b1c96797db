package io.ingress4j.examples;

import io.ingress4j.matcher.DiagnosticListener;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Diagnostic.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each remark once while it holds, and says why where no route is left. For the configuration thread, which is not to
 * wait long for whoever reads the log: of more remarks than {@link #BURST} at once, or {@link #PER_SECOND} for long, the
 * number is logged, and the gravest ones first.
 */
final class DiagnosticLog implements DiagnosticListener, Consumer<IngressEngine> {
    private static final Logger LOG = LoggerFactory.getLogger(DiagnosticLog.class);
    private static final Comparator<Diagnostic> GRAVEST_FIRST = Comparator.comparing(Diagnostic::severity);

    static final int BURST = 500;
    static final int PER_SECOND = 10;

    private static final long NANOS_EACH = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;

    private final String manifests;
    private final LongSupplier nanos;
    private int free = BURST;
    private long freedAt;
    private String absence = "";

    /** Makes a log of manifests that are found at {@code manifests}. */
    DiagnosticLog(String manifests) {
        this(manifests, System::nanoTime);
    }

    /** Makes one with a clock of its own. */
    DiagnosticLog(String manifests, LongSupplier nanos) {
        this.manifests = manifests;
        this.nanos = nanos;
        this.freedAt = nanos.getAsLong();
    }

    @Override
    public void changed(List<Diagnostic> came, List<Diagnostic> gone) {
        free();
        int left = came.size() - free;
        if (left <= 0) {
            free -= came.size();
            came.forEach(DiagnosticLog::log);
            return;
        }
        came.stream().sorted(GRAVEST_FIRST).limit(free).forEach(DiagnosticLog::log);
        free = 0;
        LOG.warn("{} further remarks came that are not logged one by one; those that hold are in /diagnostics", left);
    }

    private void free() {
        long now = nanos.getAsLong();
        long more = (now - freedAt) / NANOS_EACH;
        freedAt += more * NANOS_EACH;
        free = (int) Math.min(BURST, free + more);
    }

    @Override
    public void accept(IngressEngine engine) {
        boolean serves = engine.router().current().snapshot().size() > 0;
        String why = serves ? "" : absence(engine.diagnostics());
        if (!why.isEmpty() && !why.equals(absence)) {
            LOG.warn("{}", why);
        }
        absence = why;
    }

    private static void log(Diagnostic diagnostic) {
        switch (diagnostic.severity()) {
            case ERROR -> LOG.error("{}", diagnostic);
            case WARNING -> LOG.warn("{}", diagnostic);
            case NOTE -> LOG.info("{}", diagnostic);
        }
    }

    private String absence(List<Diagnostic> diagnostics) {
        Set<String> classes = new TreeSet<>();
        for (Diagnostic diagnostic : diagnostics) {
            if (diagnostic.code().equals("not-served")) {
                classes.add(diagnostic.value().isEmpty() ? "(none)" : diagnostic.value());
            }
        }
        if (!classes.isEmpty()) {
            return "no Ingress of our class in " + manifests + ": the classes there are " + classes
                    + " (serve one with --ingress-class NAME, the class of an IngressClass with --controller NAME,"
                    + " and those without a class with --without-class=serve)";
        }
        if (diagnostics.stream().anyMatch(diagnostic -> diagnostic.severity() == Severity.ERROR)) {
            return "no Ingress in " + manifests + " can be served, see the errors above; changes are followed";
        }
        return "no Ingress found in " + manifests
                + " (expected: .yaml, .yml or .json files with kind: Ingress; changes are followed)";
    }
}
