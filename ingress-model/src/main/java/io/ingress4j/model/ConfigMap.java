package io.ingress4j.model;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * A ConfigMap.
 *
 * @param key namespace and name
 * @param data its texts; where none of them could be read, one without a name
 */
public record ConfigMap(ObjectKey key, Map<String, String> data) implements Resource {

    /** Copies the data. */
    public ConfigMap {
        requireNonNull(key, "key");
        data = Map.copyOf(data);
    }

    /** Returns whether the texts are known; where they are not, any setting may have been among them. */
    public boolean isReadable() {
        return !data.containsKey("");
    }

    @Override
    public Kind kind() {
        return Kind.CONFIG_MAP;
    }
}
