package io.ingress4j.examples;

import io.ingress4j.proxy.netty.config.ProxyLimits;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What clients may ask of the proxy, as far as operators have reason to change it. */
final class LimitOptions {
    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description = "Client connections at a time; a further one is closed at once. Default: 65536.")
    private Optional<Integer> maxConnections = Optional.empty();

    @Option(
            names = "--max-connections-per-address",
            paramLabel = "N",
            description = "The same for one client address, or one /64 network over IPv6. Default: 65536,"
                    + " since a load balancer in front is one address.")
    private Optional<Integer> maxConnectionsPerAddress = Optional.empty();

    @Option(
            names = "--max-header-bytes",
            paramLabel = "N",
            description = "All header fields of a request together; more is answered with 431. Default: 32768.")
    private Optional<Integer> maxHeaderBytes = Optional.empty();

    @Option(
            names = "--keep-alive",
            paramLabel = "DURATION",
            converter = DurationText.class,
            description = "How long the next request on a connection is waited for; longer than a load balancer in"
                    + " front keeps its idle connections. Default: 75s.")
    private Optional<Duration> keepAlive = Optional.empty();

    LimitOptions() {}

    /**
     * Returns the defaults but for what was given.
     *
     * @throws IllegalArgumentException if a limit is not positive; the message names the option
     */
    ProxyLimits limits() {
        ProxyLimits.Builder limits = ProxyLimits.builder();
        positive("--max-connections", maxConnections)
                .ifPresent(count -> limits.maxConnections(count).maxConnectionsPerListener(count));
        positive("--max-connections-per-address", maxConnectionsPerAddress).ifPresent(limits::maxConnectionsPerAddress);
        positive("--max-header-bytes", maxHeaderBytes).ifPresent(limits::maxHeaderBytes);
        keepAlive.ifPresent(wait -> {
            if (wait.isZero()) {
                throw new IllegalArgumentException("--keep-alive: 0s (expected: more than zero)");
            }
            limits.keepAliveIdle(wait);
        });
        return limits.build();
    }

    private static Optional<Integer> positive(String option, Optional<Integer> count) {
        if (count.isPresent() && count.get() < 1) {
            throw new IllegalArgumentException(option + ": " + count.get() + " (expected: 1 or more)");
        }
        return count;
    }
}
