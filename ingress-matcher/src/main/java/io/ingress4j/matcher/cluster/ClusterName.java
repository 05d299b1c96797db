package io.ingress4j.matcher.cluster;

import static java.util.Objects.requireNonNull;

import io.ingress4j.model.ObjectKey;

/**
 * What identifies a cluster: one port of one Service.
 *
 * @param service the Service
 * @param port the port as the Ingress wrote it, by name or by number; empty for the first one of the Service
 */
public record ClusterName(ObjectKey service, String port) implements Comparable<ClusterName> {

    /** Checks that neither part is null. */
    public ClusterName {
        requireNonNull(service, "service");
        requireNonNull(port, "port");
    }

    /** Orders by Service, then by port. */
    @Override
    public int compareTo(ClusterName other) {
        int byService = service.compareTo(other.service);
        return byService != 0 ? byService : port.compareTo(other.port);
    }

    /** Returns {@code namespace/service:port}, or {@code namespace/service} for the first port. */
    @Override
    public String toString() {
        return port.isEmpty() ? service.toString() : service + ":" + port;
    }
}
