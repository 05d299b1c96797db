package io.ingress4j.source.k8s.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A kube-apiserver of a cluster, always at the same address; it answers for what the etcd of the cluster holds. */
public final class ApiServer implements AutoCloseable {
    private static final long START_SECONDS = 90;

    private final Path directory;
    private final int port = KubernetesCluster.freePort();
    private final Program etcd;
    private final Program program;

    ApiServer(Path assets, Path directory, String etcdUrl, Program etcd) {
        this.directory = directory;
        this.etcd = etcd;
        this.program = new Program(
                assets.resolve("kube-apiserver"),
                directory.resolve("kube-apiserver-" + port + ".log"),
                "--etcd-servers=" + etcdUrl,
                "--cert-dir=" + directory.resolve("certs"),
                "--secure-port=" + port,
                "--bind-address=127.0.0.1",
                "--advertise-address=10.244.0.1", // else it looks for a default route, which a namespace has not
                "--service-account-issuer=" + KubernetesCluster.ISSUER,
                "--service-account-key-file=" + directory.resolve("sa.pub"),
                "--service-account-signing-key-file=" + directory.resolve("sa.key"),
                "--service-cluster-ip-range=10.0.0.0/16",
                "--token-auth-file=" + directory.resolve("tokens.csv"),
                "--authorization-mode=RBAC",
                "--disable-admission-plugins=ServiceAccount",
                "--audit-policy-file=" + directory.resolve("audit-policy.yaml"),
                "--audit-log-path=" + audit());
    }

    private Path audit() {
        return directory.resolve("audit-" + port + ".log");
    }

    /** Returns what service accounts have asked of it so far; a request is there once it is answered, a watch once it begins. */
    public List<AuditedRequest> audited() {
        try {
            return Files.exists(audit())
                    ? Files.readAllLines(audit()).stream()
                            .map(AuditedRequest::read)
                            .flatMap(Optional::stream)
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it, the first time or again, and waits until it is ready. */
    public void start() {
        program.start();
        awaitReady();
    }

    /** Waits until it says that it is ready. */
    public void awaitReady() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() - end < 0) {
            if (!program.isAlive() || !etcd.isAlive()) {
                throw new IllegalStateException("the cluster ended while it started: " + program.tail() + etcd.tail());
            }
            if (Files.exists(authority()) && isReady()) {
                return;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException("the API server was not ready in " + START_SECONDS + " s: " + program.tail());
    }

    private boolean isReady() {
        try (KubernetesClient asking = client(KubernetesCluster.ADMIN_TOKEN)) {
            return "ok".equals(asking.raw("/readyz"));
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    /** Ends it as a crash does. */
    public void kill() {
        program.kill();
    }

    /** Stops it where it is, as a machine that hangs does, so that it answers nothing and ends no connection. */
    public void freeze() {
        program.signal("STOP");
    }

    /** Lets it go on after {@link #freeze}. */
    public void thaw() {
        program.signal("CONT");
    }

    /** Returns where it is. */
    public String url() {
        return "https://127.0.0.1:" + port;
    }

    /** Returns the file of the certificates that it is known by. */
    public Path authority() {
        return directory.resolve("certs/apiserver.crt");
    }

    /** Returns a client of who has {@code token}, to be closed by the caller. */
    public KubernetesClient client(String token) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(url())
                .withCaCertFile(authority().toString())
                .withOauthToken(token)
                .withNamespace("default")
                .withHttp2Disable(true) // a refusal of a token comes with a GOAWAY, which the JDK tells instead
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** Writes a kubeconfig of who has {@code token}. */
    public Path kubeconfig(String token) {
        try {
            Path file = Files.createTempFile(directory, "kubeconfig", ".yaml");
            return Files.writeString(
                    file,
                    "apiVersion: v1\nkind: Config\ncurrent-context: test\n"
                            + "clusters: [{name: test, cluster: {server: '" + url() + "', certificate-authority: '"
                            + authority() + "'}}]\n"
                            + "users: [{name: test, user: {token: '" + token + "'}}]\n"
                            + "contexts: [{name: test, context: {cluster: test, user: test, namespace: default}}]\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does the same as {@link #kill}. */
    @Override
    public void close() {
        kill();
    }
}
