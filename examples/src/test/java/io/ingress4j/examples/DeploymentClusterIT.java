package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ingress4j.source.k8s.cluster.KubernetesCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests of {@code examples/kubernetes}, held to a real API server. */
final class DeploymentClusterIT {
    private static final Path MANIFESTS = ShippedManifests.DIRECTORY;

    private static KubernetesCluster cluster;
    private static ShippedManifests manifests;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        manifests = ShippedManifests.start();
        cluster = manifests.cluster();
    }

    @AfterAll
    static void stop() {
        if (manifests != null) {
            manifests.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "namespaced"})
    void theApiServerTakesTheManifests(String variant) {
        String printed = cluster.kubectl(
                "apply", "--dry-run=server", "-k", MANIFESTS.resolve(variant).toString());

        assertThat(printed)
                .contains(
                        "deployment.apps/ingress4j",
                        "horizontalpodautoscaler.autoscaling/ingress4j",
                        "networkpolicy.networking.k8s.io/ingress4j")
                .doesNotContainIgnoringCase("warning");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "takeover", "source-ip"})
    void theApiServerTakesEachComponent(String component) throws IOException {
        String printed = cluster.kubectl("apply", "--dry-run=server", "-k", ShippedManifests.withComponent(component));

        assertThat(printed).contains("deployment.apps/ingress4j").doesNotContainIgnoringCase("warning");
    }

    @Test
    void whatTheStatusComponentLeavesBehindIsDeletedByTheCommandsOfTheDocument() throws IOException {
        String left = "clusterroles,clusterrolebindings,roles,rolebindings";
        cluster.kubectl("apply", "-k", ShippedManifests.withComponent("status"));
        cluster.kubectl("apply", "-k", MANIFESTS.toString());
        assertThat(cluster.kubectl("get", left, "-A")).contains("ingress4j-status", "ingress4j-election");

        List<String> commands = Files.readAllLines(MANIFESTS.resolve("../../docs/migrating.md")).stream()
                .filter(line -> line.matches("kubectl .*delete (cluster)?role.*"))
                .toList();
        assertThat(commands).hasSize(2);
        commands.forEach(command ->
                cluster.kubectl(command.substring("kubectl ".length()).split(" ")));

        assertThat(cluster.kubectl("get", left, "-A")).doesNotContain("ingress4j-status", "ingress4j-election");
    }

    @Test
    void clientsMayComeFromEverywhereAndToTheAdminPortOneNamespaceOnly() throws IOException {
        JsonNode policy = manifests.object(".", "NetworkPolicy").path("spec");
        JsonNode pod = manifests.deployment(".").at("/spec/template");

        assertThat(pod.at("/metadata/labels").properties())
                .containsAll(policy.at("/podSelector/matchLabels").properties());
        assertThat(policy.at("/podSelector/matchLabels").properties()).isNotEmpty();
        List<String> open = new ArrayList<>();
        List<String> guarded = new ArrayList<>();
        for (JsonNode rule : policy.path("ingress")) {
            rule.path("ports")
                    .forEach(port -> (rule.has("from") ? guarded : open)
                            .add(port.path("port").asText()));
        }
        assertThat(open).containsExactly("http", "https");
        assertThat(guarded).containsExactly("admin");
        assertThat(pod.at("/spec/containers/0/ports"))
                .extracting(port -> port.path("name").asText())
                .containsExactly("http", "https", "admin");
    }

    @Test
    void itsPodKeepsTheRestrictedProfileThatTheNamespaceEnforces() throws IOException {
        JsonNode deployment = manifests.deployment(".");
        Path pod = Files.writeString(
                directory.resolve("pod.json"),
                "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"one\", \"namespace\": \""
                        + ShippedManifests.NAMESPACE + "\"}, \"spec\": " + deployment.at("/spec/template/spec") + "}");

        String printed = cluster.kubectl("create", "--dry-run=server", "-f", pod.toString());

        assertThat(printed).isEqualTo("pod/one created (server dry run)\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "namespaced"})
    void itsRightsAreToReadAndNoMore(String variant) throws IOException {
        assertThat(manifests.rights(variant))
                .isNotEmpty()
                .allSatisfy(right -> assertThat(right).containsPattern(": (list|watch) |: get secrets$"));
    }

    @Test
    void theGracePeriodIsLongerThanDrainingTakes() throws IOException {
        assertGracePeriod(manifests.deployment("."), 250);
    }

    @Test
    void aPodWhoseNodeIsAskedIsReadyForAsLongAsItIsSentTo() throws IOException {
        JsonNode deployment = manifests.deployment(ShippedManifests.withComponent("source-ip"));

        assertGracePeriod(deployment, 280);
        assertThat(ShippedManifests.arguments(deployment))
                .contains("--drain-delay=40s")
                .doesNotContain("--drain-delay=10s");
        JsonNode probe = deployment.at("/spec/template/spec/containers/0/readinessProbe");
        assertThat(probe.path("periodSeconds").asLong()
                        * probe.path("failureThreshold").asLong())
                .isEqualTo(40);
    }

    private static void assertGracePeriod(JsonNode deployment, long expected) {
        JsonNode pod = deployment.at("/spec/template/spec");
        long draining = ShippedManifests.arguments(deployment).stream()
                .filter(argument -> argument.startsWith("--drain-"))
                .mapToLong(argument -> new DurationText()
                        .convert(argument.substring(argument.indexOf('=') + 1))
                        .toSeconds())
                .sum();

        assertThat(draining).isEqualTo(expected);
        assertThat(pod.path("terminationGracePeriodSeconds").asLong()).isGreaterThan(draining);
        assertThat(pod.toString()).doesNotContain("preStop");
    }

    @Test
    void theImageHasTheUserOfThePod() throws IOException {
        String user = manifests
                .deployment(".")
                .at("/spec/template/spec/securityContext/runAsUser")
                .asText();

        assertThat(Containerfile.text()).contains("\nUSER " + user + ":" + user + "\n");
    }

    /** What the components add are options that there are. */
    @ParameterizedTest
    @ValueSource(strings = {"status", "takeover"})
    void theArgumentsOfAComponentAreOnesOfOurs(String component) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("serve", "--kubernetes"));
        Files.readAllLines(MANIFESTS.resolve(component + "/kustomization.yaml")).stream()
                .filter(line -> line.contains("value: --"))
                .forEach(line -> arguments.add(line.substring(line.indexOf("--"))));

        var read = Main.commandLine().parseArgs(arguments.toArray(String[]::new));
        assertThat(arguments).hasSizeGreaterThan(2);
        assertThat(read.subcommand().errors()).isEmpty();
        assertThat(read.subcommand().unmatched()).isEmpty();
    }
}
