package io.ingress4j.matcher.assertj;

import io.ingress4j.matcher.Explanation;

/** Assertions about a request that is forwarded. */
public final class RoutedAssert {
    private final OutcomeAssert outcome;
    private final Explanation.Outcome.Forward forward;

    RoutedAssert(OutcomeAssert outcome, Explanation.Outcome.Forward forward) {
        this.outcome = outcome;
        this.forward = forward;
    }

    /**
     * Says which Service gets it.
     *
     * @param cluster {@code namespace/service:port}, the port as the Ingress writes it
     */
    public RoutedAssert to(String cluster) {
        if (!forward.cluster().toString().equals(cluster)) {
            throw outcome.expected("to go to " + cluster);
        }
        return this;
    }

    /**
     * Says which path and query the Service sees.
     *
     * @param target path and query
     */
    public RoutedAssert withTarget(String target) {
        if (!forward.target().equals(target)) {
            throw outcome.expected("to be seen as " + target + " by its Service, not as " + forward.target());
        }
        return this;
    }

    /** Says that there is an endpoint to send it to. */
    public RoutedAssert withEndpoints() {
        if (forward.endpoints().isEmpty()) {
            throw outcome.expected("to find an endpoint of " + forward.cluster());
        }
        return this;
    }
}
