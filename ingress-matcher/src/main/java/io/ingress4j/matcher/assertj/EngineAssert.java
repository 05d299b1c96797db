package io.ingress4j.matcher.assertj;

import io.ingress4j.matcher.Explanation;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.http.PlainRequest;
import io.ingress4j.model.Diagnostic;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Assertions about the table that an engine serves, and about what it has to say. */
@SuppressWarnings("exports") // AssertJ is there for whoever uses this
public final class EngineAssert extends RequestsAssert<EngineAssert, IngressEngine> {

    EngineAssert(@Nullable IngressEngine actual) {
        super(actual, EngineAssert.class);
    }

    @Override
    Explanation explain(PlainRequest request) {
        return actual.explain(request);
    }

    /** Says that there is no diagnostic of severity error. */
    public EngineAssert hasNoErrors() {
        return hasNone(Diagnostic.Severity.ERROR, "error");
    }

    /** Says that there is no diagnostic of severity warning or error. */
    public EngineAssert hasNoWarnings() {
        return hasNone(Diagnostic.Severity.WARNING, "warning or error");
    }

    private EngineAssert hasNone(Diagnostic.Severity least, String named) {
        isNotNull();
        List<Diagnostic> found = actual.diagnostics().stream()
                .filter(diagnostic -> diagnostic.severity().compareTo(least) <= 0)
                .toList();
        if (!found.isEmpty()) {
            String list = found.stream().map(Diagnostic::toString).collect(Collectors.joining("\n"));
            throw failure("Expected no %s, but there is:%n%s", named, list);
        }
        return this;
    }
}
