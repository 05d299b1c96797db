package io.ingress4j.examples;

import io.ingress4j.matcher.DiagnosticListener;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Diagnostic.Severity;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs each remark once while it holds, and says why where no route is left. For the configuration thread. */
final class DiagnosticLog implements DiagnosticListener, Consumer<IngressEngine> {
    private static final Logger LOG = LoggerFactory.getLogger(DiagnosticLog.class);

    private final String manifests;
    private String absence = "";

    /** Makes a log of manifests that are found at {@code manifests}. */
    DiagnosticLog(String manifests) {
        this.manifests = manifests;
    }

    @Override
    public void changed(List<Diagnostic> came, List<Diagnostic> gone) {
        came.forEach(DiagnosticLog::log);
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
