package io.ingress4j.model;

import static java.util.Objects.requireNonNull;

/**
 * An object together with where it was read.
 *
 * @param resource the object
 * @param origin where it was read
 */
public record Located(Resource resource, Origin origin) {

    /** Checks that neither part is null. */
    public Located {
        requireNonNull(resource, "resource");
        requireNonNull(origin, "origin");
    }
}
