package io.ingress4j.matcher.assertj;

import io.ingress4j.matcher.Explanation;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.http.PlainRequest;
import org.jspecify.annotations.Nullable;

/** Assertions about a router. */
@SuppressWarnings("exports") // AssertJ is there for whoever uses this
public final class RouterAssert extends RequestsAssert<RouterAssert, Router> {

    RouterAssert(@Nullable Router actual) {
        super(actual, RouterAssert.class);
    }

    @Override
    Explanation explain(PlainRequest request) {
        return actual.explain(request);
    }
}
