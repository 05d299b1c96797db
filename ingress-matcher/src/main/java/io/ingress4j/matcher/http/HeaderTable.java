package io.ingress4j.matcher.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Header fields in memory, in the order in which their names came: for data planes that keep fields as texts, for
 * explanations and for tests. Names are compared without case. What a name or value may hold is checked by who writes
 * them to a connection. Not for use by several threads.
 */
public final class HeaderTable implements HeaderFields {
    private final Map<String, List<String>> fields = new LinkedHashMap<>();

    /** Makes a table without fields. */
    public HeaderTable() {}

    /** Makes a table of fields, each with its values in order. */
    public HeaderTable(Map<String, List<String>> fields) {
        fields.forEach((name, values) -> values.forEach(value -> add(name, value)));
    }

    private static String keyOf(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public @Nullable String first(String name) {
        List<String> values = fields.get(keyOf(name));
        return values == null ? null : values.get(0);
    }

    @Override
    public List<String> all(String name) {
        return List.copyOf(fields.getOrDefault(keyOf(name), List.of()));
    }

    @Override
    public boolean contains(String name) {
        return fields.containsKey(keyOf(name));
    }

    @Override
    public void set(String name, String value) {
        remove(name);
        add(name, value);
    }

    @Override
    public void add(String name, String value) {
        fields.computeIfAbsent(keyOf(name), n -> new ArrayList<>(1)).add(value);
    }

    @Override
    public void remove(String name) {
        fields.remove(keyOf(name));
    }

    /** Returns the fields, names in lower case, as a view that follows changes and makes none. */
    public Map<String, List<String>> toMap() {
        return Collections.unmodifiableMap(fields);
    }

    /** Returns the fields as a map prints them. */
    @Override
    public String toString() {
        return fields.toString();
    }
}
