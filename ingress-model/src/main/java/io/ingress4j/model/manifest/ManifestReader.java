package io.ingress4j.model.manifest;

import static java.util.Objects.requireNonNull;

import io.ingress4j.model.ConfigMap;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.IngressClass;
import io.ingress4j.model.Located;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.Origin;
import io.ingress4j.model.Resource;
import io.ingress4j.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads manifests: one grammar for YAML files and for the API server's JSON. Objects of kinds that do not matter to an
 * Ingress are passed over; whatever is wrong with those that do is a diagnostic, never an exception, and the rest of the
 * object is read. {@code status} is ignored.
 *
 * @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/">Ingress v1</a>
 */
public final class ManifestReader {
    private static final int MAX_LIST_DEPTH = 4;
    private static final String UNREADABLE = "(no text)";
    private static final String NETWORKING = "networking.k8s.io/v1";
    private static final Map<String, List<String>> VERSIONS = Map.of(
            "Ingress", List.of(NETWORKING, NETWORKING + "beta1", "extensions/v1beta1"),
            "IngressClass", List.of(NETWORKING, NETWORKING + "beta1"),
            "EndpointSlice", List.of("discovery.k8s.io/v1", "discovery.k8s.io/v1beta1"),
            "Service", List.of("v1"),
            "Endpoints", List.of("v1"),
            "Secret", List.of("v1"),
            "ConfigMap", List.of("v1"));
    private static final String[] METADATA = {
        "name",
        "namespace",
        "labels",
        "annotations",
        "creationTimestamp",
        "generateName",
        "uid",
        "resourceVersion",
        "generation",
        "selfLink",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "ownerReferences",
        "finalizers",
        "managedFields",
        "clusterName",
        "initializers"
    };

    private final String source;
    private final List<Located> objects = new ArrayList<>();
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private int leftOut;

    private ManifestReader(String source) {
        this.source = requireNonNull(source, "source");
    }

    /**
     * What one document holds.
     *
     * @param objects the objects that matter
     * @param diagnostics what is wrong with them
     * @param leftOut how many objects that matter could not be read, or mean less than was written; each has a diagnostic
     */
    public record Result(List<Located> objects, List<Diagnostic> diagnostics, int leftOut) {
        /** Copies the lists. */
        public Result {
            objects = List.copyOf(objects);
            diagnostics = List.copyOf(diagnostics);
        }
    }

    /**
     * What an item of a list is where it does not say so itself, as in answers of the API server.
     *
     * @param kind the kind, or empty
     * @param apiVersion the version, or empty
     */
    private record Inherited(String kind, String apiVersion) {
        static final Inherited NOTHING = new Inherited("", "");
    }

    /**
     * Reads a document.
     *
     * @param document its root
     * @param source the name of its file
     */
    public static Result read(ManifestNode document, String source) {
        var reader = new ManifestReader(source);
        boolean empty = document instanceof ManifestNode.Scalar scalar && scalar.kind() == ManifestNode.ScalarKind.NULL;
        if (!empty) {
            reader.readDocument(document, 0, Inherited.NOTHING);
        }
        return new Result(reader.objects, reader.diagnostics, reader.leftOut);
    }

    private void readDocument(ManifestNode node, int depth, Inherited inherited) {
        var report = new Cursor.Report(source);
        var root = new Cursor(report, node);
        String kind = "";
        if (node instanceof ManifestNode.Mapping mapping) {
            Cursor kindField = root.field("kind");
            kind = kindField.isPresent() ? kindField.plain() : inherited.kind;
            Cursor versionField = root.field("apiVersion");
            String apiVersion = versionField.isPresent() ? versionField.plain() : inherited.apiVersion;
            if (kind.equals("List") || (kind.endsWith("List") && isOurs(withoutList(kind)))) {
                readList(root, depth, new Inherited(withoutList(kind), kind.equals("List") ? "" : apiVersion));
            } else if (isOurs(kind)) {
                readObject(root, report, kind, apiVersion);
            } else {
                judgeOther(root, mapping, kind);
            }
        } else {
            leftOut++;
            root.error("not-an-object", "expected: a mapping with apiVersion and kind; ignored");
        }
        Set<Diagnostic> remarks = new LinkedHashSet<>();
        for (Diagnostic found : report.diagnostics) {
            String value = kind.equals("Secret") ? "" : found.value(); // what stands in a Secret is shown to nobody
            remarks.add(found.toBuilder()
                    .object(report.object) // some were made before it was known
                    .field(found.field(), value)
                    .build());
        }
        diagnostics.addAll(remarks);
    }

    private static boolean isOurs(String kind) {
        return VERSIONS.containsKey(kind);
    }

    private static String withoutList(String kind) {
        return kind.substring(0, kind.length() - "List".length());
    }

    /** What is of no kind, or of one of ours but for its capitals, was hardly meant to be passed over. */
    private void judgeOther(Cursor root, ManifestNode.Mapping mapping, String kind) {
        Optional<String> meant =
                VERSIONS.keySet().stream().filter(kind::equalsIgnoreCase).findFirst();
        if (meant.isPresent()) {
            leftOut++;
            root.field("kind").error("unknown-kind", "expected: " + meant.get() + "; the object is left out");
        } else if (kind.isEmpty() && !mapping.fields().isEmpty()) {
            if (root.field("apiVersion").isPresent()) {
                leftOut++;
                root.field("kind").error("missing-kind", "expected: a kind; the object is left out");
            } else {
                root.note("missing-kind", "no Kubernetes object (expected: apiVersion and kind); passed over");
            }
        }
    }

    private void readList(Cursor root, int depth, Inherited inherited) {
        Cursor items = root.field("items");
        if (depth >= MAX_LIST_DEPTH) {
            leftOut++;
            items.error("nested-list", "expected: at most " + MAX_LIST_DEPTH + " lists within each other; ignored");
            return;
        }
        if (items.items().isEmpty() && items.isPresent() && !isList(items)) {
            leftOut++;
        }
        items.node()
                .filter(ManifestNode.Sequence.class::isInstance)
                .ifPresent(list -> ((ManifestNode.Sequence) list)
                        .items()
                        .forEach(item -> readDocument(item, depth + 1, inherited)));
    }

    private static boolean isList(Cursor items) {
        return items.node().filter(ManifestNode.Sequence.class::isInstance).isPresent();
    }

    private void readObject(Cursor root, Cursor.Report report, String kind, String apiVersion) {
        List<String> versions = VERSIONS.getOrDefault(kind, List.of());
        if (!versions.contains(apiVersion) && isForeign(apiVersion, versions)) {
            return;
        }
        Cursor metadata = root.field("metadata");
        Cursor nameField = metadata.field("name");
        Cursor namespaceField = metadata.field("namespace");
        boolean clusterWide = kind.equals("IngressClass");
        String namespace = clusterWide ? "" : plainOr(namespaceField, "default");
        var key = new ObjectKey(namespace, plainOr(nameField, ""));
        report.object = kind + " " + key;
        metadata.allow(METADATA);
        if (!versions.contains(apiVersion)) {
            leftOut++;
            root.field("apiVersion")
                    .error(
                            "unknown-version",
                            "expected: " + String.join(" or ", versions) + "; the object is left out");
            return;
        }
        boolean named = isName(nameField, true);
        boolean placed = clusterWide || isName(namespaceField, false);
        if (!named || !placed) {
            leftOut++;
            return;
        }
        List<? extends Resource> read = resources(root, kind, apiVersion, key);
        if (read.isEmpty() && !kind.equals("Endpoints")) {
            leftOut++;
        }
        var origin = new Origin(source, root.line(), kind.equals("Ingress") ? report.lines : Map.of());
        read.forEach(resource -> objects.add(new Located(resource, origin)));
    }

    private static String plainOr(Cursor field, String fallback) {
        String written = field.scalar().map(ManifestNode.Scalar::text).orElse("");
        return written.isEmpty() ? fallback : written;
    }

    private static boolean isName(Cursor field, boolean required) {
        String name = field.text().orElse("");
        if (name.isEmpty() && !field.isNested()) {
            if (required) {
                field.error("missing-name", "expected: a name; the object is left out");
            }
            return !required;
        }
        if (!DnsName.isSubdomain(name)) {
            field.error(
                    "invalid-name",
                    "expected: small letters, digits, - and . (at most 253 of them); the object is left out");
            return false;
        }
        return true;
    }

    private List<? extends Resource> resources(Cursor root, String kind, String apiVersion, ObjectKey key) {
        return switch (kind) {
            case "Ingress" -> list(new IngressReader(root, key, apiVersion.endsWith("/v1")).read());
            case "IngressClass" -> list(ingressClass(root, key));
            case "Service" -> list(ServiceReader.read(root, key));
            case "EndpointSlice" -> list(EndpointsReader.slice(root, key));
            case "Endpoints" -> EndpointsReader.slicesOf(root, key);
            case "Secret" -> List.of(secret(root, key));
            default -> List.of(configMap(root, key));
        };
    }

    private static List<? extends Resource> list(Optional<? extends Resource> resource) {
        return resource.stream().toList();
    }

    /** A kind of our name in another vendor's group is none of our business; a missing or misspelt version is. */
    private static boolean isForeign(String apiVersion, List<String> versions) {
        int slash = apiVersion.indexOf('/');
        if (slash < 0) {
            return false;
        }
        String group = apiVersion.substring(0, slash + 1);
        return group.indexOf('.') >= 0 && versions.stream().noneMatch(version -> version.startsWith(group));
    }

    private static Optional<IngressClass> ingressClass(Cursor root, ObjectKey key) {
        root.allow("apiVersion", "kind", "metadata", "spec");
        Cursor spec = root.field("spec");
        spec.allow("controller", "parameters");
        Cursor controller = spec.field("controller");
        Optional<String> name = controller.text().filter(text -> !text.isBlank());
        if (name.isEmpty()) {
            controller.error("missing-field", "expected: the name of a controller; the class is left out");
        }
        String isDefault = root.field("metadata")
                .field("annotations")
                .texts()
                .getOrDefault("ingressclass.kubernetes.io/is-default-class", "");
        return name.map(text -> new IngressClass(key, text, isDefault.equals("true")));
    }

    /** A value that is no text may have been a protection: its key stays with a text that no setting can read. */
    private ConfigMap configMap(Cursor root, ObjectKey key) {
        root.allow("apiVersion", "kind", "metadata", "data", "binaryData", "immutable");
        Cursor data = root.field("data");
        Map<String, Cursor> entries = data.entries();
        Map<String, String> texts = data.texts();
        boolean whole = texts.keySet().containsAll(entries.keySet());
        entries.keySet().forEach(name -> texts.putIfAbsent(name, UNREADABLE));
        Cursor nameless = entries.get("");
        if (nameless != null) {
            texts.remove("");
            nameless.error("invalid-key", "expected: a value with a name of at least one character; left out");
            whole = false;
        }
        boolean readable = !data.isPresent() || data.isMapping();
        if (!whole || !readable) {
            leftOut++;
        }
        return new ConfigMap(key, texts, readable);
    }

    private static Secret secret(Cursor root, ObjectKey key) {
        root.allow("apiVersion", "kind", "metadata", "type", "data", "stringData", "immutable");
        Map<String, byte[]> values = new LinkedHashMap<>();
        root.field("data").entries().forEach((name, value) -> {
            String text = value.text().orElse("").replaceAll("\\s", "");
            try {
                values.put(name, Base64.getDecoder().decode(text));
            } catch (IllegalArgumentException e) {
                value.error("invalid-base64", "expected: base64; the value is left out");
            }
        });
        root.field("stringData")
                .texts()
                .forEach((name, text) -> values.put(name, text.getBytes(StandardCharsets.UTF_8)));
        return new Secret(key, root.field("type").text().orElse("Opaque"), values);
    }
}
