package io.ingress4j.matcher.translate;

import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.matcher.cluster.EndpointSet;
import io.ingress4j.matcher.cluster.InwardAddress;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.EndpointSlice;
import io.ingress4j.model.Kind;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.Resources;
import io.ingress4j.model.Service;
import io.ingress4j.model.ServicePort;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the endpoints of a cluster: from the Service's port by its name to the ports of its slices. Who gets requests:
 *
 * <ol>
 *   <li>The ready ones, each by its first address, as its others are the same endpoint; those that are terminating and still
 *       serve, or are called ready all the same as with {@code publishNotReadyAddresses}, only where none is ready; others
 *       never.
 *   <li>Where the Service says which families of addresses it has, those of the first family that has any, as its first
 *       cluster IP would lead to: a Pod of both families is in two slices, and would get twice as many. Where it does not,
 *       which no Service of a cluster does, all that was written down counts.
 *   <li>Where our zone is known and every ready one has hints, those that are meant for our zone, if there are any: as
 *       kube-proxy.
 * </ol>
 */
final class ClusterResolver {
    /** Remarks on endpoints that are absent, not refused: supplied ones make up for them. */
    private static final Set<String> SUPPLIABLE = Set.of("missing-service", "no-endpoints");

    private final TranslationSettings settings;

    ClusterResolver(TranslationSettings settings) {
        this.settings = settings;
    }

    /**
     * Endpoints and what there is to say about them.
     *
     * @param endpoints the endpoints
     * @param diagnostics the remarks
     */
    record Resolution(EndpointSet endpoints, List<Diagnostic> diagnostics) {}

    Resolution resolve(ClusterName name, Resources resources) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        List<Endpoint> endpoints = endpoints(name, resources, diagnostics);
        if (endpoints.isEmpty() && diagnostics.stream().map(Diagnostic::code).allMatch(SUPPLIABLE::contains)) {
            List<Endpoint> fallback = settings.fallbackEndpoints().apply(name);
            if (!fallback.isEmpty()) {
                return new Resolution(new EndpointSet(fallback), List.of());
            }
        }
        return new Resolution(new EndpointSet(endpoints), diagnostics);
    }

    private List<Endpoint> endpoints(ClusterName name, Resources resources, List<Diagnostic> diagnostics) {
        var id = new ResourceId(Kind.SERVICE, name.service());
        Optional<Service> found = resources.service(name.service());
        if (found.isEmpty()) {
            diagnostics.add(Diagnostic.note(
                    "missing-service",
                    id,
                    "",
                    "",
                    "no such Service; its routes answer 503." + remedy(name, Optional.empty())));
            return List.of();
        }
        Service service = found.get();
        Optional<ServicePort> port = portOf(service, name.port());
        if (service.externalName().isPresent()) {
            return external(service, port, name, diagnostics);
        }
        if (port.isEmpty()) {
            diagnostics.add(Diagnostic.error(
                    "missing-port",
                    id,
                    "spec.ports",
                    name.port(),
                    "expected: a TCP port of this name or number, since an Ingress names it; its routes answer 503"));
            return List.of();
        }
        List<Endpoint> usable = chosen(service, candidates(resources, name, port.get()));
        if (usable.isEmpty()) {
            diagnostics.add(Diagnostic.note(
                    "no-endpoints", id, "", "", "no endpoint is ready; its routes answer 503." + remedy(name, port)));
        }
        return usable;
    }

    /**
     * By name, by number, and as ingress-nginx by target port; a name of digits counts as a number, too. No text at all asks
     * for the first one.
     */
    private static Optional<ServicePort> portOf(Service service, String wanted) {
        List<ServicePort> tcp = service.ports().stream()
                .filter(port -> port.protocol().equals("TCP"))
                .toList();
        if (wanted.isEmpty()) {
            return tcp.stream().findFirst();
        }
        return tcp.stream()
                .filter(port -> port.name().equals(wanted)
                        || Integer.toString(port.port()).equals(wanted))
                .findFirst()
                .or(() -> tcp.stream()
                        .filter(port -> port.targetPort().equals(wanted))
                        .findFirst());
    }

    /**
     * An endpoint that may be chosen.
     *
     * @param endpoint the endpoint
     * @param family {@code IPv4} or {@code IPv6}
     * @param ready whether it is ready; it is terminating and serves otherwise
     * @param forZones the zones that hints want to send to it
     */
    private record Candidate(Endpoint endpoint, String family, boolean ready, List<String> forZones) {}

    private static List<Candidate> candidates(Resources resources, ClusterName name, ServicePort port) {
        List<Candidate> candidates = new ArrayList<>();
        for (EndpointSlice slice : resources.slicesOf(name.service())) {
            for (EndpointSlice.Port slicePort : slice.ports()) {
                if (!slice.addressType().equals("FQDN")
                        && slicePort.name().equals(port.name())
                        && slicePort.protocol().equals("TCP")) {
                    addCandidates(candidates, slice, slicePort.port());
                }
            }
        }
        return candidates;
    }

    private static void addCandidates(List<Candidate> candidates, EndpointSlice slice, int port) {
        for (EndpointSlice.Endpoint endpoint : slice.endpoints()) {
            if (endpoint.ready() || (endpoint.terminating() && endpoint.serving())) {
                candidates.add(new Candidate(
                        new Endpoint(endpoint.addresses().get(0), port),
                        slice.addressType(),
                        endpoint.ready() && !endpoint.terminating(),
                        endpoint.forZones()));
            }
        }
    }

    private List<Endpoint> chosen(Service service, List<Candidate> candidates) {
        List<Candidate> ready = candidates.stream().filter(Candidate::ready).toList();
        List<Candidate> chosen =
                ready.isEmpty() ? ofOneFamily(service, candidates) : forOurZone(ofOneFamily(service, ready));
        var endpoints = new TreeSet<Endpoint>();
        chosen.forEach(candidate -> endpoints.add(candidate.endpoint()));
        return List.copyOf(endpoints);
    }

    private static List<Candidate> ofOneFamily(Service service, List<Candidate> candidates) {
        for (String family : service.ipFamilies()) {
            List<Candidate> ofFamily = candidates.stream()
                    .filter(candidate -> candidate.family().equals(family))
                    .toList();
            if (!ofFamily.isEmpty()) {
                return ofFamily;
            }
        }
        return candidates;
    }

    private List<Candidate> forOurZone(List<Candidate> ready) {
        String zone = settings.zone();
        if (zone.isEmpty()
                || ready.stream().anyMatch(candidate -> candidate.forZones().isEmpty())) {
            return ready;
        }
        List<Candidate> ours = ready.stream()
                .filter(candidate -> candidate.forZones().contains(zone))
                .toList();
        return ours.isEmpty() ? ready : ours;
    }

    private List<Endpoint> external(
            Service service, Optional<ServicePort> port, ClusterName name, List<Diagnostic> diagnostics) {
        String host = service.externalName().orElseThrow().toLowerCase(Locale.ROOT);
        if (!settings.allowLoopbackExternalNames() && InwardAddress.isInward(host)) {
            diagnostics.add(Diagnostic.error(
                    "inward-external-name",
                    service.id(),
                    "spec.externalName",
                    host,
                    "expected: a name outside loopback, link-local and metadata addresses; its routes answer 503"));
            return List.of();
        }
        String number = port.map(ServicePort::targetPort).orElse(name.port());
        if (!number.chars().allMatch(Character::isDigit) || number.isEmpty() || number.length() > 5) {
            number = port.map(p -> Integer.toString(p.port())).orElse("");
        }
        int value = number.isEmpty() ? 0 : Integer.parseInt(number);
        if (value < 1 || value > 65535) {
            diagnostics.add(Diagnostic.error(
                    "missing-port",
                    service.id(),
                    "spec.ports",
                    name.port(),
                    "expected: a number, since an ExternalName has no named ports; its routes answer 503"));
            return List.of();
        }
        return List.of(new Endpoint(host, value, !settings.allowLoopbackExternalNames()));
    }

    /** Says what to paste, as YAML on one line: the slice, and before it the Service where there is none. */
    private static String remedy(ClusterName name, Optional<ServicePort> port) {
        String service = name.service().name();
        String metadata = ", namespace: " + name.service().namespace();
        boolean numeric = name.port().chars().allMatch(Character::isDigit);
        String number = numeric ? name.port() : "80";
        String portName = port.map(ServicePort::name).orElse(numeric ? "" : name.port());
        String named = portName.isEmpty() ? "" : "name: " + portName + ", ";
        String target = port.map(ServicePort::targetPort)
                .filter(text -> text.chars().allMatch(Character::isDigit))
                .orElse(number);
        String slice = "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: " + service + "-1"
                + metadata + ", labels: {kubernetes.io/service-name: " + service
                + "}}, addressType: IPv4, ports: [{" + named + "port: " + target
                + "}], endpoints: [{addresses: [ADDRESS]}]}";
        return " To supply endpoints, paste, with an address for ADDRESS: "
                + (port.isPresent()
                        ? slice
                        : "{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Service, metadata: {name: "
                                + service
                                + metadata + "}, spec: {ports: [{" + named + "port: " + number + "}]}}, " + slice
                                + "]}");
    }
}
