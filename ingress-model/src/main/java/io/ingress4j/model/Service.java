package io.ingress4j.model;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Service.
 *
 * @param key namespace and name
 * @param type {@code ClusterIP}, {@code NodePort}, {@code LoadBalancer} or {@code ExternalName}
 * @param clusterIp the first cluster IP; {@code None} for a headless Service, empty where unknown
 * @param ipFamilies {@code IPv4} and {@code IPv6}, as far as it has them, the preferred one first; empty where unknown
 * @param externalName the DNS name of an ExternalName Service, or nothing
 * @param ports its ports
 */
public record Service(
        ObjectKey key,
        String type,
        String clusterIp,
        List<String> ipFamilies,
        Optional<String> externalName,
        List<ServicePort> ports)
        implements Resource {

    /** Copies the lists. */
    public Service {
        requireNonNull(key, "key");
        requireNonNull(type, "type");
        requireNonNull(clusterIp, "clusterIp");
        ipFamilies = List.copyOf(ipFamilies);
        requireNonNull(externalName, "externalName");
        ports = List.copyOf(ports);
    }

    @Override
    public Kind kind() {
        return Kind.SERVICE;
    }

    /** Returns a ClusterIP Service with these ports. */
    public static Service of(String namespace, String name, ServicePort... ports) {
        return new Service(
                new ObjectKey(namespace, name), "ClusterIP", "", List.of(), Optional.empty(), List.of(ports));
    }

    /** Returns a builder of a ClusterIP Service without ports. */
    public static Builder builder(String namespace, String name) {
        return new Builder(new ObjectKey(namespace, name));
    }

    /** The parts of a Service, to be set in any order. Not for use by several threads. */
    public static final class Builder {
        private final ObjectKey key;
        private String type = "ClusterIP";
        private String clusterIp = "";
        private List<String> ipFamilies = List.of();
        private Optional<String> externalName = Optional.empty();
        private final List<ServicePort> ports = new ArrayList<>();

        private Builder(ObjectKey key) {
            this.key = key;
        }

        /** Sets the type. */
        public Builder type(String type) {
            this.type = requireNonNull(type, "type");
            return this;
        }

        /** Sets the first cluster IP; {@code None} for a headless Service. */
        public Builder clusterIp(String clusterIp) {
            this.clusterIp = requireNonNull(clusterIp, "clusterIp");
            return this;
        }

        /** Sets the families of its addresses, {@code IPv4} and {@code IPv6}, the preferred one first. */
        public Builder ipFamilies(String... families) {
            this.ipFamilies = List.of(families);
            return this;
        }

        /** Makes it an ExternalName Service of this DNS name. */
        public Builder externalName(String name) {
            this.type = "ExternalName";
            this.externalName = Optional.of(name);
            return this;
        }

        /** Adds a port. */
        public Builder port(ServicePort port) {
            ports.add(requireNonNull(port, "port"));
            return this;
        }

        /** Returns the Service. */
        public Service build() {
            return new Service(key, type, clusterIp, ipFamilies, externalName, ports);
        }
    }
}
