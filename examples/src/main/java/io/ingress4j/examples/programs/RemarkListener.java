package io.ingress4j.examples.programs;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.DiagnosticListener;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.model.Diagnostic;
import java.util.List;
import java.util.function.Consumer;

/**
 * A listener for diagnostics: tells each remark once when it appears and once when what it was about is mended. Add it
 * with {@link IngressEngine.Builder#diagnosticListener}.
 */
public final class RemarkListener implements DiagnosticListener {
    // tag::embedding
    private final Consumer<String> out;

    /** Makes a listener that tells {@code out}, on the configuration thread. */
    public RemarkListener(Consumer<String> out) {
        this.out = requireNonNull(out, "out");
    }

    @Override
    public void changed(List<Diagnostic> came, List<Diagnostic> gone) {
        came.forEach(remark -> out.accept(remark.toString()));
        gone.forEach(remark -> out.accept("no longer: " + remark));
    }
    // end::embedding
}
