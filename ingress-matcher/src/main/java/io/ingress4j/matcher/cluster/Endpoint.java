package io.ingress4j.matcher.cluster;

import static java.util.Objects.requireNonNull;

/**
 * An address that requests can be sent to.
 *
 * @param host an IP address, or a DNS name to be resolved when a connection is made
 * @param port the port, 1 to 65535
 */
public record Endpoint(String host, int port) implements Comparable<Endpoint> {

    /** Checks that the host is not null and the port in range. */
    public Endpoint {
        requireNonNull(host, "host");
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
        }
    }

    /** Orders by host, then by port. */
    @Override
    public int compareTo(Endpoint other) {
        int byHost = host.compareTo(other.host);
        return byHost != 0 ? byHost : Integer.compare(port, other.port);
    }

    /** Returns {@code host:port}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
