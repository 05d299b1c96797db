package io.ingress4j.proxy.netty.http;

import io.ingress4j.matcher.http.HeaderFields;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Changes laid over the fields of a received head, which itself stays as it was. They are merged when the head is
 * written. A value that could end its line is refused here, whoever wrote it.
 */
public final class HeaderChanges implements HeaderFields {
    private record Field(String name, String value) {}

    private final HttpHeaders received;
    private List<String> replaced = List.of(); // most heads change in nothing
    private List<Field> added = List.of();

    /** Lays no change over {@code received}. */
    HeaderChanges(HttpHeaders received) {
        this.received = received;
    }

    /** Lays no change over the fields of {@code request}. */
    public static HeaderChanges of(ReceivedRequest request) {
        return new HeaderChanges(request.headers());
    }

    /** Lays no change over no field at all, for an answer of our own. */
    public static HeaderChanges ofNothing() {
        return new HeaderChanges(EmptyHttpHeaders.INSTANCE);
    }

    @Override
    public @Nullable String first(String name) {
        if (!replaces(name)) {
            String value = received.get(name);
            if (value != null) {
                return value;
            }
        }
        for (Field field : added) {
            if (field.name().equals(name)) {
                return field.value();
            }
        }
        return null;
    }

    @Override
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(replaces(name) ? List.of() : received.getAll(name));
        for (Field field : added) {
            if (field.name().equals(name)) {
                values.add(field.value());
            }
        }
        return values;
    }

    @Override
    public boolean contains(String name) {
        return first(name) != null;
    }

    @Override
    public void set(String name, String value) {
        remove(name);
        add(name, value);
    }

    @Override
    public void add(String name, String value) {
        requireWritable(name, value);
        if (added.isEmpty()) {
            added = new ArrayList<>(4);
        }
        added.add(new Field(name.toLowerCase(Locale.ROOT), value));
    }

    @Override
    public void remove(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!added.isEmpty()) {
            added.removeIf(field -> field.name().equals(lower));
        }
        if (replaced.isEmpty()) {
            replaced = new ArrayList<>(4);
        }
        if (!replaced.contains(lower)) {
            replaced.add(lower);
        }
    }

    /** Returns whether the received fields of a name no longer count. */
    boolean replaces(CharSequence name) {
        for (int i = 0; i < replaced.size(); i++) {
            if (AsciiString.contentEqualsIgnoreCase(replaced.get(i), name)) {
                return true;
            }
        }
        return false;
    }

    /** Writes the fields that were added. */
    void writeAdded(HeadBytes out) {
        for (int i = 0; i < added.size(); i++) {
            out.field(added.get(i).name(), added.get(i).value());
        }
    }

    private static void requireWritable(String name, String value) {
        boolean nameFits = !name.isEmpty();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            nameFits &= c > ' ' && c < 127 && c != ':';
        }
        if (!nameFits) {
            throw new IllegalArgumentException("header field name (expected: a token)");
        }
        if (FieldNames.belongsToHop(name) || name.equalsIgnoreCase("host")) {
            throw new IllegalArgumentException(
                    name + ": (expected: no field that frames or routes a message; those are written by the proxy)");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 127 || c > 255) {
                throw new IllegalArgumentException(
                        name + ": character " + (int) c + " at " + i + " (expected: no control character)");
            }
        }
    }
}
