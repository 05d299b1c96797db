package io.ingress4j.matcher.feature.upstreamvhost;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.route.Policy;

/**
 * The host that the upstream is told; {@code X-Forwarded-Host} keeps the client's.
 *
 * <p><b>Source.</b> The annotation {@code upstream-vhost}.
 *
 * @param host the value of the {@code Host} field, variables not replaced
 */
public record UpstreamVhostPolicy(String host) implements Policy {

    /** Checks that the host is not null. */
    public UpstreamVhostPolicy {
        requireNonNull(host, "host");
    }
}
