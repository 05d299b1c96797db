package io.ingress4j.matcher.cluster;

import java.util.List;

/**
 * The endpoints of a cluster at one moment, each once, in a stable order.
 *
 * @param endpoints the endpoints that may be chosen; may be empty
 */
public record EndpointSet(List<Endpoint> endpoints) {

    /** No endpoint at all. */
    public static final EndpointSet EMPTY = new EndpointSet(List.of());

    /** Copies the list. */
    public EndpointSet {
        endpoints = List.copyOf(endpoints);
    }
}
