package io.ingress4j.matcher.assertj;

import io.ingress4j.matcher.http.DirectResponse;

/** Assertions about a request that no Service gets. */
public final class AnswerAssert {
    private final OutcomeAssert outcome;
    private final DirectResponse response;

    AnswerAssert(OutcomeAssert outcome, DirectResponse response) {
        this.outcome = outcome;
        this.response = response;
    }

    /** Says which status it is answered with. */
    public AnswerAssert with(int status) {
        if (response.status() != status) {
            throw outcome.expected("to be answered with " + status);
        }
        return this;
    }
}
