package io.ingress4j.examples;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.source.k8s.status.ClusterReporter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is written to the cluster: nothing, unless it is asked for. */
final class StatusOptions {
    @Option(
            names = "--update-status",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Write the addresses of --publish-service or --publish-status-address into the status of the"
                    + " Ingresses that are served. Default: false.")
    private boolean updateStatus;

    @Option(
            names = "--publish-service",
            converter = KeyText.class,
            paramLabel = "NAMESPACE/NAME",
            description = "The Service whose addresses are written; its changes are followed.")
    private Optional<ObjectKey> publishService = Optional.empty();

    @Option(
            names = "--publish-status-address",
            split = ",",
            paramLabel = "ADDR",
            description = "Addresses or host names that are written; may be given several times.")
    private List<String> addresses = List.of();

    @Option(
            names = "--events",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Write Events on Ingresses that there is a warning or an error about. Default: false.")
    private boolean events;

    @Option(
            names = "--election-id",
            defaultValue = "ingress4j-leader",
            paramLabel = "NAME",
            description =
                    "The Lease, in the namespace of this Pod, whose holder writes; not that of another controller."
                            + " Default: ${DEFAULT-VALUE}.")
    private String electionId = "";

    StatusOptions() {}

    /**
     * Checks what belongs together.
     *
     * @param kubernetes whether a cluster is followed
     * @throws IllegalArgumentException if what is asked for cannot be written
     */
    void check(boolean kubernetes) {
        boolean addressed = publishService.isPresent() || !addresses.isEmpty();
        if (!kubernetes && (updateStatus || events || addressed)) {
            throw new IllegalArgumentException(
                    "--update-status, --events and --publish-... belong to --kubernetes, which is missing");
        }
        if (publishService.isPresent() && !addresses.isEmpty()) {
            throw new IllegalArgumentException(
                    "--publish-service and --publish-status-address: both (expected: one of them)");
        }
        if (updateStatus != addressed) {
            throw new IllegalArgumentException(
                    updateStatus
                            ? "--update-status: no addresses (expected: --publish-service or --publish-status-address beside it)"
                            : "--publish-...: nothing writes it (expected: --update-status beside it; without both, no status is written)");
        }
    }

    /**
     * Returns who writes to the cluster once it is started, or nothing where nothing is asked for.
     *
     * @param namespaces the namespaces that are followed, none for all
     */
    Optional<ClusterReporter> reporter(KubernetesClient client, Collection<String> namespaces) {
        if (!updateStatus && !events) {
            return Optional.empty();
        }
        ClusterReporter.Builder builder = ClusterReporter.builder(client)
                .lease(new ObjectKey(Optional.ofNullable(client.getNamespace()).orElse("default"), electionId))
                .namespaces(namespaces)
                .addresses(addresses)
                .events(events);
        publishService.ifPresent(builder::publishService);
        return Optional.of(builder.build());
    }
}
