package io.ingress4j.examples;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ingress4j.matcher.translate.TranslationSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where Ingresses come from, and what is said back there. */
final class OriginOptions {
    @Option(
            names = "--config",
            paramLabel = "PATH",
            description = "A manifest or a directory of them; may be given several times. Either this or --kubernetes.")
    private List<Path> config = List.of();

    @Mixin
    private final KubernetesOptions kubernetes = new KubernetesOptions();

    @Mixin
    private final StatusOptions status = new StatusOptions();

    OriginOptions() {}

    /**
     * Returns whether a cluster is followed, rather than manifests.
     *
     * @throws IllegalArgumentException if it is neither or both, or if other options do not fit
     */
    boolean isCluster() {
        boolean cluster = kubernetes.isWanted();
        if (config.isEmpty() != cluster) {
            throw new IllegalArgumentException("--config and --kubernetes: " + (config.isEmpty() ? "none" : "both")
                    + " (expected: one of them, which says where Ingresses come from)");
        }
        status.check(cluster);
        return cluster;
    }

    /**
     * Returns where the objects come from; nothing is read or written yet.
     *
     * @param translation what else has to be read beside Ingresses and what they name
     * @throws IOException if the kubeconfig cannot be read
     * @throws IllegalArgumentException if a path or a cluster is not there, or would not tell of what is to be read
     */
    Origins open(TranslationSettings translation) throws IOException {
        if (!isCluster()) {
            for (Path path : config) {
                if (!Files.exists(path)) {
                    throw new IllegalArgumentException("--config: " + path
                            + ": no such file or directory (name a manifest or a directory of them)");
                }
            }
            return Origins.files(config);
        }
        translation
                .defaultBackend()
                .ifPresent(service -> kubernetes.checkFollowed("--default-backend-service", service));
        KubernetesClient client = kubernetes.client();
        return Origins.cluster(
                client,
                kubernetes.source(
                        client,
                        translation.configMap().stream().toList(),
                        translation.defaultCertificate().stream().toList()),
                status.reporter(client, kubernetes.namespaces()));
    }
}
