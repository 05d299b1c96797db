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

/**
 * Reads one Ingress, of v1 or of the two beta versions, which differ in how they write backends.
 *
 * <p>A path, rule or TLS section that cannot be read is left out, and the rest stays. The whole Ingress is left out only
 * where the rest would mean more than the author wrote: where an annotation is no text, since it may protect something;
 * where its class is none; and where no rule is left, since a default backend alone takes the requests of every host.
 */
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
        root.allow("apiVersion", "kind", "metadata", "spec", "status");
        Cursor metadata = root.field("metadata");
        Cursor annotationsField = metadata.field("annotations");
        Map<String, String> annotations = annotationsField.texts();
        boolean unreadable = annotationsField.isPresent()
                && (!annotationsField.isMapping()
                        || annotations.size() < annotationsField.entries().size());
        Cursor spec = root.field("spec");
        if (v1) {
            spec.allow("ingressClassName", "defaultBackend", "rules", "tls");
        } else {
            spec.allow("ingressClassName", "backend", "rules", "tls");
        }
        Cursor backend = spec.field(v1 ? "defaultBackend" : "backend");
        Optional<IngressBackend> defaultBackend = backend.isPresent() ? backend(backend) : Optional.empty();
        Cursor rulesField = spec.field("rules");
        List<IngressRule> rules = new ArrayList<>();
        rulesField.items().forEach(rule -> rule(rule).ifPresent(rules::add));
        List<IngressTls> tls = new ArrayList<>();
        spec.field("tls").items().forEach(entry -> tls(entry).ifPresent(tls::add));
        Cursor classField = spec.field("ingressClassName");
        Optional<String> className = classField.text().filter(name -> !name.isEmpty());
        if (unreadable) {
            annotationsField.error(
                    "invalid-annotations",
                    "expected: texts, since they may protect something; the Ingress is left out");
            return Optional.empty();
        }
        if (classField.isNested()) {
            classField.error("invalid-class", "expected: the name of a class; the Ingress is left out");
            return Optional.empty();
        }
        boolean rulesWritten = rulesField.isPresent()
                && (!rulesField.isNested() || !rulesField.items().isEmpty());
        if (rules.isEmpty() && (rulesWritten || defaultBackend.isEmpty())) {
            spec.error(
                    "empty-ingress",
                    rulesWritten
                            ? "expected: at least one rule that can be read; the Ingress is left out"
                            : "expected: rules or a default backend; the Ingress is left out");
            return Optional.empty();
        }
        return Optional.of(new Ingress(
                key, created(metadata.field("creationTimestamp")), annotations, className, defaultBackend, rules, tls));
    }

    private static Instant created(Cursor field) {
        Optional<String> text = field.scalar().map(ManifestNode.Scalar::text);
        if (text.isEmpty() && !field.isPresent()) {
            return Instant.MAX;
        }
        try {
            return OffsetDateTime.parse(text.orElse("")).toInstant();
        } catch (DateTimeException e) {
            field.complain("invalid-time", "expected: a time as 2026-01-31T12:00:00Z; counts as the youngest");
            return Instant.MAX;
        }
    }

    private Optional<IngressRule> rule(Cursor rule) {
        if (!rule.isMapping()) {
            if (!rule.isPresent()) {
                rule.error("invalid-type", "expected: a rule; left out");
            }
            return Optional.empty();
        }
        rule.allow("host", "http");
        Cursor hostField = rule.field("host");
        Optional<String> host =
                hostField.isNested() || !hostField.plain().isEmpty() ? host(hostField) : Optional.of("");
        Cursor http = rule.field("http");
        http.allow("paths");
        List<HttpPath> paths = new ArrayList<>();
        Cursor list = http.field("paths");
        list.items().forEach(item -> path(item).ifPresent(paths::add));
        if (http.isPresent() && paths.isEmpty()) {
            list.error("missing-field", "expected: at least one path that can be read; the rule is left out");
            return Optional.empty();
        }
        return host.map(name -> new IngressRule(name, paths));
    }

    /** A host in capitals means the one in small letters; anything else that an API server refuses is left out. */
    private static Optional<String> host(Cursor field) {
        String written = field.text().orElse("");
        String host = written.toLowerCase(Locale.ROOT);
        if (!DnsName.isHost(host)) {
            field.error(
                    "invalid-host",
                    "expected: a DNS name, *. before it where wanted, no port and no IP address; left out");
            return Optional.empty();
        }
        if (!host.equals(written)) {
            field.complain("invalid-host", "expected: small letters; read as " + host);
        }
        return Optional.of(host);
    }

    private Optional<HttpPath> path(Cursor item) {
        if (!item.isMapping()) {
            if (!item.isPresent()) {
                item.error("invalid-type", "expected: a path; left out");
            }
            return Optional.empty();
        }
        item.allow("path", "pathType", "backend");
        Optional<PathType> type = type(item.field("pathType"));
        Cursor pathField = item.field("path");
        String path = pathField.text().orElse("");
        String problem = pathField.isNested()
                ? "expected: a text"
                : type.map(t -> problemOf(path, t)).orElse("");
        if (!problem.isEmpty()) {
            pathField.error("invalid-path", problem + "; the path is left out");
        }
        Cursor backendField = item.field("backend");
        if (!backendField.isPresent()) {
            backendField.error("missing-field", "expected: a backend; the path is left out");
        }
        Optional<IngressBackend> backend = backendField.isMapping() ? backend(backendField) : Optional.empty();
        return type.isPresent() && problem.isEmpty()
                ? backend.map(target -> new HttpPath(path, type.get(), target))
                : Optional.empty();
    }

    private Optional<PathType> type(Cursor field) {
        if (!field.isPresent()) {
            if (v1) {
                field.complain(
                        "missing-path-type", "expected: Exact, Prefix or ImplementationSpecific; read as the last");
            }
            return Optional.of(PathType.IMPLEMENTATION_SPECIFIC);
        }
        String written = field.text().orElse("");
        for (PathType type : PathType.values()) {
            if (type.toString().equals(written)) {
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
        if (!backend.isMapping()) {
            return Optional.empty();
        }
        return v1 ? backendOfV1(backend) : backendOfBeta(backend);
    }

    private static Optional<IngressBackend> backendOfV1(Cursor backend) {
        backend.allow("service", "resource");
        Cursor service = backend.field("service");
        Cursor resource = backend.field("resource");
        if (service.isPresent() == resource.isPresent()) {
            backend.error("invalid-backend", "expected: exactly one of service and resource; left out");
            return Optional.empty();
        }
        if (resource.isPresent()) {
            return resource(resource);
        }
        service.allow("name", "port");
        Cursor port = service.field("port");
        port.allow("number", "name");
        Cursor portName = port.field("name");
        Cursor portNumber = port.field("number");
        boolean named = portName.isNested() || !portName.plain().isEmpty();
        if (named == portNumber.isPresent()) {
            port.error("invalid-port", "expected: exactly one of number and name; left out");
            return Optional.empty();
        }
        Optional<ServicePortRef> reference = named
                ? portName.text().map(ServicePortRef::named)
                : portNumber.port().map(ServicePortRef::numbered);
        return service(service.field("name"), reference);
    }

    private static Optional<IngressBackend> backendOfBeta(Cursor backend) {
        backend.allow("serviceName", "servicePort", "resource");
        Cursor resource = backend.field("resource");
        Cursor name = backend.field("serviceName");
        Cursor port = backend.field("servicePort");
        if (resource.isPresent() && !name.isPresent()) {
            return resource(resource);
        }
        if (resource.isPresent()) {
            backend.error("invalid-backend", "expected: exactly one of serviceName and resource; left out");
            return Optional.empty();
        }
        if (!port.isPresent() || port.plain().isEmpty()) {
            port.error("invalid-port", "expected: the number or name of a port; left out");
            return Optional.empty();
        }
        boolean number = port.scalar()
                .filter(scalar -> scalar.kind() == ManifestNode.ScalarKind.INTEGER)
                .isPresent();
        Optional<ServicePortRef> reference =
                number ? port.port().map(ServicePortRef::numbered) : port.text().map(ServicePortRef::named);
        return service(name, reference);
    }

    private static Optional<IngressBackend> service(Cursor name, Optional<ServicePortRef> port) {
        Optional<String> text = name.text().filter(t -> !t.isBlank());
        if (text.isEmpty()) {
            name.error("invalid-backend", "expected: the name of a Service; left out");
        }
        return text.flatMap(service -> port.map(p -> new IngressBackend.ServiceBackend(service, p)));
    }

    private static Optional<IngressBackend> resource(Cursor resource) {
        if (!resource.isMapping()) {
            return Optional.empty();
        }
        resource.allow("apiGroup", "kind", "name");
        return Optional.of(new IngressBackend.ResourceBackend(
                resource.field("apiGroup").text().orElse(""),
                resource.field("kind").text().orElse(""),
                resource.field("name").text().orElse("")));
    }

    /** A section whose hosts all had to go would stand for every host, so it goes with them. */
    private static Optional<IngressTls> tls(Cursor entry) {
        if (!entry.isMapping()) {
            return Optional.empty();
        }
        entry.allow("hosts", "secretName");
        Cursor hostsField = entry.field("hosts");
        List<Cursor> written = hostsField.items();
        List<String> hosts = new ArrayList<>();
        written.forEach(item -> host(item).ifPresent(hosts::add));
        boolean noHostIsLeft = hosts.isEmpty() && hostsField.isPresent() && !written.isEmpty();
        Cursor secret = entry.field("secretName");
        String secretName = secret.text().orElse("");
        boolean unreadable = noHostIsLeft || secret.isNested() || (hostsField.isPresent() && !isList(hostsField));
        return unreadable ? Optional.empty() : Optional.of(new IngressTls(hosts, secretName));
    }

    private static boolean isList(Cursor field) {
        return field.node().filter(ManifestNode.Sequence.class::isInstance).isPresent();
    }
}
