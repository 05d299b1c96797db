package io.ingress4j.model;

import static java.util.Objects.requireNonNull;

/**
 * An IngressClass; cluster-wide, so its key has an empty namespace.
 *
 * @param key the name
 * @param controller {@code spec.controller}, the name of the controller that answers for the class
 * @param isDefault whether {@code ingressclass.kubernetes.io/is-default-class} is exactly {@code "true"}
 */
public record IngressClass(ObjectKey key, String controller, boolean isDefault) implements Resource {

    /** Checks that no part is null. */
    public IngressClass {
        requireNonNull(key, "key");
        requireNonNull(controller, "controller");
    }

    @Override
    public Kind kind() {
        return Kind.INGRESS_CLASS;
    }
}
