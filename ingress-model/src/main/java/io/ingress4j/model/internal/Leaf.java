package io.ingress4j.model.internal;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One key and its value. */
final class Leaf<K, V> implements Map.Entry<K, V> {
    final int hash;
    final K key;
    final V value;

    Leaf(int hash, K key, V value) {
        this.hash = hash;
        this.key = key;
        this.value = value;
    }

    @Override
    public K getKey() {
        return key;
    }

    @Override
    public V getValue() {
        return value;
    }

    @Override
    public V setValue(V newValue) {
        throw new UnsupportedOperationException("this map does not change");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Map.Entry<?, ?> entry
                        && key.equals(entry.getKey())
                        && value.equals(entry.getValue()));
    }

    @Override
    public int hashCode() {
        return key.hashCode() ^ value.hashCode();
    }

    @Override
    public String toString() {
        return key + "=" + value;
    }
}
