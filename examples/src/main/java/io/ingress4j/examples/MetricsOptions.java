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
            description = "How many pairs of Ingress and Service are counted one by one, up to six series each; the"
                    + " others are counted together. Default: ${DEFAULT-VALUE}.")
    private int pairs;

    @Option(
            names = "--metrics-histograms",
            defaultValue = "50",
            paramLabel = "N",
            description = "How many histograms of latency there are, twelve series each, one for a pair and a class"
                    + " of status; the others share one for each class. Default: ${DEFAULT-VALUE}.")
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
