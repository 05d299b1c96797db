package io.ingress4j.matcher.cluster;

import static java.util.Objects.requireNonNull;

/**
 * An address that requests can be sent to.
 *
 * @param host an IP address, or a DNS name to be resolved when a connection is made
 * @param port the port, 1 to 65535
 * @param outwardOnly whether a connection to a loopback, link-local or metadata address is refused, whatever the name
 *     resolves to; for hosts that an author chose and not the operator
 */
public record Endpoint(String host, int port, boolean outwardOnly) implements Comparable<Endpoint> {

    /** Checks that the host is not null and the port in range. */
    public Endpoint {
        requireNonNull(host, "host");
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
        }
    }

    /** Makes an endpoint that may be anywhere. */
    public Endpoint(String host, int port) {
        this(host, port, false);
    }

    /** Orders by host, then by port, then what may be anywhere first. */
    @Override
    public int compareTo(Endpoint other) {
        int byHost = host.compareTo(other.host);
        int byPlace = byHost != 0 ? byHost : Integer.compare(port, other.port);
        return byPlace != 0 ? byPlace : Boolean.compare(outwardOnly, other.outwardOnly);
    }

    /** Returns {@code host:port}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
