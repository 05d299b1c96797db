package io.ingress4j.examples;

import io.ingress4j.examples.metrics.Metrics;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is counted for a scraper. */
final class MetricsOptions {
    /** Whether anything is. */
    enum Wanted {
        ON,
        OFF
    }

    @Option(
            names = "--metrics",
            defaultValue = "on",
            paramLabel = "on|off",
            description = "Whether /metrics of the admin address answers in Prometheus's text format or OpenMetrics."
                    + " Default: ${DEFAULT-VALUE}.")
    private Wanted wanted = Wanted.ON;

    @Option(
            names = "--metrics-pairs",
            defaultValue = "150",
            paramLabel = "N",
            description =
                    "How many pairs of Ingress and Service, the first in the order of their names, are counted one"
                            + " by one, up to nine series each; the others are counted together. Default: ${DEFAULT-VALUE}.")
    private int pairs;

    @Option(
            names = "--metrics-histograms",
            defaultValue = "10",
            paramLabel = "N",
            description =
                    "How many of these pairs, the first again, have histograms of how long requests take, up to 36"
                            + " series each; the others share. Default: ${DEFAULT-VALUE}.")
    private int histograms;

    MetricsOptions() {}

    /**
     * Makes the meters, where they are wanted.
     *
     * @throws IllegalArgumentException if a number is negative; the message names the option
     */
    Optional<Metrics> metrics() {
        if (pairs < 0 || histograms < 0) {
            throw new IllegalArgumentException("--metrics-pairs and --metrics-histograms: " + pairs + " and "
                    + histograms + " (expected: 0 or more)");
        }
        return wanted == Wanted.ON ? Optional.of(new Metrics(pairs, histograms)) : Optional.empty();
    }
}
