package io.ingress4j.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * An EndpointSlice of {@code discovery.k8s.io/v1}; a v1 Endpoints object is turned into slices when it is read.
 *
 * @param key namespace and name; the name has no meaning
 * @param service the Service that the label {@code kubernetes.io/service-name} names, in the same namespace; or empty
 * @param addressType {@code IPv4}, {@code IPv6} or {@code FQDN}
 * @param ports the ports that every endpoint of the slice has
 * @param endpoints the endpoints
 */
public record EndpointSlice(
        ObjectKey key, String service, String addressType, List<Port> ports, List<Endpoint> endpoints)
        implements Resource {

    /** Copies the lists. */
    public EndpointSlice {
        requireNonNull(key, "key");
        requireNonNull(service, "service");
        requireNonNull(addressType, "addressType");
        ports = List.copyOf(ports);
        endpoints = List.copyOf(endpoints);
    }

    @Override
    public Kind kind() {
        return Kind.ENDPOINT_SLICE;
    }

    /** Returns the key of the Service that the slice belongs to. */
    public ObjectKey serviceKey() {
        return new ObjectKey(key.namespace(), service);
    }

    /**
     * A port of a slice.
     *
     * @param name the name of the Service's port, empty for a single unnamed one
     * @param port the number that endpoints listen on, 1 to 65535
     * @param protocol {@code TCP}, {@code UDP} or {@code SCTP}
     */
    public record Port(String name, int port, String protocol) {
        /** Checks that no part is null. */
        public Port {
            requireNonNull(name, "name");
            requireNonNull(protocol, "protocol");
        }
    }

    /**
     * One endpoint. The three conditions are already resolved from their nullable form: an absent {@code ready} is true,
     * an absent {@code serving} is as {@code ready}, an absent {@code terminating} is false.
     *
     * @param addresses its addresses, which are interchangeable; at least one
     * @param ready whether it takes new traffic
     * @param serving whether it answers, terminating or not
     * @param terminating whether it is being shut down
     * @param zone its zone, or empty
     * @param forZones the zones that hints want to send to it; may be empty
     */
    public record Endpoint(
            List<String> addresses,
            boolean ready,
            boolean serving,
            boolean terminating,
            String zone,
            List<String> forZones) {
        /** Copies the lists. */
        public Endpoint {
            addresses = List.copyOf(addresses);
            requireNonNull(zone, "zone");
            forZones = List.copyOf(forZones);
        }

        /** Returns a ready endpoint with one address. */
        public static Endpoint ready(String address) {
            return new Endpoint(List.of(address), true, true, false, "", List.of());
        }
    }
}
