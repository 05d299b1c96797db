package io.ingress4j.matcher;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Remarks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What listeners have heard, so that they hear of a remark once when it comes and once when it is gone, under however many
 * topics it stands. For the configuration thread alone.
 */
final class ToldRemarks {
    private static final System.Logger LOG = System.getLogger(IngressEngine.class.getName());

    private final List<DiagnosticListener> listeners;
    private final Map<Diagnostic, Integer> topicsOf = new HashMap<>();
    private Remarks ofSources = Remarks.none();
    private Remarks ofTranslation = Remarks.none();
    private Remarks ofFailures = Remarks.none();

    ToldRemarks(List<DiagnosticListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /**
     * Tells how the remarks of this moment differ from those that were told.
     *
     * @param sources the remarks of sources
     * @param translation the remarks of the translation, places left out
     * @param failures the remarks about the engine itself
     * @param places puts a remark in its place
     */
    void tell(Remarks sources, Remarks translation, List<Diagnostic> failures, UnaryOperator<Diagnostic> places) {
        if (listeners.isEmpty()) {
            return;
        }
        Remarks ownFailures = Remarks.none().with("", failures);
        var differences = List.of(sources.since(ofSources), ownFailures.since(ofFailures));
        Remarks.Difference translated = translation.since(ofTranslation);
        ofSources = sources;
        ofTranslation = translation;
        ofFailures = ownFailures;

        // What only changes its topic comes before it goes, and so is not told.
        List<Diagnostic> came = new ArrayList<>();
        differences.forEach(each -> each.came().stream().filter(this::isNew).forEach(came::add));
        translated.came().stream().filter(this::isNew).map(places).forEach(came::add);
        List<Diagnostic> gone = new ArrayList<>();
        differences.forEach(each -> each.gone().stream().filter(this::wasLast).forEach(gone::add));
        translated.gone().stream().filter(this::wasLast).map(places).forEach(gone::add);
        if (!came.isEmpty() || !gone.isEmpty()) {
            listeners.forEach(listener -> tell(listener, List.copyOf(came), List.copyOf(gone)));
        }
    }

    private boolean isNew(Diagnostic remark) {
        return topicsOf.merge(remark, 1, Integer::sum) == 1;
    }

    private boolean wasLast(Diagnostic remark) {
        return topicsOf.computeIfPresent(remark, (r, topics) -> topics == 1 ? null : topics - 1) == null;
    }

    private static void tell(DiagnosticListener listener, List<Diagnostic> came, List<Diagnostic> gone) {
        try {
            listener.changed(came, gone);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a listener for diagnostics threw", e);
        }
    }
}
