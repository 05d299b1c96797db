package io.ingress4j.model;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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

    /** Returns a builder of an IPv4 slice of a Service, without ports and endpoints. */
    public static Builder builder(String namespace, String name, String service) {
        return new Builder(new ObjectKey(namespace, name), service);
    }

    /**
     * Returns a slice of ready endpoints for the Service of the same namespace and name, whose one port has no name.
     *
     * @param namespace the namespace
     * @param service the Service
     * @param port the number that endpoints listen on, 1 to 65535
     * @param addresses the IP addresses of the endpoints, all of one family
     */
    public static EndpointSlice of(String namespace, String service, int port, String... addresses) {
        boolean six = addresses.length > 0 && addresses[0].indexOf(':') >= 0;
        return new EndpointSlice(
                new ObjectKey(namespace, service),
                service,
                six ? "IPv6" : "IPv4",
                List.of(new Port("", port, "TCP")),
                Stream.of(addresses).map(Endpoint::ready).toList());
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
        /** Checks that no part is null and that the number is one of a port. */
        public Port {
            requireNonNull(name, "name");
            requireNonNull(protocol, "protocol");
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("port " + name + " is " + port + ", expected: 1 to 65535");
            }
        }
    }

    /**
     * One endpoint. The three conditions are already resolved from their nullable form: an absent {@code ready} is true,
     * an absent {@code serving} is as {@code ready}, an absent {@code terminating} is false.
     *
     * @param addresses its addresses, at least one; interchangeable, so requests go to the first
     * @param ready whether it takes new traffic, terminating or not
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
        /**
         * Copies the lists.
         *
         * @throws IllegalArgumentException if there is no address
         */
        public Endpoint {
            addresses = List.copyOf(addresses);
            if (addresses.isEmpty()) {
                throw new IllegalArgumentException("addresses: none (expected: at least one)");
            }
            requireNonNull(zone, "zone");
            forZones = List.copyOf(forZones);
        }

        /** Returns a ready endpoint with one address. */
        public static Endpoint ready(String address) {
            return builder(address).build();
        }

        /** Returns a builder of a ready endpoint, from its addresses, at least one. */
        public static Builder builder(String... addresses) {
            return new Builder(List.of(addresses));
        }

        /** The parts of an endpoint, to be set in any order. Not for use by several threads. */
        public static final class Builder {
            private final List<String> addresses;
            private boolean ready = true;
            private boolean serving = true;
            private boolean terminating;
            private String zone = "";
            private List<String> forZones = List.of();

            private Builder(List<String> addresses) {
                this.addresses = addresses;
            }

            /** Sets whether it takes new traffic, and whether it answers. */
            public Builder ready(boolean ready) {
                this.ready = ready;
                this.serving = ready;
                return this;
            }

            /** Makes it one that is being shut down and takes no new traffic. */
            public Builder terminating(boolean serving) {
                this.ready = false;
                this.serving = serving;
                this.terminating = true;
                return this;
            }

            /** Sets its zone and the zones that hints want to send to it. */
            public Builder zone(String zone, String... forZones) {
                this.zone = requireNonNull(zone, "zone");
                this.forZones = List.of(forZones);
                return this;
            }

            /** Returns the endpoint. */
            public Endpoint build() {
                return new Endpoint(addresses, ready, serving, terminating, zone, forZones);
            }
        }
    }

    /** The parts of a slice, to be set in any order. Not for use by several threads. */
    public static final class Builder {
        private final ObjectKey key;
        private final String service;
        private String addressType = "IPv4";
        private final List<Port> ports = new ArrayList<>();
        private final List<Endpoint> endpoints = new ArrayList<>();

        private Builder(ObjectKey key, String service) {
            this.key = key;
            this.service = requireNonNull(service, "service");
        }

        /** Sets the type of the addresses. */
        public Builder addressType(String addressType) {
            this.addressType = requireNonNull(addressType, "addressType");
            return this;
        }

        /** Adds a TCP port; an empty name is that of a single unnamed one. */
        public Builder port(String name, int port) {
            ports.add(new Port(name, port, "TCP"));
            return this;
        }

        /** Adds an endpoint. */
        public Builder endpoint(Endpoint endpoint) {
            endpoints.add(requireNonNull(endpoint, "endpoint"));
            return this;
        }

        /** Returns the slice. */
        public EndpointSlice build() {
            return new EndpointSlice(key, service, addressType, ports, endpoints);
        }
    }
}
