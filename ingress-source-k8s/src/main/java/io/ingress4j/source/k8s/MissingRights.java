package io.ingress4j.source.k8s;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Diagnostic.Severity;
import io.ingress4j.source.k8s.api.Right;
import io.ingress4j.source.k8s.api.Trouble;
import java.util.List;

/**
 * Remarks on rights that the API server misses.
 *
 * @param table where they are told
 */
record MissingRights(Table table) implements Trouble.Remarks {
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

    private static String scope(Right right) {
        return "permission to " + right;
    }
}
