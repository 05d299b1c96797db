package io.ingress4j.examples;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ingress4j.source.k8s.cluster.KubernetesCluster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Manifests that kubectl applies to a cluster of their own. The jar follows it with a token that has the rights of {@code
 * kubernetes/base/rbac.yaml} and no others, but for the ConfigMap {@code default/settings}. A cluster that is no longer
 * needed is emptied and kept for the next.
 */
final class AppliedManifests implements Manifests {
    private static final Pattern INVALID = Pattern.compile("[\\w.]+ \"([^\"]+)\" is invalid: ");
    private static final Deque<KubernetesCluster> FREE = new ArrayDeque<>();

    private final Path scratch;
    private final KubernetesCluster cluster;
    private final Map<String, String> applied = new LinkedHashMap<>();
    private final Set<String> refused = new TreeSet<>();
    private final StringBuilder refusals = new StringBuilder();

    AppliedManifests(Path scratch) throws IOException {
        this.scratch = scratch;
        this.cluster = FREE.isEmpty() ? prepare(KubernetesCluster.start()) : FREE.pop();
    }

    private static KubernetesCluster prepare(KubernetesCluster cluster) {
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
        giveRights(cluster);
        cluster.kubectl("create", "namespace", "elsewhere");
        cluster.apply("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: settings, namespace: default}
                rules:
                  - {apiGroups: [""], resources: [configmaps], resourceNames: [settings], verbs: [list, watch]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: settings, namespace: default}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: settings}
                subjects: [{kind: ServiceAccount, name: ingress4j, namespace: ingress4j}]
                """);
        return cluster;
    }

    /** Makes the service account that we ship, with its rights. */
    static void giveRights(KubernetesCluster cluster) {
        cluster.kubectl("create", "namespace", "ingress4j");
        cluster.kubectl("apply", "-n", "ingress4j", "-f", "kubernetes/base/rbac.yaml");
    }

    /** Returns the cluster. */
    KubernetesCluster cluster() {
        return cluster;
    }

    @Override
    public boolean isApplied() {
        return true;
    }

    @Override
    public void put(String name, String text) throws IOException {
        Path file = Files.writeString(scratch.resolve(name + ".yaml"), text);
        try {
            cluster.kubectl("apply", "--server-side", "--force-conflicts", "-f", file.toString());
        } catch (IllegalStateException e) {
            note(e);
        }
        String before = applied.put(name, text);
        if (before != null) {
            Set<String> still = new TreeSet<>();
            objects(text).forEach(object -> still.add(nameOf(object)));
            objects(before).stream()
                    .filter(object -> !still.contains(nameOf(object)))
                    .forEach(this::delete);
        }
    }

    private void note(IllegalStateException e) {
        Matcher invalid = INVALID.matcher(e.getMessage());
        boolean found = false;
        while (invalid.find()) {
            refused.add(invalid.group(1));
            found = true;
        }
        if (!found) {
            throw e;
        }
        refusals.append(e.getMessage()).append('\n');
    }

    private List<HasMetadata> objects(String text) {
        return client().load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                .items();
    }

    private static String nameOf(HasMetadata object) {
        return object.getKind() + " " + object.getMetadata().getNamespace() + " "
                + object.getMetadata().getName();
    }

    private void delete(HasMetadata object) {
        client().resource(object).delete();
    }

    private KubernetesClient client() {
        return cluster.client();
    }

    @Override
    public void overwrite(String name, String text) throws IOException {
        put(name, text);
    }

    @Override
    public void remove(String name) {
        objects(applied.remove(name)).forEach(this::delete);
    }

    @Override
    public List<String> arguments() {
        Path kubeconfig = cluster.kubeconfig(cluster.token("ingress4j", "ingress4j", 3600));
        return List.of("--kubernetes", "--kubeconfig", kubeconfig.toString());
    }

    @Override
    public String host(int number) {
        return "10.244.1." + number;
    }

    @Override
    public Set<String> refused() {
        return refused;
    }

    @Override
    public String refusals() {
        return refusals.toString();
    }

    @Override
    public void close() {
        List.copyOf(applied.keySet()).forEach(this::remove);
        FREE.push(cluster);
    }
}
