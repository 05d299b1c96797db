package io.ingress4j.model;

/** A Kubernetes object that matters to an Ingress. */
public sealed interface Resource permits Ingress, IngressClass, Service, EndpointSlice, Secret, ConfigMap {

    /** Returns the namespace and name. */
    ObjectKey key();

    /** Returns the kind. */
    Kind kind();

    /** Returns kind and key together. */
    default ResourceId id() {
        return new ResourceId(kind(), key());
    }
}
