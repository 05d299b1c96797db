package io.ingress4j.model;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * A ConfigMap.
 *
 * @param key namespace and name
 * @param data its texts
 * @param isReadable whether the texts are known; where they are not, any setting may have been among them
 */
public record ConfigMap(ObjectKey key, Map<String, String> data, boolean isReadable) implements Resource {

    /** Copies the data. */
    public ConfigMap {
        requireNonNull(key, "key");
        data = Map.copyOf(data);
    }

    /**
     * Makes one of which the texts are known.
     *
     * @param key namespace and name
     * @param data its texts
     */
    public ConfigMap(ObjectKey key, Map<String, String> data) {
        this(key, data, true);
    }

    @Override
    public Kind kind() {
        return Kind.CONFIG_MAP;
    }
}
