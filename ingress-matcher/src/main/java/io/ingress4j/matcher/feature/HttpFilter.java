package io.ingress4j.matcher.feature;

import io.ingress4j.matcher.http.HeaderFields;

/** Code that applies a policy to the heads of an exchange. One object serves many exchanges at once and keeps no state. */
public interface HttpFilter {

    /** Decides about a request before its body is read. Filters run first to last. */
    default FilterResult onRequest(FilterContext context) {
        return FilterResult.CONTINUE;
    }

    /** Changes the head of a response. Filters run last to first. */
    default void onResponse(FilterContext context, int status, HeaderFields headers) {}

    /** Is told that the exchange is over, exactly once on every path if {@link #onRequest} was called. */
    default void onEnd(FilterContext context) {}

    /** Returns whether {@link #onResponse} also sees answers that no upstream gave. */
    default boolean seesOwnAnswers() {
        return false;
    }
}
