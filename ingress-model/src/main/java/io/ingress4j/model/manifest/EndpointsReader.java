package io.ingress4j.model.manifest;

import io.ingress4j.model.EndpointSlice;
import io.ingress4j.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads EndpointSlices of v1 and v1beta1, and v1 Endpoints, which become slices. */
final class EndpointsReader {
    private static final String SERVICE_LABEL = "kubernetes.io/service-name";
    private static final String ZONE_LABEL = "topology.kubernetes.io/zone";

    private EndpointsReader() {}

    /** Reads an EndpointSlice, or nothing where its type of addresses is unknown. */
    static Optional<EndpointSlice> slice(Cursor root, ObjectKey key) {
        root.allow("apiVersion", "kind", "metadata", "addressType", "endpoints", "ports");
        String service = root.field("metadata").field("labels").texts().getOrDefault(SERVICE_LABEL, "");
        if (service.isEmpty()) {
            root.field("metadata")
                    .complain(
                            "missing-label", "expected: the label " + SERVICE_LABEL + "; the slice serves no Service");
        }
        Cursor typeField = root.field("addressType");
        String type = typeField.text().orElse("");
        if (!Set.of("", "IPv4", "IPv6", "FQDN").contains(type) || typeField.isNested()) {
            typeField.error("invalid-address-type", "expected: IPv4 or IPv6; the slice is left out");
            return Optional.empty();
        }
        if (type.equals("FQDN")) {
            typeField.complain("invalid-address-type", "expected: IPv4 or IPv6; its endpoints get no requests");
        }
        List<EndpointSlice.Endpoint> endpoints = new ArrayList<>();
        for (Cursor item : root.field("endpoints").items()) {
            endpoint(item, type).ifPresent(endpoints::add);
        }
        String found = endpoints.stream().anyMatch(EndpointsReader::isV6) ? "IPv6" : "IPv4";
        if (type.isEmpty()) {
            typeField.complain("missing-field", "expected: IPv4 or IPv6; read as " + found);
        }
        return Optional.of(
                new EndpointSlice(key, service, type.isEmpty() ? found : type, ports(root.field("ports")), endpoints));
    }

    private static boolean isV6(EndpointSlice.Endpoint endpoint) {
        return endpoint.addresses().get(0).indexOf(':') >= 0;
    }

    private static Optional<EndpointSlice.Endpoint> endpoint(Cursor item, String type) {
        item.allow(
                "addresses",
                "conditions",
                "zone",
                "hints",
                "nodeName",
                "hostname",
                "targetRef",
                "topology",
                "deprecatedTopology");
        List<String> addresses = new ArrayList<>();
        Cursor list = item.field("addresses");
        List<Cursor> written = list.items();
        for (Cursor address : written) {
            address(address, type).ifPresent(addresses::add);
        }
        if (written.isEmpty()) {
            list.error("missing-field", "expected: at least one address; the endpoint is left out");
        } else if (addresses.size() > 1) {
            list.complain("ignored-addresses", "expected: one address; requests go to the first");
        }
        Cursor conditions = item.field("conditions");
        conditions.allow("ready", "serving", "terminating");
        boolean ready = conditions.field("ready").bool().orElse(true);
        boolean serving = conditions.field("serving").bool().orElse(ready);
        boolean terminating = conditions.field("terminating").bool().orElse(false);
        List<String> zones = new ArrayList<>();
        Cursor hints = item.field("hints");
        hints.allow("forZones", "forNodes");
        hints.field("forZones")
                .items()
                .forEach(zone -> zones.add(zone.field("name").plain()));
        Cursor zoneField = item.field("zone");
        String zone = zoneField.isPresent()
                ? zoneField.plain()
                : item.field("topology").texts().getOrDefault(ZONE_LABEL, "");
        return addresses.isEmpty()
                ? Optional.empty()
                : Optional.of(new EndpointSlice.Endpoint(addresses, ready, serving, terminating, zone, zones));
    }

    private static Optional<String> address(Cursor field, String type) {
        Optional<String> address = field.text().filter(text -> switch (type) {
            case "IPv4" -> IpLiteral.isV4(text);
            case "IPv6" -> IpLiteral.isV6(text);
            case "FQDN" -> DnsName.isSubdomain(text);
            default -> IpLiteral.isV4(text) || IpLiteral.isV6(text);
        });
        if (address.isEmpty()) {
            String expected = type.isEmpty() ? "IPv4 or IPv6" : type;
            field.error("invalid-address", "expected: an address of type " + expected + "; left out");
        }
        return address;
    }

    private static List<EndpointSlice.Port> ports(Cursor list) {
        List<EndpointSlice.Port> ports = new ArrayList<>();
        for (Cursor item : list.items()) {
            item.allow("name", "port", "protocol", "appProtocol");
            Cursor number = item.field("port");
            if (!number.isPresent()) {
                number.error("missing-field", "expected: a number from 1 to 65535; the port is left out");
            }
            String name = item.field("name").plain();
            Optional<String> protocol = item.field("protocol").protocol();
            number.port()
                    .flatMap(port -> protocol.map(p -> new EndpointSlice.Port(name, port, p)))
                    .ifPresent(ports::add);
        }
        return ports;
    }

    /**
     * Reads an Endpoints object: one slice for each subset and family of addresses. Their names hold a colon, which no
     * other object's name may, so that they are never mistaken for slices that somebody wrote.
     */
    static List<EndpointSlice> slicesOf(Cursor root, ObjectKey key) {
        root.allow("apiVersion", "kind", "metadata", "subsets");
        List<EndpointSlice> slices = new ArrayList<>();
        List<Cursor> subsets = root.field("subsets").items();
        for (int i = 0; i < subsets.size(); i++) {
            Cursor subset = subsets.get(i);
            subset.allow("addresses", "notReadyAddresses", "ports");
            List<EndpointSlice.Port> ports = ports(subset.field("ports"));
            List<EndpointSlice.Endpoint> endpoints = new ArrayList<>();
            addSubset(subset.field("addresses"), true, endpoints);
            addSubset(subset.field("notReadyAddresses"), false, endpoints);
            for (String type : List.of("IPv4", "IPv6")) {
                List<EndpointSlice.Endpoint> ofType = endpoints.stream()
                        .filter(endpoint -> isV6(endpoint) == type.equals("IPv6"))
                        .toList();
                if (!ofType.isEmpty()) {
                    var name = new ObjectKey(key.namespace(), "endpoints:" + key.name() + ":" + i + ":" + type);
                    slices.add(new EndpointSlice(name, key.name(), type, ports, ofType));
                }
            }
        }
        return slices;
    }

    private static void addSubset(Cursor list, boolean ready, List<EndpointSlice.Endpoint> endpoints) {
        for (Cursor item : list.items()) {
            item.allow("ip", "hostname", "nodeName", "targetRef");
            address(item.field("ip"), "")
                    .ifPresent(ip ->
                            endpoints.add(new EndpointSlice.Endpoint(List.of(ip), ready, ready, false, "", List.of())));
        }
    }
}
