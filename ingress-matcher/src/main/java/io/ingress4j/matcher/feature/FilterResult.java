package io.ingress4j.matcher.feature;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.http.DirectResponse;

/** What a filter decides about a request. */
public sealed interface FilterResult {

    /** The next step has its turn. */
    FilterResult CONTINUE = new Continue();

    /** The filter will call {@link FilterContext#resume} once, from any thread. */
    FilterResult SUSPEND = new Suspend();

    /** Returns a decision to answer. */
    static FilterResult answer(DirectResponse response) {
        return new Answer(response);
    }

    /** The next step has its turn. */
    record Continue() implements FilterResult {}

    /** The decision comes later. */
    record Suspend() implements FilterResult {}

    /**
     * The client gets an answer now.
     *
     * @param response the answer
     */
    record Answer(DirectResponse response) implements FilterResult {
        /** Checks that the response is not null. */
        public Answer {
            requireNonNull(response, "response");
        }
    }
}
