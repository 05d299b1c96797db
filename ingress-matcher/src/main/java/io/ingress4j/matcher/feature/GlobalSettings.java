package io.ingress4j.matcher.feature;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings that hold for every Ingress, as a ConfigMap of ingress-nginx writes them.
 *
 * @param values the settings by key, {@code ssl-redirect} for instance
 * @param advertisedHttpsPort the port that redirects to HTTPS name; 443 stays unseen
 */
public record GlobalSettings(Map<String, String> values, int advertisedHttpsPort) {

    private static final Set<String> REDIRECT_STATUSES = Set.of("301", "302", "307", "308");

    /** The setting that {@link #redirectStatus} reads. */
    public static final SettingKey REDIRECT_STATUS =
            new SettingKey("http-redirect-code", "301, 302, 307 or 308", REDIRECT_STATUSES::contains);

    /** Every setting at its default. */
    public static final GlobalSettings DEFAULT = new GlobalSettings(Map.of(), 443);

    /** Copies the map. */
    public GlobalSettings {
        values = Map.copyOf(values);
        if (advertisedHttpsPort < 1 || advertisedHttpsPort > 65535) {
            throw new IllegalArgumentException(
                    "advertisedHttpsPort: " + advertisedHttpsPort + " (expected: 1 to 65535)");
        }
    }

    /** Returns the text of a setting, or nothing. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** Returns a truth value, or {@code otherwise} where it is absent or unreadable. */
    public boolean bool(String key, boolean otherwise) {
        return text(key).flatMap(AnnotationReader::parseBool).orElse(otherwise);
    }

    /** Returns the status of redirects to HTTPS and between a host and its {@code www.} twin; 308 by default. */
    public int redirectStatus() {
        return text("http-redirect-code")
                .filter(REDIRECT_STATUSES::contains)
                .map(Integer::valueOf)
                .orElse(308);
    }

    /** Returns {@code https://host}, with the advertised port where it is not 443. */
    public String httpsOrigin(String host) {
        return "https://" + host + (advertisedHttpsPort == 443 ? "" : ":" + advertisedHttpsPort);
    }
}
