package io.ingress4j.model.manifest;

import static java.util.Objects.requireNonNull;

import io.ingress4j.model.ConfigMap;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Diagnostic.Severity;
import io.ingress4j.model.EndpointSlice;
import io.ingress4j.model.IngressClass;
import io.ingress4j.model.Located;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.Origin;
import io.ingress4j.model.Resource;
import io.ingress4j.model.Secret;
import io.ingress4j.model.Service;
import io.ingress4j.model.ServicePort;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads manifests: one grammar for YAML files and for the API server's JSON. Objects of kinds that do not matter to an
 * Ingress are passed over; whatever is wrong with those that do is a diagnostic, never an exception, and the rest of the
 * object is read.
 *
 * @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/">Ingress v1</a>
 */
public final class ManifestReader {
    private static final int MAX_LIST_DEPTH = 4;

    private final String source;
    private final List<Located> objects = new ArrayList<>();
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    private ManifestReader(String source) {
        this.source = requireNonNull(source, "source");
    }

    /**
     * What one document holds.
     *
     * @param objects the objects that matter
     * @param diagnostics what is wrong with them
     */
    public record Result(List<Located> objects, List<Diagnostic> diagnostics) {
        /** Copies the lists. */
        public Result {
            objects = List.copyOf(objects);
            diagnostics = List.copyOf(diagnostics);
        }
    }

    /**
     * Reads a document.
     *
     * @param document its root
     * @param source the name of its file
     */
    public static Result read(ManifestNode document, String source) {
        var reader = new ManifestReader(source);
        reader.readDocument(document, 0);
        return new Result(reader.objects, reader.diagnostics);
    }

    private void readDocument(ManifestNode node, int depth) {
        var report = new Cursor.Report(source);
        if (node instanceof ManifestNode.Scalar scalar && scalar.kind() == ManifestNode.ScalarKind.NULL) {
            return;
        }
        if (!(node instanceof ManifestNode.Mapping)) {
            report.add(
                    Severity.ERROR,
                    "not-an-object",
                    "",
                    "",
                    "expected: a mapping with apiVersion and kind; ignored",
                    node.line());
            diagnostics.addAll(report.diagnostics);
            return;
        }
        var root = new Cursor(report, "", node);
        String kind = plain(root.field("kind"));
        String apiVersion = plain(root.field("apiVersion"));
        if (kind.endsWith("List") && (root.field("items").isPresent() || kind.equals("List"))) {
            readList(node, depth);
            return;
        }
        boolean read = readObject(root, report, kind, apiVersion);
        if (!read && report.diagnostics.isEmpty()) {
            return;
        }
        for (Diagnostic found : report.diagnostics) {
            diagnostics.add(kind.equals("Secret") ? withoutValue(found) : found);
        }
    }

    /** What stands in a Secret is shown to nobody. */
    private static Diagnostic withoutValue(Diagnostic found) {
        return new Diagnostic(
                found.severity(),
                found.code(),
                found.object(),
                found.field(),
                "",
                found.message(),
                found.source(),
                found.line());
    }

    private void readList(ManifestNode node, int depth) {
        var report = new Cursor.Report(source);
        List<Cursor> items = new Cursor(report, "", node).field("items").items();
        diagnostics.addAll(report.diagnostics);
        if (depth >= MAX_LIST_DEPTH) {
            report.add(
                    Severity.ERROR,
                    "nested-list",
                    "items",
                    "",
                    "expected: at most " + MAX_LIST_DEPTH + " lists within each other; ignored",
                    node.line());
            diagnostics.addAll(report.diagnostics);
            return;
        }
        if (!items.isEmpty()
                && ((ManifestNode.Mapping) node)
                                .fields().stream()
                                        .filter(field -> field.name().equals("items"))
                                        .findFirst()
                                        .orElseThrow()
                                        .value()
                        instanceof ManifestNode.Sequence sequence) {
            sequence.items().forEach(item -> readDocument(item, depth + 1));
        }
    }

    private static String plain(Cursor cursor) {
        return cursor.scalar().map(ManifestNode.Scalar::text).orElse("");
    }

    private boolean readObject(Cursor root, Cursor.Report report, String kind, String apiVersion) {
        boolean ours = switch (kind) {
            case "Ingress" ->
                apiVersion.equals("networking.k8s.io/v1")
                        || apiVersion.equals("networking.k8s.io/v1beta1")
                        || apiVersion.equals("extensions/v1beta1");
            case "IngressClass" -> apiVersion.startsWith("networking.k8s.io/");
            case "Service", "Endpoints", "Secret", "ConfigMap" -> apiVersion.equals("v1");
            case "EndpointSlice" -> apiVersion.startsWith("discovery.k8s.io/");
            default -> false;
        };
        if (!ours) {
            if (kind.equals("Ingress") && !isForeignGroup(apiVersion)) {
                root.field("apiVersion")
                        .error(
                                "unknown-version",
                                "expected: networking.k8s.io/v1, networking.k8s.io/v1beta1 or extensions/v1beta1;"
                                        + " the Ingress is left out");
            }
            return false;
        }
        Cursor metadata = root.field("metadata");
        Cursor nameField = metadata.field("name");
        String name = plain(nameField);
        boolean clusterWide = kind.equals("IngressClass");
        String written = plain(metadata.field("namespace"));
        String namespace = clusterWide ? "" : written.isEmpty() ? "default" : written;
        var key = new ObjectKey(namespace, name);
        report.object = kind + " " + key;
        if (name.isEmpty()) {
            nameField.error("missing-name", "expected: a name; the object is left out");
            return true;
        }
        Optional<? extends Resource> resource = switch (kind) {
            case "Ingress" -> new IngressReader(root, key, apiVersion.endsWith("/v1")).read();
            case "IngressClass" -> ingressClass(root, key);
            case "Service" -> service(root, key);
            case "EndpointSlice" -> slice(root, key);
            case "Secret" -> secret(root, key);
            case "ConfigMap" ->
                Optional.of(new ConfigMap(key, root.field("data").texts()));
            default -> Optional.empty();
        };
        var origin = new Origin(source, root.line(), kind.equals("Ingress") ? report.lines : Map.of());
        if (kind.equals("Endpoints")) {
            slicesOf(root, key).forEach(slice -> objects.add(new Located(slice, origin)));
        }
        resource.ifPresent(found -> objects.add(new Located(found, origin)));
        return true;
    }

    /** An Ingress of another vendor's group is none of our business; a missing or misspelt version is. */
    private static boolean isForeignGroup(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash > 0
                && !apiVersion.startsWith("networking.k8s.io/")
                && !apiVersion.startsWith("extensions/")
                && !apiVersion.startsWith("networking/")
                && apiVersion.indexOf('.') > 0;
    }

    private static Optional<IngressClass> ingressClass(Cursor root, ObjectKey key) {
        Cursor controller = root.field("spec").field("controller");
        if (!controller.isPresent()) {
            controller.error("missing-field", "expected: the name of a controller; the class is left out");
            return Optional.empty();
        }
        String isDefault = root.field("metadata")
                .field("annotations")
                .texts()
                .getOrDefault("ingressclass.kubernetes.io/is-default-class", "");
        return controller.text().map(name -> new IngressClass(key, name, isDefault.equals("true")));
    }

    private static Optional<Service> service(Cursor root, ObjectKey key) {
        Cursor spec = root.field("spec");
        String type = spec.field("type").text().orElse("ClusterIP");
        List<ServicePort> ports = new ArrayList<>();
        for (Cursor item : spec.field("ports").items()) {
            Cursor port = item.field("port");
            if (!port.isPresent()) {
                port.error("missing-field", "expected: a number from 1 to 65535; the port is left out");
            }
            port.port().ifPresent(number -> {
                String target = plain(item.field("targetPort"));
                ports.add(new ServicePort(
                        plain(item.field("name")),
                        number,
                        target.isEmpty() ? Integer.toString(number) : target,
                        item.field("protocol").text().orElse("TCP")));
            });
        }
        Optional<String> externalName = type.equals("ExternalName")
                ? spec.field("externalName").text().filter(name -> !name.isBlank())
                : Optional.empty();
        return Optional.of(new Service(key, type, plain(spec.field("clusterIP")), externalName, ports));
    }

    private static Optional<EndpointSlice> slice(Cursor root, ObjectKey key) {
        String service = root.field("metadata").field("labels").texts().getOrDefault("kubernetes.io/service-name", "");
        if (service.isEmpty()) {
            root.field("metadata")
                    .complain(
                            "missing-label",
                            "expected: the label kubernetes.io/service-name; the slice serves no Service");
        }
        List<EndpointSlice.Endpoint> endpoints = new ArrayList<>();
        for (Cursor item : root.field("endpoints").items()) {
            List<String> addresses = addresses(item.field("addresses"));
            Cursor conditions = item.field("conditions");
            boolean ready = conditions.field("ready").bool().orElse(true);
            List<String> zones = new ArrayList<>();
            item.field("hints").field("forZones").items().forEach(zone -> zones.add(plain(zone.field("name"))));
            if (!addresses.isEmpty()) {
                endpoints.add(new EndpointSlice.Endpoint(
                        addresses,
                        ready,
                        conditions.field("serving").bool().orElse(ready),
                        conditions.field("terminating").bool().orElse(false),
                        plain(item.field("zone")),
                        zones));
            }
        }
        String type = root.field("addressType").text().orElse("IPv4");
        return Optional.of(new EndpointSlice(key, service, type, slicePorts(root.field("ports")), endpoints));
    }

    private static List<String> addresses(Cursor list) {
        List<String> addresses = new ArrayList<>();
        for (Cursor item : list.items()) {
            item.text().filter(text -> !text.isBlank()).ifPresent(addresses::add);
        }
        if (addresses.isEmpty()) {
            list.error("missing-field", "expected: at least one address; the endpoint is left out");
        }
        return addresses;
    }

    private static List<EndpointSlice.Port> slicePorts(Cursor list) {
        List<EndpointSlice.Port> ports = new ArrayList<>();
        for (Cursor item : list.items()) {
            item.field("port")
                    .port()
                    .ifPresent(number -> ports.add(new EndpointSlice.Port(
                            plain(item.field("name")),
                            number,
                            item.field("protocol").text().orElse("TCP"))));
        }
        return ports;
    }

    /** One slice for each subset of an Endpoints object; addresses that are not ready come as such. */
    private static List<EndpointSlice> slicesOf(Cursor root, ObjectKey key) {
        List<EndpointSlice> slices = new ArrayList<>();
        List<Cursor> subsets = root.field("subsets").items();
        for (int i = 0; i < subsets.size(); i++) {
            List<EndpointSlice.Endpoint> endpoints = new ArrayList<>();
            addSubset(subsets.get(i).field("addresses"), true, endpoints);
            addSubset(subsets.get(i).field("notReadyAddresses"), false, endpoints);
            var sliceKey = new ObjectKey(key.namespace(), "endpoints-" + key.name() + "-" + i);
            boolean six = endpoints.stream().anyMatch(e -> e.addresses().get(0).indexOf(':') >= 0);
            slices.add(new EndpointSlice(
                    sliceKey,
                    key.name(),
                    six ? "IPv6" : "IPv4",
                    slicePorts(subsets.get(i).field("ports")),
                    endpoints));
        }
        return slices;
    }

    private static void addSubset(Cursor list, boolean ready, List<EndpointSlice.Endpoint> endpoints) {
        for (Cursor item : list.items()) {
            item.field("ip")
                    .text()
                    .ifPresent(ip ->
                            endpoints.add(new EndpointSlice.Endpoint(List.of(ip), ready, ready, false, "", List.of())));
        }
    }

    private static Optional<Secret> secret(Cursor root, ObjectKey key) {
        Map<String, byte[]> values = new LinkedHashMap<>();
        Cursor data = root.field("data");
        data.texts().forEach((name, text) -> {
            try {
                values.put(name, Base64.getMimeDecoder().decode(text));
            } catch (IllegalArgumentException e) {
                data.field(name).error("invalid-base64", "expected: base64; the value is left out");
            }
        });
        root.field("stringData")
                .texts()
                .forEach((name, text) -> values.put(name, text.getBytes(StandardCharsets.UTF_8)));
        return Optional.of(new Secret(key, root.field("type").text().orElse("Opaque"), values));
    }
}
