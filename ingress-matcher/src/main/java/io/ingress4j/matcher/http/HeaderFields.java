package io.ingress4j.matcher.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of a head. Names are compared without case; callers pass them in lower case. */
public interface HeaderFields {

    /** Returns the first value of {@code name}, or null where there is none. */
    @Nullable
    String first(String name);

    /** Returns every value of {@code name}, in order. */
    List<String> all(String name);

    /** Returns whether there is a field {@code name}. */
    boolean contains(String name);

    /** Replaces every field {@code name} by one. */
    void set(String name, String value);

    /** Adds a field. */
    void add(String name, String value);

    /** Removes every field {@code name}. */
    void remove(String name);
}
