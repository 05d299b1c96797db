package io.ingress4j.source.k8s;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Diagnostic.Severity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which right the API server misses, and the rule that gives it: one line in the log and a remark for each, however many
 * ask for the same.
 */
final class Permissions {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesSource.class);

    private final Table table;
    private final Map<Right, Set<Object>> missing = new HashMap<>();

    Permissions(Table table) {
        this.table = table;
    }

    /** {@code asker} was answered with 403. */
    void refused(Right right, Object asker, ApiFailure failure) {
        String message = "the API server refuses to " + right + " (expected: " + right.remedy()
                + "); asked again from time to time";
        if (isNew(right, asker)) {
            LOG.warn("{}: {}", message, failure);
            remark(right, Severity.ERROR, message);
        }
    }

    /** {@code asker} was answered with 403, and can do without. */
    void withheld(Right right, Object asker) {
        String message = "no " + right.resource().plural() + " are read, for want of " + right.remedy();
        if (isNew(right, asker)) {
            LOG.info(message);
            remark(right, Severity.NOTE, message);
        }
    }

    private boolean isNew(Right right, Object asker) {
        Set<Object> before = missing.get(right);
        Set<Object> askers = before == null ? new HashSet<>() : before;
        askers.add(asker);
        missing.put(right, askers);
        return before == null;
    }

    private void remark(Right right, Severity severity, String message) {
        Diagnostic remark = Diagnostic.builder(severity, "missing-permission")
                .message(message)
                .place(Reading.SOURCE, 0)
                .build();
        table.remark(scope(right), List.of(remark));
    }

    /** {@code asker} was answered, or asks no more. */
    void granted(Right right, Object asker) {
        Set<Object> askers = missing.get(right);
        if (askers != null && askers.remove(asker) && askers.isEmpty()) {
            missing.remove(right);
            LOG.info("the API server no longer refuses to {}", right);
            table.remark(scope(right), List.of());
        }
    }

    private static String scope(Right right) {
        return "permission to " + right;
    }
}
