package io.ingress4j.matcher.feature;

import static java.util.Objects.requireNonNull;

/**
 * The name of an annotation without its prefix.
 *
 * @param name the name, {@code proxy-read-timeout} for instance
 * @param description one sentence for the table in the documentation
 */
public record AnnotationKey(String name, String description) {

    /** Checks that neither part is null. */
    public AnnotationKey {
        requireNonNull(name, "name");
        requireNonNull(description, "description");
    }
}
