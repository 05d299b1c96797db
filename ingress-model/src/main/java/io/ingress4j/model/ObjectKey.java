package io.ingress4j.model;

import static java.util.Objects.requireNonNull;

/**
 * Namespace and name of a Kubernetes object; the namespace of a cluster-wide object is the empty string.
 *
 * @param namespace the namespace, or empty
 * @param name the name within the namespace
 */
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {

    /** Checks that neither part is null. */
    public ObjectKey {
        requireNonNull(namespace, "namespace");
        requireNonNull(name, "name");
    }

    /** The record's own, written out: every table of objects asks for it. */
    @Override
    public int hashCode() {
        return 31 * namespace.hashCode() + name.hashCode();
    }

    /** Orders by namespace, then by name. */
    @Override
    public int compareTo(ObjectKey other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    /** Returns {@code namespace/name}, or the name alone where there is no namespace. */
    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
