package io.ingress4j.examples;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How long it takes to leave, when told to stop. */
final class DrainOptions {
    @Option(
            names = "--drain-delay",
            defaultValue = "0s",
            paramLabel = "DURATION",
            converter = DurationText.class,
            description = "When told to stop: how long connections are still accepted while /ready answers 503,"
                    + " for load balancers to learn of it. Default: ${DEFAULT-VALUE}.")
    private Duration delay = Duration.ZERO;

    @Option(
            names = "--drain-timeout",
            defaultValue = "30s",
            paramLabel = "DURATION",
            converter = DurationText.class,
            description = "How long, after that, exchanges under way may take until they are cut."
                    + " Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ZERO;

    DrainOptions() {}

    /** Lets a proxy take leave of its clients for as long as that may take. */
    void drain(StandaloneProxy running) throws InterruptedException {
        running.drain(delay, timeout);
    }
}
