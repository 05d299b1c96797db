package io.ingress4j.source.k8s;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Diagnostic.Severity;
import io.ingress4j.model.ResourceId;
import io.ingress4j.source.k8s.api.Right;
import io.ingress4j.source.k8s.api.Trouble;
import java.util.List;

/**
 * Remarks on rights that the API server misses, and on objects that could not be read.
 *
 * @param table where they are told
 */
record TroubleRemarks(Table table) implements Trouble.Remarks {
    @Override
    public void missing(Right right, String message) {
        remark(right, Severity.ERROR, message);
    }

    @Override
    public void withheld(Right right, String message) {
        remark(right, Severity.NOTE, message);
    }

    private void remark(Right right, Severity severity, String message) {
        Diagnostic remark = Diagnostic.builder(severity, "missing-permission")
                .message(message)
                .place(Reading.SOURCE, 0)
                .build();
        table.remark(scope(right), List.of(remark));
    }

    @Override
    public void given(Right right) {
        table.remark(scope(right), List.of());
    }

    @Override
    public void unreadable(ResourceId id, String message) {
        Diagnostic remark = Diagnostic.builder(Severity.ERROR, "unreadable-object")
                .object(id.toString())
                .message(message)
                .place(Reading.SOURCE, 0)
                .build();
        // In place of what was remarked on its last state, up to the next one.
        table.remark(id.toString(), List.of(remark));
    }

    private static String scope(Right right) {
        return "permission to " + right;
    }
}
