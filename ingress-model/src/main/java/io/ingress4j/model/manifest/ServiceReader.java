package io.ingress4j.model.manifest;

import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.Service;
import io.ingress4j.model.ServicePort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one Service. */
final class ServiceReader {
    private static final String[] FIELDS = {
        "type",
        "ports",
        "selector",
        "clusterIP",
        "externalName",
        "clusterIPs",
        "sessionAffinity",
        "loadBalancerIP",
        "loadBalancerSourceRanges",
        "externalIPs",
        "externalTrafficPolicy",
        "internalTrafficPolicy",
        "healthCheckNodePort",
        "publishNotReadyAddresses",
        "sessionAffinityConfig",
        "ipFamily",
        "ipFamilies",
        "ipFamilyPolicy",
        "allocateLoadBalancerNodePorts",
        "loadBalancerClass",
        "topologyKeys",
        "trafficDistribution"
    };

    private ServiceReader() {}

    /** Reads a Service, or nothing where its type is unknown. */
    static Optional<Service> read(Cursor root, ObjectKey key) {
        root.allow("apiVersion", "kind", "metadata", "spec", "status");
        Cursor spec = root.field("spec");
        spec.allow(FIELDS);
        Cursor typeField = spec.field("type");
        String type = typeField.isPresent() ? typeField.text().orElse("") : "ClusterIP";
        if (!Set.of("ClusterIP", "NodePort", "LoadBalancer", "ExternalName").contains(type)) {
            typeField.error(
                    "invalid-service-type",
                    "expected: ClusterIP, NodePort, LoadBalancer or ExternalName; the Service is left out");
            return Optional.empty();
        }
        List<ServicePort> ports = new ArrayList<>();
        spec.field("ports").items().forEach(item -> port(item).ifPresent(ports::add));
        Cursor nameField = spec.field("externalName");
        Optional<String> externalName =
                type.equals("ExternalName") ? nameField.text().filter(name -> !name.isBlank()) : Optional.empty();
        if (type.equals("ExternalName") && externalName.isEmpty()) {
            nameField.error("missing-field", "expected: a DNS name; the Service is left out");
            return Optional.empty();
        }
        return Optional.of(
                new Service(key, type, spec.field("clusterIP").plain(), families(spec), externalName, ports));
    }

    private static List<String> families(Cursor spec) {
        List<String> families = new ArrayList<>();
        for (Cursor item : spec.field("ipFamilies").items()) {
            String family = item.plain();
            if (family.equals("IPv4") || family.equals("IPv6")) {
                families.add(family);
            } else {
                item.complain("invalid-ip-family", "expected: IPv4 or IPv6; left out");
            }
        }
        return families;
    }

    private static Optional<ServicePort> port(Cursor item) {
        if (!item.isMapping()) {
            return Optional.empty();
        }
        item.allow("name", "port", "targetPort", "protocol", "nodePort", "appProtocol");
        Cursor port = item.field("port");
        if (!port.isPresent()) {
            port.error("missing-field", "expected: a number from 1 to 65535; the port is left out");
        }
        Optional<Integer> number = port.port();
        Optional<String> protocol = item.field("protocol").protocol();
        if (number.isEmpty() || protocol.isEmpty()) {
            return Optional.empty();
        }
        String target = item.field("targetPort").plain();
        return Optional.of(ServicePort.builder(number.get())
                .name(item.field("name").plain())
                .targetPort(target.isEmpty() || target.equals("0") ? Integer.toString(number.get()) : target)
                .protocol(protocol.get())
                .build());
    }
}
