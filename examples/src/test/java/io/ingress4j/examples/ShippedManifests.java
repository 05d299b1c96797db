package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ingress4j.source.k8s.cluster.KubernetesCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The manifests of {@code examples/kubernetes}. A variant is a folder below them, or any other by its whole path.
 *
 * @param cluster whose kubectl reads them, with the namespace that they are for
 */
record ShippedManifests(KubernetesCluster cluster) implements AutoCloseable {
    static final Path DIRECTORY = Path.of(System.getProperty("basedir", "."))
            .toAbsolutePath()
            .normalize()
            .resolve("kubernetes");
    static final String NAMESPACE = "ingress4j";

    /** Starts a cluster for them. */
    static ShippedManifests start() {
        var manifests = new ShippedManifests(KubernetesCluster.start());
        try {
            String namespace = DIRECTORY.resolve("base/namespace.yaml").toString();
            manifests.cluster.kubectl("apply", "-f", namespace);
            return manifests;
        } catch (RuntimeException | Error e) {
            manifests.close();
            throw e;
        }
    }

    /** Ends the cluster. */
    @Override
    public void close() {
        cluster.close();
    }

    /** Returns a folder with the base and one component. */
    static String withComponent(String component) throws IOException {
        Path made = Files.createDirectories(DIRECTORY.resolve("../target/kubernetes/" + component));
        Files.writeString(made.resolve("kustomization.yaml"), """
                resources: [../../../kubernetes/base]
                components: [../../../kubernetes/%s]
                """.formatted(component));
        return made.toString();
    }

    /** Returns the arguments of a Deployment's container. */
    static List<String> arguments(JsonNode deployment) {
        List<String> arguments = new ArrayList<>();
        deployment.at("/spec/template/spec/containers/0/args").forEach(argument -> arguments.add(argument.asText()));
        assertThat(arguments).startsWith("serve");
        return arguments;
    }

    /** Returns the Deployment of a variant. */
    JsonNode deployment(String variant) throws IOException {
        return object(variant, "Deployment");
    }

    /** Returns the one object of a kind. */
    JsonNode object(String variant, String kind) throws IOException {
        return objects(variant).stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private List<JsonNode> objects(String variant) throws IOException {
        String list = cluster.kubectl(
                "create",
                "--dry-run=client",
                "-o",
                "json",
                "-k",
                DIRECTORY.resolve(variant).toString());
        List<JsonNode> objects = new ArrayList<>();
        try (var documents = new ObjectMapper().readerFor(JsonNode.class).<JsonNode>readValues(list)) {
            documents.forEachRemaining(document -> items(document).forEach(objects::add));
        }
        return objects;
    }

    private static Stream<JsonNode> items(JsonNode document) {
        return document.has("items")
                ? StreamSupport.stream(document.path("items").spliterator(), false)
                : Stream.of(document);
    }

    /** Returns what the roles of a variant allow, a line each: the role, the verb, the resource. */
    Set<String> rights(String variant) throws IOException {
        Set<String> rights = new TreeSet<>();
        for (JsonNode object : objects(variant)) {
            String role = object.at("/metadata/name").asText();
            object.path("rules")
                    .forEach(rule -> rule.path("resources")
                            .forEach(resource -> rule.path("verbs")
                                    .forEach(verb ->
                                            rights.add(role + ": " + verb.asText() + " " + resource.asText()))));
        }
        return rights;
    }
}
