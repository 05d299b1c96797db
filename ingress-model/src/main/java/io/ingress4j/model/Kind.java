package io.ingress4j.model;

/** The kinds of Kubernetes objects that matter to an Ingress. */
public enum Kind {
    /** {@link io.ingress4j.model.Ingress}. */
    INGRESS("Ingress"),
    /** {@link io.ingress4j.model.IngressClass}; cluster-wide. */
    INGRESS_CLASS("IngressClass"),
    /** {@link io.ingress4j.model.Service}. */
    SERVICE("Service"),
    /** {@link io.ingress4j.model.EndpointSlice}; v1 Endpoints are turned into it. */
    ENDPOINT_SLICE("EndpointSlice"),
    /** {@link io.ingress4j.model.Secret}. */
    SECRET("Secret"),
    /** {@link io.ingress4j.model.ConfigMap}. */
    CONFIG_MAP("ConfigMap");

    private final String text;

    Kind(String text) {
        this.text = text;
    }

    /** Returns the kind as manifests write it. */
    @Override
    public String toString() {
        return text;
    }
}
