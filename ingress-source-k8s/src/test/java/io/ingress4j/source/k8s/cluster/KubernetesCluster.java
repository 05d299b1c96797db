package io.ingress4j.source.k8s.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
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
    static final String ADMIN_TOKEN = "admin-of-the-test";
    static final String ISSUER = "https://kubernetes.default.svc";

    private static final String AUDIT_POLICY = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules: [{level: Metadata, userGroups: ["system:serviceaccounts"]}]
            """;

    private static KubernetesCluster shared;

    private final Path assets;
    private final Path directory;
    private final String etcdUrl = "http://127.0.0.1:" + freePort();
    private final KeyPair keys;
    private final Program etcd;
    private final ApiServer apiServer;
    private final KubernetesClient client;

    private KubernetesCluster(Path assets) throws IOException, GeneralSecurityException {
        this.assets = assets;
        this.directory = Files.createTempDirectory("ingress4j-cluster");
        this.keys = makeKeys();
        writeKeys();
        Files.writeString(directory.resolve("tokens.csv"), ADMIN_TOKEN + ",admin,1,\"system:masters\"\n");
        Files.writeString(directory.resolve("audit-policy.yaml"), AUDIT_POLICY);
        this.etcd = new Program(
                assets.resolve("etcd"),
                directory.resolve("etcd.log"),
                "--data-dir",
                directory.resolve("etcd").toString(),
                "--listen-client-urls",
                etcdUrl,
                "--advertise-client-urls",
                etcdUrl,
                "--listen-peer-urls",
                "http://127.0.0.1:" + freePort(),
                "--unsafe-no-fsync");
        this.apiServer = new ApiServer(assets, directory, etcdUrl, etcd);
        etcd.start();
        try {
            apiServer.start();
        } catch (RuntimeException e) {
            apiServer.kill();
            etcd.kill();
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
    static int freePort() {
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
        etcd.start();
    }

    /** Ends etcd as a crash does. */
    public void killEtcd() {
        etcd.kill();
    }

    /** Returns the API server that everything below goes through. */
    public ApiServer apiServer() {
        return apiServer;
    }

    /** Starts another API server on the same etcd, for who means to lose one and still to write; the caller closes it. */
    public ApiServer startAnotherApiServer() {
        ApiServer another = new ApiServer(assets, directory, etcdUrl, etcd);
        try {
            another.start();
            return another;
        } catch (RuntimeException e) {
            another.kill();
            throw e;
        }
    }

    /** Returns a client that may do everything; it closes with the cluster. */
    public KubernetesClient client() {
        return client;
    }

    /** Returns a client of who has {@code token}, to be closed by the caller. */
    public KubernetesClient client(String token) {
        return apiServer.client(token);
    }

    /** Writes a kubeconfig of who has {@code token}. */
    public Path kubeconfig(String token) {
        return apiServer.kubeconfig(token);
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

    /** Returns manifests, in YAML, of a service account and of a Role in its namespace that it has. */
    public static String account(String namespace, String name, String... rules) {
        return """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: %1$s, namespace: %2$s}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: %1$s, namespace: %2$s}
                rules: [%3$s]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: %1$s, namespace: %2$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: %1$s}
                subjects: [{kind: ServiceAccount, name: %1$s, namespace: %2$s}]
                """.formatted(name, namespace, String.join(", ", rules));
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
        apiServer.kill();
        etcd.kill();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
