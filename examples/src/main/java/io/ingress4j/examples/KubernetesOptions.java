package io.ingress4j.examples;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.source.k8s.KubernetesSource;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which cluster is followed, and as whom. */
final class KubernetesOptions {
    private static final String VARIABLE = "KUBECONFIG";
    private static final String NO_CONTEXT =
            ": no current context (expected: current-context, and a cluster and a user of it)";
    private static final String NO_CLUSTER =
            "--kubernetes: no cluster is named (expected: --kubeconfig FILE, the variable KUBECONFIG, ~/.kube/config,"
                    + " or the service account of a Pod)";

    @Option(
            names = "--kubernetes",
            description =
                    "Follow a cluster instead of manifests: the one of --kubeconfig, of the variable KUBECONFIG or"
                            + " ~/.kube/config, or the one that this Pod runs in.")
    private boolean wanted;

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "How the cluster is reached, and as whom.")
    private Optional<Path> kubeconfig = Optional.empty();

    @Option(
            names = "--watch-namespace",
            split = ",",
            paramLabel = "NAME",
            description = "A namespace to follow, with a Role there in place of the ClusterRole; may be given several"
                    + " times, or several with commas. Default: all of them.")
    private List<String> namespaces = List.of();

    KubernetesOptions() {}

    /**
     * Returns whether a cluster is followed.
     *
     * @throws IllegalArgumentException if other options say how, but not that
     */
    boolean isWanted() {
        if (!wanted && (kubeconfig.isPresent() || !namespaces.isEmpty())) {
            throw new IllegalArgumentException(
                    "--kubeconfig and --watch-namespace belong to --kubernetes, which is missing");
        }
        return wanted;
    }

    /** Returns the namespaces that are followed, none for all. */
    List<String> namespaces() {
        return namespaces;
    }

    /**
     * Checks that the cluster tells of a Service.
     *
     * @param option who names it
     * @param service the Service
     * @throws IllegalArgumentException if it is in a namespace that is not followed; the message names both options
     */
    void checkFollowed(String option, ObjectKey service) {
        if (!namespaces.isEmpty() && !namespaces.contains(service.namespace())) {
            throw new IllegalArgumentException(option + ": " + service + " is in none of the namespaces of"
                    + " --watch-namespace, " + String.join(", ", namespaces)
                    + " (expected: a Service in one of them, or"
                    + " --watch-namespace=" + service.namespace() + " beside them)");
        }
    }

    /**
     * Returns a client of the cluster, to be closed by the caller. Nothing is sent yet.
     *
     * @throws IOException if the kubeconfig cannot be read
     * @throws IllegalArgumentException if nothing says which cluster, or the kubeconfig does not
     */
    KubernetesClient client() throws IOException {
        Config config = kubeconfig.isPresent() ? read(kubeconfig.get()) : found();
        config.setUserAgent("ingress4j");
        config.setHttp2Disable(true); // a shared connection that dies without a word would take everything with it
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static Config read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException("--kubeconfig: " + file + ": no readable file");
        }
        Config config = Config.fromKubeconfig(file.toFile());
        if (config.getMasterUrl() == null || config.getCurrentContext() == null) {
            throw new IllegalArgumentException("--kubeconfig: " + file + NO_CONTEXT);
        }
        return config;
    }

    private static Config found() throws IOException {
        String variable = System.getenv().getOrDefault(VARIABLE, "");
        List<String> files = Stream.of(variable.split(File.pathSeparator))
                .filter(file -> !file.isBlank())
                .toList();
        if (!files.isEmpty() && files.stream().noneMatch(file -> Files.isReadable(Path.of(file)))) {
            throw new IOException(VARIABLE + ": " + variable + ": no readable file"); // and not the Pod's own cluster
        }
        Config config = Config.autoConfigure(null);
        if (!files.isEmpty() && config.getCurrentContext() == null) {
            throw new IllegalArgumentException(VARIABLE + ": " + variable + NO_CONTEXT);
        }
        boolean reached = config.getCurrentContext() != null
                || config.getAutoOAuthToken() != null
                || config.getOauthToken() != null
                || config.getClientCertFile() != null
                || config.getClientCertData() != null;
        if (!reached) {
            throw new IllegalArgumentException(NO_CLUSTER);
        }
        return config;
    }

    /**
     * Returns what follows the cluster.
     *
     * @param client the cluster; it has to outlive the source
     * @param configMaps ConfigMaps that are read
     * @param secrets Secrets that are read although no Ingress may name them
     */
    KubernetesSource source(KubernetesClient client, Collection<ObjectKey> configMaps, Collection<ObjectKey> secrets) {
        KubernetesSource.Builder builder = KubernetesSource.builder(client).namespaces(namespaces);
        configMaps.forEach(builder::configMap);
        secrets.forEach(builder::secret);
        return builder.build();
    }
}
