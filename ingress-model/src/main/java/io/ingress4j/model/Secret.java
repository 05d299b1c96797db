package io.ingress4j.model;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** A Secret. Its text never shows a value. */
public final class Secret implements Resource {
    private final ObjectKey key;
    private final String type;
    private final Map<String, byte[]> data;

    /**
     * Makes a Secret of copies.
     *
     * @param key namespace and name
     * @param type the type, {@code kubernetes.io/tls} for instance
     * @param data the decoded values, {@code stringData} merged in
     */
    public Secret(ObjectKey key, String type, Map<String, byte[]> data) {
        this.key = requireNonNull(key, "key");
        this.type = requireNonNull(type, "type");
        var copy = new LinkedHashMap<String, byte[]>();
        new TreeMap<>(data).forEach((name, value) -> copy.put(name, value.clone()));
        this.data = copy;
    }

    @Override
    public ObjectKey key() {
        return key;
    }

    @Override
    public Kind kind() {
        return Kind.SECRET;
    }

    /** Returns the type. */
    public String type() {
        return type;
    }

    /** Returns whether there is a value under {@code name}. */
    public boolean has(String name) {
        return data.containsKey(name);
    }

    /** Returns a copy of the value under {@code name}, or an empty array where there is none. */
    public byte[] value(String name) {
        byte[] value = data.get(name);
        return value == null ? new byte[0] : value.clone();
    }

    /** Returns whether {@code other} is a Secret of the same key, type and values. */
    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof Secret that) || !key.equals(that.key) || !type.equals(that.type)) {
            return false;
        }
        if (!data.keySet().equals(that.data.keySet())) {
            return false;
        }
        return data.entrySet().stream().allMatch(e -> java.util.Arrays.equals(e.getValue(), that.data.get(e.getKey())));
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + data.keySet().hashCode();
    }

    /** Returns the key and the names of the values, never a value. */
    @Override
    public String toString() {
        return "Secret[key=" + key + ", type=" + type + ", data=" + data.keySet() + "]";
    }
}
