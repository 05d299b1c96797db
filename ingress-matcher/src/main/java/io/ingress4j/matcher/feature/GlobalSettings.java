package io.ingress4j.matcher.feature;

import java.util.Map;
import java.util.Optional;

/**
 * The settings that hold for every Ingress, as a ConfigMap of ingress-nginx writes them.
 *
 * @param values the settings by key, {@code ssl-redirect} for instance
 */
public record GlobalSettings(Map<String, String> values) {

    /** Every setting at its default. */
    public static final GlobalSettings DEFAULT = new GlobalSettings(Map.of());

    /** Copies the map. */
    public GlobalSettings {
        values = Map.copyOf(values);
    }

    /** Returns the text of a setting, or nothing. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key));
    }
}
