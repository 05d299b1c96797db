package io.ingress4j.model;

import static java.util.Objects.requireNonNull;

/**
 * What identifies an object among all that a source can name.
 *
 * @param kind the kind of the object
 * @param key its namespace and name
 */
public record ResourceId(Kind kind, ObjectKey key) implements Comparable<ResourceId> {

    /** Checks that neither part is null. */
    public ResourceId {
        requireNonNull(kind, "kind");
        requireNonNull(key, "key");
    }

    /** Depends on the names alone, so that it is the same in every run. */
    @Override
    public int hashCode() {
        return 31 * kind.name().hashCode() + key.hashCode();
    }

    /** Orders by kind, then by key. */
    @Override
    public int compareTo(ResourceId other) {
        int byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : key.compareTo(other.key);
    }

    /** Returns {@code Kind namespace/name}. */
    @Override
    public String toString() {
        return kind + " " + key;
    }
}
