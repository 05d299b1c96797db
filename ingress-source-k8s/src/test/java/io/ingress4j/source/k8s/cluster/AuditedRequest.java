package io.ingress4j.source.k8s.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody asked of an API server, by its audit log.
 *
 * @param user who asked
 * @param verb what for, as roles name it
 * @param resource of what, as roles name it, or a path where it is no resource
 * @param role the Role or ClusterRole that allowed it; empty if none did
 */
public record AuditedRequest(String user, String verb, String resource, String role) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ROLE = Pattern.compile(" of (?:Cluster)?Role \"([^\"]+)\"");

    /** Reads a line of the log; the end of a watch is none, since its beginning is one. */
    static Optional<AuditedRequest> read(String line) {
        JsonNode event;
        try {
            event = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return Optional.empty(); // half written yet
        }
        JsonNode annotations = event.path("annotations");
        boolean isAllowed =
                annotations.path("authorization.k8s.io/decision").asText().equals("allow");
        String verb = event.path("verb").asText();
        if (isAllowed && verb.equals("watch") && event.path("stage").asText().equals("ResponseComplete")) {
            return Optional.empty();
        }
        JsonNode object = event.path("objectRef");
        String resource = object.path("resource").asText();
        String part = object.path("subresource").asText();
        Matcher role =
                ROLE.matcher(annotations.path("authorization.k8s.io/reason").asText());
        return Optional.of(new AuditedRequest(
                event.at("/user/username").asText(),
                verb,
                resource.isEmpty()
                        ? event.path("requestURI").asText()
                        : part.isEmpty() ? resource : resource + "/" + part,
                isAllowed && role.find() ? role.group(1) : ""));
    }
}
