package io.ingress4j.model;

import static java.util.Objects.requireNonNull;

/** The thing written as the target of a rule. */
public sealed interface IngressBackend {

    /**
     * A Service of the Ingress's own namespace.
     *
     * @param service the Service's name
     * @param port one of its ports
     */
    record ServiceBackend(String service, ServicePortRef port) implements IngressBackend {
        /** Checks that neither part is null. */
        public ServiceBackend {
            requireNonNull(service, "service");
            requireNonNull(port, "port");
        }
    }

    /**
     * A typed reference to another object; valid to write, served by nobody here (404).
     *
     * @param apiGroup the group, or empty
     * @param kind the kind
     * @param name the name
     */
    record ResourceBackend(String apiGroup, String kind, String name) implements IngressBackend {
        /** Checks that no part is null. */
        public ResourceBackend {
            requireNonNull(apiGroup, "apiGroup");
            requireNonNull(kind, "kind");
            requireNonNull(name, "name");
        }
    }
}
