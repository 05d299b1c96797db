package io.ingress4j.source.k8s.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * An etcd and a kube-apiserver on loopback, of the folder that the variable {@code KUBEBUILDER_ASSETS} names. There is no
 * controller and no kubelet: tests write what those would.
 */
public final class KubernetesCluster implements AutoCloseable {
    private static final String ADMIN_TOKEN = "admin-of-the-test";
    private static final String ISSUER = "https://kubernetes.default.svc";
    private static final long START_SECONDS = 90;

    private static KubernetesCluster shared;

    private final Path assets;
    private final Path directory;
    private final int etcdPort = freePort();
    private final int peerPort = freePort();
    private final int apiPort = freePort();
    private final KeyPair keys;
    private final KubernetesClient client;
    private Process etcd;
    private Process apiServer;

    private KubernetesCluster(Path assets) throws IOException, GeneralSecurityException {
        this.assets = assets;
        this.directory = Files.createTempDirectory("ingress4j-cluster");
        this.keys = makeKeys();
        writeKeys();
        Files.writeString(directory.resolve("tokens.csv"), ADMIN_TOKEN + ",admin,1,\"system:masters\"\n");
        startEtcd();
        try {
            startApiServer();
        } catch (RuntimeException e) {
            kill(apiServer);
            kill(etcd);
            throw e;
        }
        this.client = client(ADMIN_TOKEN);
    }

    /** Skips the test where there is no API server to start, and says how to get one. */
    public static void assumePresent() {
        Assumptions.assumeTrue(
                System.getenv("KUBEBUILDER_ASSETS") != null,
                "no API server: KUBEBUILDER_ASSETS is not set (.ci/kubernetes/run mvn -o ... builds one and sets it)");
    }

    /** Returns the cluster of this JVM, started by the first call, or skips the test. It ends with the JVM. */
    public static synchronized KubernetesCluster shared() {
        assumePresent();
        if (shared == null) {
            shared = start();
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
        }
        return shared;
    }

    /** Starts a cluster, for who means to break it, or skips the test. */
    public static KubernetesCluster start() {
        assumePresent();
        try {
            return new KubernetesCluster(Path.of(System.getenv("KUBEBUILDER_ASSETS")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair makeKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private void writeKeys() throws IOException {
        Files.writeString(
                directory.resolve("sa.key"),
                pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        Files.writeString(
                directory.resolve("sa.pub"), pem("PUBLIC KEY", keys.getPublic().getEncoded()));
    }

    private static String pem(String type, byte[] bytes) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + type + "-----\n";
    }

    /**
     * Returns a free port below those that outgoing connections get: while a server is down, one of those could take its
     * port, and even connect to itself.
     */
    private static int freePort() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // taken
            }
        }
        throw new IllegalStateException("no free port of 100 between 20000 and 32000");
    }

    /** Starts etcd, again on the same port and data. */
    public void startEtcd() {
        String clients = "http://127.0.0.1:" + etcdPort;
        etcd = run(
                "etcd",
                "--data-dir",
                directory.resolve("etcd").toString(),
                "--listen-client-urls",
                clients,
                "--advertise-client-urls",
                clients,
                "--listen-peer-urls",
                "http://127.0.0.1:" + peerPort,
                "--unsafe-no-fsync");
    }

    /** Starts the API server, again on the same port, and waits until it is ready. */
    public void startApiServer() {
        apiServer = run(
                "kube-apiserver",
                "--etcd-servers=http://127.0.0.1:" + etcdPort,
                "--cert-dir=" + directory.resolve("certs"),
                "--secure-port=" + apiPort,
                "--bind-address=127.0.0.1",
                "--advertise-address=10.244.0.1", // else it looks for a default route, which a namespace has not
                "--service-account-issuer=" + ISSUER,
                "--service-account-key-file=" + directory.resolve("sa.pub"),
                "--service-account-signing-key-file=" + directory.resolve("sa.key"),
                "--service-cluster-ip-range=10.0.0.0/16",
                "--token-auth-file=" + directory.resolve("tokens.csv"),
                "--authorization-mode=RBAC",
                "--disable-admission-plugins=ServiceAccount");
        awaitReady();
    }

    private Process run(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(assets.resolve(program).toString()));
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(log(program).toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log(String program) {
        return directory.resolve(program + ".log");
    }

    /** Waits until the API server says that it is ready. */
    public void awaitReady() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() - end < 0) {
            if (!apiServer.isAlive() || !etcd.isAlive()) {
                throw new IllegalStateException(
                        "the cluster ended while it started: " + tail("kube-apiserver") + tail("etcd"));
            }
            if (Files.exists(directory.resolve("certs/apiserver.crt")) && isReady()) {
                return;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException(
                "the API server was not ready in " + START_SECONDS + " s: " + tail("kube-apiserver"));
    }

    private boolean isReady() {
        try (KubernetesClient asking = client(ADMIN_TOKEN)) {
            return "ok".equals(asking.raw("/readyz"));
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    private String tail(String program) {
        try {
            List<String> lines = Files.readAllLines(log(program), UTF_8);
            return "\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Ends the API server as a crash does. */
    public void killApiServer() {
        kill(apiServer);
    }

    /** Stops the API server where it is, as a machine that hangs does, so that it answers nothing and ends no connection. */
    public void freezeApiServer() {
        signal("STOP");
    }

    /** Lets a stopped API server go on. */
    public void thawApiServer() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(apiServer.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends etcd as a crash does. */
    public void killEtcd() {
        kill(etcd);
    }

    private static void kill(Process process) {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns where the API server is. */
    public String url() {
        return "https://127.0.0.1:" + apiPort;
    }

    /** Returns the file of the certificates that the API server is known by. */
    public Path authority() {
        return directory.resolve("certs/apiserver.crt");
    }

    /** Returns a client that may do everything; it closes with the cluster. */
    public KubernetesClient client() {
        return client;
    }

    /** Returns the authenticating token of who may do everything. */
    public String adminToken() {
        return ADMIN_TOKEN;
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

    /** Writes a kubeconfig of who may do everything. */
    public Path kubeconfig() {
        return kubeconfig(ADMIN_TOKEN);
    }

    /** Makes a namespace of a name that no other test has, and returns it. */
    public String namespace(String prefix) {
        return client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withGenerateName(prefix + "-")
                        .endMetadata()
                        .build())
                .create()
                .getMetadata()
                .getName();
    }

    /** Creates or replaces what {@code manifests} hold, in YAML; what names no namespace goes to {@code default}. */
    public List<HasMetadata> apply(String manifests) {
        return client.load(new ByteArrayInputStream(manifests.getBytes(UTF_8)))
                .forceConflicts()
                .serverSideApply();
    }

    /** Deletes what {@code manifests} name, in YAML. */
    public void delete(String manifests) {
        client.load(new ByteArrayInputStream(manifests.getBytes(UTF_8))).delete();
    }

    /**
     * Returns a token of a service account, made by the TokenRequest API.
     *
     * @param seconds how long it is good for, 600 at least
     */
    public String token(String namespace, String serviceAccount, long seconds) {
        TokenRequest asked = new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(seconds)
                .endSpec()
                .build();
        return client.serviceAccounts()
                .inNamespace(namespace)
                .withName(serviceAccount)
                .tokenRequest(asked)
                .getStatus()
                .getToken();
    }

    /**
     * Returns a token that expires sooner than those that may be asked for: signed here, with the API server's own key. It
     * may be taken for ten seconds longer, since the API server remembers whom it has seen.
     *
     * @param seconds how long it is good for, with the minute that the API server grants for clocks that differ
     */
    public String shortToken(String namespace, String serviceAccount, long seconds) {
        String uid = client.serviceAccounts()
                .inNamespace(namespace)
                .withName(serviceAccount)
                .get()
                .getMetadata()
                .getUid();
        long now = System.currentTimeMillis() / 1000;
        String head = "{\"alg\":\"RS256\"}";
        String claims = """
                {"iss": "%1$s", "aud": ["%1$s"], "iat": %2$d, "nbf": %2$d, "exp": %3$d,
                 "sub": "system:serviceaccount:%4$s:%5$s",
                 "kubernetes.io": {"namespace": "%4$s", "serviceaccount": {"name": "%5$s", "uid": "%6$s"}}}
                """.formatted(ISSUER, now - 5, now + seconds - 60, namespace, serviceAccount, uid);
        String signed = base64(head.getBytes(UTF_8)) + "." + base64(claims.getBytes(UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(UTF_8));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Returns a token that ends when the Secret {@code bound} of the namespace is deleted, and in ten minutes at last. */
    public String tokenBoundTo(String namespace, String serviceAccount, String bound) {
        TokenRequest asked = new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(600L)
                .withNewBoundObjectRef()
                .withApiVersion("v1")
                .withKind("Secret")
                .withName(bound)
                .endBoundObjectRef()
                .endSpec()
                .build();
        return client.serviceAccounts()
                .inNamespace(namespace)
                .withName(serviceAccount)
                .tokenRequest(asked)
                .getStatus()
                .getToken();
    }

    /**
     * Runs kubectl as who may do everything, for a minute at most.
     *
     * @return what it printed
     * @throws IllegalStateException if it failed; the message has what it printed
     */
    public String kubectl(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                assets.resolve("kubectl").toString(),
                "--kubeconfig",
                kubeconfig().toString(),
                "--cache-dir",
                directory.resolve("kubectl").toString()));
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile(directory, "kubectl", ".log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            process.destroyForcibly();
            String printed = Files.readString(output);
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException("kubectl " + String.join(" ", arguments) + ": " + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends both processes and deletes their files. */
    @Override
    public void close() {
        client.close();
        kill(apiServer);
        kill(etcd);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
