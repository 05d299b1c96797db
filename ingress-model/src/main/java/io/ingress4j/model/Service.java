package io.ingress4j.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A Service.
 *
 * @param key namespace and name
 * @param type {@code ClusterIP}, {@code NodePort}, {@code LoadBalancer} or {@code ExternalName}
 * @param clusterIp the first cluster IP; {@code None} for a headless Service, empty where unknown
 * @param externalName the DNS name of an ExternalName Service, or nothing
 * @param ports its ports
 */
public record Service(
        ObjectKey key, String type, String clusterIp, Optional<String> externalName, List<ServicePort> ports)
        implements Resource {

    /** Copies the ports. */
    public Service {
        requireNonNull(key, "key");
        requireNonNull(type, "type");
        requireNonNull(clusterIp, "clusterIp");
        requireNonNull(externalName, "externalName");
        ports = List.copyOf(ports);
    }

    @Override
    public Kind kind() {
        return Kind.SERVICE;
    }

    /** Returns a ClusterIP Service with these ports. */
    public static Service of(String namespace, String name, ServicePort... ports) {
        return new Service(new ObjectKey(namespace, name), "ClusterIP", "", Optional.empty(), List.of(ports));
    }
}
