package io.ingress4j.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * One object as it goes over the wire, for who writes thousands: neither it nor what the API server answers is read into a
 * model.
 *
 * @param collection the path of the objects of its kind and namespace
 * @param name its name
 * @param json the object
 */
record RawManifest(String collection, String name, String json) {
    private static final YAMLMapper YAML = new YAMLMapper();

    /** Reads one that is written in YAML and names its namespace. */
    static RawManifest of(String yaml) {
        try {
            JsonNode object = YAML.readTree(yaml);
            String version = object.path("apiVersion").asText();
            String kind = object.path("kind").asText().toLowerCase(Locale.ROOT);
            return new RawManifest(
                    (version.contains("/") ? "/apis/" : "/api/") + version + "/namespaces/"
                            + object.at("/metadata/namespace").asText() + "/" + kind
                            + (kind.endsWith("s") ? "es" : "s"),
                    object.at("/metadata/name").asText(),
                    object.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes it; it is not to be there. */
    void create(KubernetesClient client) {
        client.raw(collection, "POST", json);
    }

    /** Replaces what is there. */
    void update(KubernetesClient client) {
        client.raw(collection + "/" + name, "PUT", json);
    }

    /** Deletes it. */
    void delete(KubernetesClient client) {
        client.raw(collection + "/" + name, "DELETE", null);
    }
}
