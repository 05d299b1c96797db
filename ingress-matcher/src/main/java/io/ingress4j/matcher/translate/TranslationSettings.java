package io.ingress4j.matcher.translate;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.matcher.http.PathReading;
import io.ingress4j.model.ObjectKey;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What the operator decides about the translation. Immutable; {@link #builder()} has the defaults.
 *
 * @param controllers the controllers of IngressClasses that are ours
 * @param classNames the class names that are ours where no IngressClass object of that name is there
 * @param serveWithoutClass whether Ingresses that name no class are served where there is no default class
 * @param annotationPrefix the prefix of our annotations, without the slash
 * @param allowedAnnotations names of annotations that may go unapplied although they ask for protection
 * @param configMap the ConfigMap with the global settings, or nothing
 * @param advertisedHttpsPort the port that redirects to HTTPS name
 * @param allowLoopbackExternalNames whether ExternalName Services may lead to loopback, link-local and metadata addresses
 * @param defaultBackend the Service whose first port gets what no rule and no default backend of an Ingress takes, or
 *     nothing, so that it is answered with 404
 * @param defaultCertificate the Secret with the certificate for names that have none of their own, or nothing
 * @param healthPath the path at which hosts without a rule answer that requests are served, or empty for none
 * @param zone the zone that we are in, or empty where nobody knows
 * @param fallbackEndpoints supplies endpoints for clusters that have none; called on the configuration thread
 */
public record TranslationSettings(
        Set<String> controllers,
        Set<String> classNames,
        boolean serveWithoutClass,
        String annotationPrefix,
        Set<String> allowedAnnotations,
        Optional<ObjectKey> configMap,
        int advertisedHttpsPort,
        boolean allowLoopbackExternalNames,
        Optional<ObjectKey> defaultBackend,
        Optional<ObjectKey> defaultCertificate,
        String healthPath,
        String zone,
        Function<ClusterName, List<Endpoint>> fallbackEndpoints) {

    /** Copies the sets. */
    public TranslationSettings {
        controllers = Set.copyOf(controllers);
        classNames = Set.copyOf(classNames);
        requireNonNull(annotationPrefix, "annotationPrefix");
        allowedAnnotations = Set.copyOf(allowedAnnotations);
        requireNonNull(configMap, "configMap");
        requireNonNull(defaultBackend, "defaultBackend");
        requireNonNull(defaultCertificate, "defaultCertificate");
        requireNonNull(healthPath, "healthPath");
        requireNonNull(zone, "zone");
        requireNonNull(fallbackEndpoints, "fallbackEndpoints");
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Settings to be. Not for use by several threads. */
    public static final class Builder {
        private final Set<String> controllers =
                new LinkedHashSet<>(List.of("ingress4j.io/ingress-controller", "k8s.io/ingress-nginx"));
        private final Set<String> classNames = new LinkedHashSet<>(List.of("ingress4j", "nginx"));
        private boolean serveWithoutClass = true;
        private String annotationPrefix = "nginx.ingress.kubernetes.io";
        private final Set<String> allowedAnnotations = new HashSet<>();
        private Optional<ObjectKey> configMap = Optional.empty();
        private int advertisedHttpsPort = 443;
        private boolean allowLoopbackExternalNames;
        private Optional<ObjectKey> defaultBackend = Optional.empty();
        private Optional<ObjectKey> defaultCertificate = Optional.empty();
        private String healthPath = "";
        private String zone = "";
        private Function<ClusterName, List<Endpoint>> fallbackEndpoints = name -> List.of();

        private Builder() {}

        /** Replaces the controllers that are ours. */
        public Builder controllers(Set<String> names) {
            controllers.clear();
            controllers.addAll(names);
            return this;
        }

        /** Replaces the class names that are ours where no IngressClass of that name is there. */
        public Builder classNames(Set<String> names) {
            classNames.clear();
            classNames.addAll(names);
            return this;
        }

        /** Sets whether Ingresses that name no class are served; true by default. */
        public Builder serveWithoutClass(boolean serve) {
            this.serveWithoutClass = serve;
            return this;
        }

        /** Sets the prefix of our annotations; that of ingress-nginx by default. */
        public Builder annotationPrefix(String prefix) {
            this.annotationPrefix = requireNonNull(prefix, "prefix");
            return this;
        }

        /** Lets an annotation that asks for protection go unapplied, by its name without the prefix. */
        public Builder allowUnapplied(String annotation) {
            allowedAnnotations.add(requireNonNull(annotation, "annotation"));
            return this;
        }

        /** Names the ConfigMap with the global settings. */
        public Builder configMap(ObjectKey key) {
            this.configMap = Optional.of(key);
            return this;
        }

        /** Sets the port that redirects to HTTPS name; 443 by default. */
        public Builder advertisedHttpsPort(int port) {
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
            }
            this.advertisedHttpsPort = port;
            return this;
        }

        /** Sets whether ExternalName Services may lead to loopback and link-local addresses; false by default. */
        public Builder allowLoopbackExternalNames(boolean allow) {
            this.allowLoopbackExternalNames = allow;
            return this;
        }

        /**
         * Names the Service whose first port gets what no rule and no default backend of an Ingress takes; without it, that is
         * answered with 404.
         */
        public Builder defaultBackend(ObjectKey service) {
            this.defaultBackend = Optional.of(service);
            return this;
        }

        /**
         * Names the Secret with the certificate for names that have none of their own. While it is missing or unusable, that is
         * a remark, and the data plane shows its own.
         */
        public Builder defaultCertificate(ObjectKey secret) {
            this.defaultCertificate = Optional.of(secret);
            return this;
        }

        /**
         * Sets the path at which hosts that no rule names answer whether requests are served, for load balancers that ask on the
         * port of the traffic: 200, and 503 while draining. A rule without a host that has the same path goes before. No such
         * path by default.
         *
         * @throws IllegalArgumentException if it is neither empty nor a plain path
         */
        public Builder healthPath(String path) {
            if (!path.isEmpty() && (path.charAt(0) != '/' || !path.equals(PathReading.ofRule(path)))) {
                throw new IllegalArgumentException(
                        "healthPath: " + path + " (expected: a path in its plain form, /healthz for instance)");
            }
            this.healthPath = path;
            return this;
        }

        /**
         * Sets the zone that we are in. Endpoints whose hints name it are preferred, where every endpoint of the Service has
         * hints. Not known by default.
         */
        public Builder zone(String zone) {
            this.zone = requireNonNull(zone, "zone");
            return this;
        }

        /**
         * Sets who supplies endpoints for clusters without a Service or a ready endpoint; nobody is asked where a Service
         * refuses, by its external name or its ports.
         */
        public Builder fallbackEndpoints(Function<ClusterName, List<Endpoint>> supplier) {
            this.fallbackEndpoints = requireNonNull(supplier, "supplier");
            return this;
        }

        /** Returns the settings. */
        public TranslationSettings build() {
            return new TranslationSettings(
                    controllers,
                    classNames,
                    serveWithoutClass,
                    annotationPrefix,
                    allowedAnnotations,
                    configMap,
                    advertisedHttpsPort,
                    allowLoopbackExternalNames,
                    defaultBackend,
                    defaultCertificate,
                    healthPath,
                    zone,
                    fallbackEndpoints);
        }
    }
}
