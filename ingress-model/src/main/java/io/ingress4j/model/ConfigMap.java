package io.ingress4j.model;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * A ConfigMap.
 *
 * @param key namespace and name
 * @param data its texts
 */
public record ConfigMap(ObjectKey key, Map<String, String> data) implements Resource {

    /** Copies the data. */
    public ConfigMap {
        requireNonNull(key, "key");
        data = Map.copyOf(data);
    }

    @Override
    public Kind kind() {
        return Kind.CONFIG_MAP;
    }
}
