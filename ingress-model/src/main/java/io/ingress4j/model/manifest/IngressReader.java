package io.ingress4j.model.manifest;

import io.ingress4j.model.HttpPath;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.IngressBackend;
import io.ingress4j.model.IngressRule;
import io.ingress4j.model.IngressTls;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.PathType;
import io.ingress4j.model.ServicePortRef;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads one Ingress, of v1 or of the two beta versions, which differ in how they write backends. */
final class IngressReader {
    private final Cursor root;
    private final ObjectKey key;
    private final boolean v1;

    IngressReader(Cursor root, ObjectKey key, boolean v1) {
        this.root = root;
        this.key = key;
        this.v1 = v1;
    }

    Optional<Ingress> read() {
        Cursor metadata = root.field("metadata");
        Map<String, String> annotations = metadata.field("annotations").texts();
        Cursor spec = root.field("spec");
        if (v1) {
            spec.allow("ingressClassName", "defaultBackend", "rules", "tls");
        } else {
            spec.allow("ingressClassName", "backend", "rules", "tls");
        }
        Cursor backend = spec.field(v1 ? "defaultBackend" : "backend");
        Optional<IngressBackend> defaultBackend = backend.isPresent() ? backend(backend) : Optional.empty();
        List<IngressRule> rules = new ArrayList<>();
        spec.field("rules").items().forEach(rule -> rule(rule).ifPresent(rules::add));
        if (rules.isEmpty() && defaultBackend.isEmpty()) {
            spec.error("empty-ingress", "expected: rules or a default backend; nothing is served");
        }
        List<IngressTls> tls = new ArrayList<>();
        spec.field("tls").items().forEach(entry -> tls.add(tls(entry)));
        return Optional.of(new Ingress(
                key,
                created(metadata.field("creationTimestamp")),
                annotations,
                spec.field("ingressClassName").text().filter(name -> !name.isEmpty()),
                defaultBackend,
                rules,
                tls));
    }

    private static Instant created(Cursor field) {
        Optional<String> text = field.scalar().map(ManifestNode.Scalar::text);
        if (text.isEmpty()) {
            return Instant.MAX;
        }
        try {
            return OffsetDateTime.parse(text.get()).toInstant();
        } catch (DateTimeException e) {
            field.complain("invalid-time", "expected: a time as 2026-01-31T12:00:00Z; counts as the youngest");
            return Instant.MAX;
        }
    }

    private Optional<IngressRule> rule(Cursor rule) {
        rule.allow("host", "http");
        Cursor hostField = rule.field("host");
        String host = hostField.text().orElse("").toLowerCase(Locale.ROOT);
        if (!isHost(host)) {
            hostField.error(
                    "invalid-host",
                    "expected: a DNS name, *. before it where wanted, no port and no IP address; the rule is left out");
            return Optional.empty();
        }
        Cursor http = rule.field("http");
        http.allow("paths");
        List<HttpPath> paths = new ArrayList<>();
        Cursor list = http.field("paths");
        List<Cursor> items = list.items();
        items.forEach(item -> path(item).ifPresent(paths::add));
        if (http.isPresent() && items.isEmpty()) {
            list.error("missing-field", "expected: at least one path; the rule is left out");
            return Optional.empty();
        }
        boolean allPathsInvalid = paths.isEmpty() && !items.isEmpty();
        return allPathsInvalid ? Optional.empty() : Optional.of(new IngressRule(host, paths));
    }

    private Optional<HttpPath> path(Cursor item) {
        item.allow("path", "pathType", "backend");
        Cursor typeField = item.field("pathType");
        Optional<PathType> type = type(typeField);
        if (type.isEmpty()) {
            return Optional.empty();
        }
        Cursor pathField = item.field("path");
        String path = pathField.text().orElse("");
        String problem = problemOf(path, type.get());
        if (!problem.isEmpty()) {
            pathField.error("invalid-path", problem + "; the path is left out");
            return Optional.empty();
        }
        Cursor backend = item.field("backend");
        if (!backend.isPresent()) {
            backend.error("missing-field", "expected: a backend; the path is left out");
            return Optional.empty();
        }
        return backend(backend).map(target -> new HttpPath(path, type.get(), target));
    }

    private Optional<PathType> type(Cursor field) {
        Optional<String> text = field.text();
        if (text.isEmpty()) {
            if (v1) {
                field.complain(
                        "missing-path-type", "expected: Exact, Prefix or ImplementationSpecific; read as the last");
            }
            return Optional.of(PathType.IMPLEMENTATION_SPECIFIC);
        }
        for (PathType type : PathType.values()) {
            if (type.toString().equals(text.get())) {
                return Optional.of(type);
            }
        }
        field.error("invalid-path-type", "expected: Exact, Prefix or ImplementationSpecific; the path is left out");
        return Optional.empty();
    }

    /** The rules by which an API server refuses a path. */
    private static String problemOf(String path, PathType type) {
        if (path.chars().anyMatch(Character::isISOControl)) {
            return "expected: no control characters";
        }
        if (type == PathType.IMPLEMENTATION_SPECIFIC) {
            return path.isEmpty() || path.startsWith("/") ? "" : "expected: a path that begins with /";
        }
        if (!path.startsWith("/")) {
            return "expected: a path that begins with /";
        }
        for (String part : List.of("//", "/./", "/../", "%2f", "%2F")) {
            if (path.contains(part)) {
                return "expected: a path without " + part;
            }
        }
        return path.endsWith("/.") || path.endsWith("/..") ? "expected: a path that does not end in a dot segment" : "";
    }

    private Optional<IngressBackend> backend(Cursor backend) {
        return v1 ? backendOfV1(backend) : backendOfBeta(backend);
    }

    private static Optional<IngressBackend> backendOfV1(Cursor backend) {
        backend.allow("service", "resource");
        Cursor service = backend.field("service");
        Cursor resource = backend.field("resource");
        if (resource.isPresent() && !service.isPresent()) {
            return Optional.of(resource(resource));
        }
        if (!service.isPresent() || resource.isPresent()) {
            backend.error("invalid-backend", "expected: exactly one of service and resource; left out");
            return Optional.empty();
        }
        service.allow("name", "port");
        Cursor name = service.field("name");
        Cursor port = service.field("port");
        port.allow("name", "number");
        Cursor portName = port.field("name");
        Cursor portNumber = port.field("number");
        if (!name.isPresent() || portName.isPresent() == portNumber.isPresent()) {
            service.error(
                    "invalid-backend", "expected: a name, and a port by exactly one of name and number; left out");
            return Optional.empty();
        }
        Optional<ServicePortRef> reference = portName.isPresent()
                ? portName.text().filter(text -> !text.isBlank()).map(ServicePortRef::named)
                : portNumber.port().map(ServicePortRef::numbered);
        if (reference.isEmpty() && portName.isPresent()) {
            portName.error("invalid-port", "expected: the name of a port; left out");
        }
        return service(name, reference);
    }

    private static Optional<IngressBackend> backendOfBeta(Cursor backend) {
        backend.allow("serviceName", "servicePort", "resource");
        Cursor resource = backend.field("resource");
        Cursor name = backend.field("serviceName");
        if (resource.isPresent() && !name.isPresent()) {
            return Optional.of(resource(resource));
        }
        Cursor port = backend.field("servicePort");
        if (!name.isPresent() || !port.isPresent()) {
            backend.error("invalid-backend", "expected: serviceName and servicePort; left out");
            return Optional.empty();
        }
        boolean number = port.scalar()
                .filter(scalar -> scalar.kind() == ManifestNode.ScalarKind.INTEGER)
                .isPresent();
        Optional<ServicePortRef> reference = number
                ? port.port().map(ServicePortRef::numbered)
                : port.text().filter(text -> !text.isBlank()).map(ServicePortRef::named);
        return service(name, reference);
    }

    private static Optional<IngressBackend> service(Cursor name, Optional<ServicePortRef> port) {
        Optional<String> text = name.text().filter(t -> !t.isBlank());
        if (text.isEmpty()) {
            name.error("invalid-backend", "expected: the name of a Service; left out");
        }
        return text.flatMap(service -> port.map(p -> new IngressBackend.ServiceBackend(service, p)));
    }

    private static IngressBackend resource(Cursor resource) {
        return new IngressBackend.ResourceBackend(
                resource.field("apiGroup").text().orElse(""),
                resource.field("kind").text().orElse(""),
                resource.field("name").text().orElse(""));
    }

    private static IngressTls tls(Cursor entry) {
        entry.allow("hosts", "secretName");
        List<String> hosts = new ArrayList<>();
        for (Cursor item : entry.field("hosts").items()) {
            String host = item.text().orElse("").toLowerCase(Locale.ROOT);
            if (host.isEmpty() || !isHost(host)) {
                item.error("invalid-host", "expected: a DNS name, *. before it where wanted; left out");
            } else {
                hosts.add(host);
            }
        }
        return new IngressTls(hosts, entry.field("secretName").text().orElse(""));
    }

    /** An RFC 1123 subdomain, a wildcard for its first label where wanted, or empty; an IPv4 address is none. */
    static boolean isHost(String host) {
        if (host.isEmpty()) {
            return true;
        }
        String name = host.startsWith("*.") ? host.substring(2) : host;
        if (name.length() > 253) {
            return false;
        }
        boolean letterSeen = false;
        for (String label : name.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > 63 || label.startsWith("-") || label.endsWith("-")) {
                return false;
            }
            for (int i = 0; i < label.length(); i++) {
                char c = label.charAt(i);
                boolean letter = c >= 'a' && c <= 'z';
                if (!letter && (c < '0' || c > '9') && c != '-') {
                    return false;
                }
                letterSeen |= letter || c == '-';
            }
        }
        return letterSeen;
    }
}
