package io.ingress4j.matcher.feature;

import static java.util.Objects.requireNonNull;

import java.util.function.Predicate;

/**
 * The name of a global setting, a key of the ConfigMap that holds them.
 *
 * @param name the key, {@code ssl-redirect} for instance
 * @param expected what a value should be, for the message about one that is not
 * @param isReadable tells whether a value can be read
 * @param failsClosed whether the feature gets a value that cannot be read all the same, since its default would grant more
 */
public record SettingKey(String name, String expected, Predicate<String> isReadable, boolean failsClosed) {

    /** Checks that no part is null. */
    public SettingKey {
        requireNonNull(name, "name");
        requireNonNull(expected, "expected");
        requireNonNull(isReadable, "isReadable");
    }

    /** Makes the name of a setting whose default holds where its value cannot be read. */
    public SettingKey(String name, String expected, Predicate<String> isReadable) {
        this(name, expected, isReadable, false);
    }

    /** Returns a setting that is true or false. */
    public static SettingKey bool(String name) {
        return new SettingKey(
                name, "true or false", text -> AnnotationReader.parseBool(text).isPresent());
    }

    /** Returns a setting that is a number of seconds, as {@link AnnotationReader#seconds} reads it. */
    public static SettingKey seconds(String name) {
        return new SettingKey(
                name,
                AnnotationReader.SECONDS,
                text -> AnnotationReader.parseSeconds(text).isPresent());
    }
}
