package io.ingress4j.source.k8s;

import java.time.Duration;

/**
 * How long the source waits for what.
 *
 * @param answer the longest silence of the API server where an answer is due, head or body
 * @param watch after how long the API server is asked to end a watch, to begin another one
 * @param grace how much later than that a watch that says nothing counts as dead
 * @param firstRetry the first wait after a failure; each further one is twice as long
 * @param lastRetry the longest wait after a failure
 * @param refusedRetry the longest wait after a missing permission
 * @param secret how long a new Ingress waits to be told together with its Secrets
 * @param firstSecrets how long the first complete state waits for Secrets
 * @param close how long closing waits for what is being done
 */
record Timing(
        Duration answer,
        Duration watch,
        Duration grace,
        Duration firstRetry,
        Duration lastRetry,
        Duration refusedRetry,
        Duration secret,
        Duration firstSecrets,
        Duration close) {
    static final Timing DEFAULT = new Timing(
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5));

    /** Returns how long a watch may say nothing. */
    Duration silence() {
        return watch.plus(grace);
    }
}
