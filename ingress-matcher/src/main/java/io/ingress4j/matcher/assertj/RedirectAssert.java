package io.ingress4j.matcher.assertj;

import io.ingress4j.matcher.http.DirectResponse;

/** Assertions about a request that is answered with a redirect. */
public final class RedirectAssert {
    private final OutcomeAssert outcome;
    private final DirectResponse response;

    RedirectAssert(OutcomeAssert outcome, DirectResponse response) {
        this.outcome = outcome;
        this.response = response;
    }

    /** Says where it leads, as the {@code Location} field has it. */
    public RedirectAssert to(String location) {
        if (!response.location().equals(location)) {
            throw outcome.expected("to be redirected to " + location);
        }
        return this;
    }

    /** Says which status it has. */
    public RedirectAssert with(int status) {
        if (response.status() != status) {
            throw outcome.expected("to be redirected with " + status);
        }
        return this;
    }
}
