package io.ingress4j.source.k8s.api;

import java.time.Duration;

/**
 * How long the API server is waited for.
 *
 * @param answer its longest silence where an answer is due, head or body
 * @param watch after how long it is asked to end a watch, to begin another one
 * @param grace how much later than that a watch that says nothing counts as dead
 * @param firstRetry the first wait after a failure; each further one is twice as long
 * @param lastRetry the longest wait after a failure
 * @param refusedRetry the longest wait after a missing right
 * @param close how long closing waits for what is being done
 */
public record Waits(
        Duration answer,
        Duration watch,
        Duration grace,
        Duration firstRetry,
        Duration lastRetry,
        Duration refusedRetry,
        Duration close) {

    /** Returns how long a watch may say nothing. */
    Duration silence() {
        return watch.plus(grace);
    }
}
