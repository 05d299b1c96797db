package io.ingress4j.source.k8s;

import io.ingress4j.source.k8s.api.Waits;
import java.time.Duration;

/**
 * How long the source waits for what.
 *
 * @param api for the API server
 * @param secret how long a new Ingress waits to be told together with its Secrets
 * @param firstSecrets how long the first complete state waits for Secrets
 * @param firstRights how long it waits for a namespace that refuses to be read where another one is read
 */
record Timing(Waits api, Duration secret, Duration firstSecrets, Duration firstRights) {
    static final Timing DEFAULT = new Timing(
            new Waits(
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(10),
                    Duration.ofMillis(100),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(5)),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30));
}
