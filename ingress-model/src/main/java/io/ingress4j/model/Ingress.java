package io.ingress4j.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@code networking.k8s.io/v1} Ingress. The two beta versions are upgraded to it when they are read.
 *
 * @param key namespace and name
 * @param created {@code metadata.creationTimestamp}; {@link Instant#MAX} where the author gave none
 * @param annotations {@code metadata.annotations}
 * @param className {@code spec.ingressClassName}, or nothing
 * @param defaultBackend {@code spec.defaultBackend}, or nothing
 * @param rules {@code spec.rules}
 * @param tls {@code spec.tls}
 */
public record Ingress(
        ObjectKey key,
        Instant created,
        Map<String, String> annotations,
        Optional<String> className,
        Optional<IngressBackend> defaultBackend,
        List<IngressRule> rules,
        List<IngressTls> tls)
        implements Resource {

    /** Copies the collections. */
    public Ingress {
        requireNonNull(key, "key");
        requireNonNull(created, "created");
        annotations = Map.copyOf(annotations);
        requireNonNull(className, "className");
        requireNonNull(defaultBackend, "defaultBackend");
        rules = List.copyOf(rules);
        tls = List.copyOf(tls);
    }

    @Override
    public Kind kind() {
        return Kind.INGRESS;
    }

    /** Returns a builder of an Ingress with this name and nothing else. */
    public static Builder builder(String namespace, String name) {
        return new Builder(new ObjectKey(namespace, name));
    }

    /** The parts of an Ingress, to be set in any order. Not for use by several threads. */
    public static final class Builder {
        private final ObjectKey key;
        private Instant created = Instant.MAX;
        private final Map<String, String> annotations = new LinkedHashMap<>();
        private Optional<String> className = Optional.empty();
        private Optional<IngressBackend> defaultBackend = Optional.empty();
        private final Map<String, List<HttpPath>> paths = new LinkedHashMap<>();
        private final List<IngressTls> tls = new ArrayList<>();

        private Builder(ObjectKey key) {
            this.key = key;
        }

        /** Sets {@code metadata.creationTimestamp}. */
        public Builder created(Instant created) {
            this.created = requireNonNull(created, "created");
            return this;
        }

        /** Adds an annotation by its whole name. */
        public Builder annotation(String name, String value) {
            annotations.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
            return this;
        }

        /** Sets {@code spec.ingressClassName}. */
        public Builder className(String className) {
            this.className = Optional.of(className);
            return this;
        }

        /** Sets {@code spec.defaultBackend}. */
        public Builder defaultBackend(IngressBackend backend) {
            this.defaultBackend = Optional.of(backend);
            return this;
        }

        /** Adds a rule for {@code host} with no paths, unless there is one. */
        public Builder host(String host) {
            paths.computeIfAbsent(requireNonNull(host, "host"), h -> new ArrayList<>());
            return this;
        }

        /** Adds a path to the rule for {@code host}; an empty host means every host. */
        public Builder path(String host, HttpPath path) {
            paths.computeIfAbsent(requireNonNull(host, "host"), h -> new ArrayList<>())
                    .add(requireNonNull(path, "path"));
            return this;
        }

        /** Adds a path that leads to a Service of the same namespace. */
        public Builder path(String host, String path, PathType type, String service, int port) {
            return path(
                    host,
                    new HttpPath(
                            path, type, new IngressBackend.ServiceBackend(service, ServicePortRef.numbered(port))));
        }

        /** Adds an entry to {@code spec.tls}. */
        public Builder tls(List<String> hosts, String secretName) {
            tls.add(new IngressTls(hosts, secretName));
            return this;
        }

        /** Returns the Ingress. */
        public Ingress build() {
            List<IngressRule> rules = new ArrayList<>();
            paths.forEach((host, list) -> rules.add(new IngressRule(host, list)));
            return new Ingress(key, created, annotations, className, defaultBackend, rules, tls);
        }
    }
}
