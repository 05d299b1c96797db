package io.ingress4j.examples.programs;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.model.Diagnostic;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A listener for diagnostics: tells each remark once when it appears and once when what it was about is mended. Add it
 * with {@link IngressEngine.Builder#afterChange}.
 */
public final class RemarkListener implements Consumer<IngressEngine> {
    // tag::embedding
    private final Consumer<String> out;
    private Set<Diagnostic> known = Set.of();

    /** Makes a listener that tells {@code out}, on the configuration thread. */
    public RemarkListener(Consumer<String> out) {
        this.out = requireNonNull(out, "out");
    }

    @Override
    public void accept(IngressEngine engine) {
        List<Diagnostic> now = engine.diagnostics();
        for (Diagnostic remark : now) {
            if (!known.contains(remark)) {
                out.accept(remark.toString());
            }
        }
        for (Diagnostic remark : known) {
            if (!now.contains(remark)) {
                out.accept("no longer: " + remark);
            }
        }
        known = new HashSet<>(now);
    }
    // end::embedding
}
