package io.ingress4j.matcher.feature;

import static java.util.Objects.requireNonNull;

/**
 * The name of an annotation without its prefix, or with one of its own.
 *
 * @param name the name, {@code proxy-read-timeout} for instance; or the whole name, {@code example.com/tenant} for
 *     instance, of an annotation that does not follow the prefix of ours
 * @param description one sentence for the table in the documentation
 */
public record AnnotationKey(String name, String description) {

    /** Checks that neither part is null. */
    public AnnotationKey {
        requireNonNull(name, "name");
        requireNonNull(description, "description");
    }

    /** Returns the whole name, with {@code prefix} before it where it has none of its own. */
    public String under(String prefix) {
        return name.indexOf('/') < 0 ? prefix + "/" + name : name;
    }
}
