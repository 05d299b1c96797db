package io.ingress4j.model;

/** How the path of an Ingress rule is compared, as {@code networking.k8s.io/v1} defines it. */
public enum PathType {
    /** The whole path, case sensitive. */
    EXACT("Exact"),
    /** Element by element, case sensitive. */
    PREFIX("Prefix"),
    /** Left to the controller; here as ingress-nginx does: Prefix, or a regular expression where the host uses them. */
    IMPLEMENTATION_SPECIFIC("ImplementationSpecific");

    private final String text;

    PathType(String text) {
        this.text = text;
    }

    /** Returns the type as manifests write it. */
    @Override
    public String toString() {
        return text;
    }
}
