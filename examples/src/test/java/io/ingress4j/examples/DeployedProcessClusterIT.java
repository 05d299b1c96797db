package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ingress4j.source.k8s.api.ApiObjects;
import io.ingress4j.source.k8s.cluster.KubernetesCluster;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The process that the manifests of {@code examples/kubernetes} describe, with the rights that they give it. */
final class DeployedProcessClusterIT {
    private static final String POD_ADDRESS = "10.244.255.1";
    private static final String REFUSED = "(no role): ";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * A container as the manifests ask for, without an image: a root file system that nobody writes, the token where Pods
     * find it, an empty {@code /tmp}, and a user without any capability.
     */
    private static final String CONTAINER = """
            set -e
            mount --make-rprivate /
            mount -t tmpfs tmpfs /run
            mkdir -p /run/secrets/kubernetes.io/serviceaccount
            cp "$CREDENTIALS"/* /run/secrets/kubernetes.io/serviceaccount
            mount -o remount,ro /run
            mount --bind "$PROGRAM" /srv
            mount -o remount,bind,ro /srv
            mount --bind "$EMPTY_DIR" /tmp
            mount -o remount,bind,ro /
            cd /
            exec setpriv --reuid="$USER_ID" --regid="$USER_ID" --clear-groups --no-new-privs --inh-caps=-all \\
                --bounding-set=-all "$@"
            """;

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
    void aProcessOfThisDeploymentServesAndWritesNothing(String variant) throws Exception {
        assumeOtherUsers();
        String folder = ShippedManifests.DIRECTORY.resolve(variant).toString();
        applyAlone(folder);
        JsonNode deployment = manifests.deployment(variant);
        HttpServer pod = pod(); // whose port differs from those of the Deployment, since they share a machine here
        try {
            applyShop(pod, "");
            String before = ingress();
            int skipped = cluster.apiServer().audited().size();

            try (RunningJar proxy = RunningJar.start(container(deployment, token()))) {
                assertThat(ask(proxy, "shop.example.com", "/healthz")).startsWith("308 ");
                try (Client client = Client.https(proxy.httpsPort(), "shop.example.com")) {
                    assertThat(client.certificate().getSubjectX500Principal().getName())
                            .isEqualTo("CN=shop-secret");
                    assertThat(client.get("shop.example.com", "/").body()).isEqualTo("cart");
                }
                assertThat(ask(proxy, "unknown.example.com", "/healthz")).startsWith("200 ");
                assertThat(ask(proxy, "unknown.example.com", "/")).startsWith("404 ");
                assertIsContained(proxy.pid());
                assertProbesAreAnsweredToOthers(deployment, POD_ADDRESS);
                assertThat(ingress()).isEqualTo(before);
                assertNothingIsMissing(proxy.output());
                Set<String> expected = manifests.rights(folder);
                if (variant.equals("namespaced")) {
                    expected.add(REFUSED + "list ingressclasses"); // no Role gives that, and it serves without
                }
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(asked(skipped)).isEqualTo(expected));

                proxy.terminate();
                await().untilAsserted(() -> assertThat(ask(proxy, "unknown.example.com", "/healthz"))
                        .startsWith("503 "));
                assertThat(proxy.awaitEnd()).isZero();
            }
            assertThat(cluster.kubectl("get", "events,leases", "-A", "-l", "!apiserver.kubernetes.io/identity"))
                    .doesNotContain("ingress4j");
        } finally {
            pod.stop(0);
        }
    }

    @Test
    void aProcessWithTheStatusComponentWritesByItsRightsAndNeedsEachOfThem() throws Exception {
        assumeOtherUsers();
        String folder = ShippedManifests.withComponent("status");
        applyAlone(folder);
        publish("192.0.2.10");
        HttpServer pod = pod();
        try {
            applyShop(pod, "nginx.ingress.kubernetes.io/proxy-read-timeout: soon");
            int skipped = cluster.apiServer().audited().size();
            String token = token();

            try (RunningJar proxy = RunningJar.start(container(manifests.deployment(folder), token))) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(shop("{.status.loadBalancer.ingress}"))
                                .contains("192.0.2.10"));
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(cluster.kubectl("get", "events", "-n", "default"))
                                .contains("ingress/shop", "proxy-read-timeout", "soon"));
                assertThat(cluster.kubectl(
                                "get",
                                "lease",
                                "ingress4j-leader",
                                "-n",
                                ShippedManifests.NAMESPACE,
                                "-o",
                                "jsonpath={.spec}"))
                        .contains("holderIdentity");
                countUp(token);
                Set<String> expected = manifests.rights(folder);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(asked(skipped)).isEqualTo(expected));
                assertNothingIsMissing(proxy.output());
            }
        } finally {
            pod.stop(0);
            cluster.kubectl(
                    "delete", "lease", "ingress4j-leader", "-n", ShippedManifests.NAMESPACE, "--ignore-not-found");
            cluster.kubectl("delete", "events", "--all", "-n", "default");
        }
    }

    /** Asks for the one right that a process needs after ten minutes only, when what it told is still so. */
    private static void countUp(String token) throws Exception {
        String event = cluster.kubectl("get", "events", "-n", "default", "-o", "jsonpath={.items[0].metadata.name}");
        try (KubernetesClient client = cluster.client(token)) {
            new ApiObjects(client, PATIENCE).patch("api/v1/namespaces/default/events/" + event, Map.of("count", 2));
        }
    }

    /** Applies a variant, without what another one gives its service account. */
    private static void applyAlone(String folder) {
        String binding = "rolebinding/";
        cluster.kubectl(
                "delete",
                "--ignore-not-found",
                "cluster" + binding + "ingress4j",
                "cluster" + binding + "ingress4j-status");
        cluster.kubectl(
                "delete", "--ignore-not-found", "-n", ShippedManifests.NAMESPACE, binding + "ingress4j-election");
        cluster.kubectl("delete", "--ignore-not-found", "-n", "default", binding + "ingress4j");
        cluster.kubectl("apply", "-k", folder);
    }

    /** Does to the Service what a cloud does. */
    private static void publish(String address) {
        cluster.kubectl(
                "patch",
                "service",
                "ingress4j",
                "-n",
                ShippedManifests.NAMESPACE,
                "--subresource=status",
                "--type=merge",
                "-p",
                "{\"status\": {\"loadBalancer\": {\"ingress\": [{\"ip\": \"" + address + "\"}]}}}");
    }

    private void applyShop(HttpServer pod, String annotation) throws Exception {
        cluster.apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: cart, namespace: default}
                spec: {ports: [{port: 80}]}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: cart-1, namespace: default, labels: {kubernetes.io/service-name: cart}}
                addressType: IPv4
                ports: [{name: "", port: %d, protocol: TCP}]
                endpoints: [{addresses: [%s]}]
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: shop, namespace: default, annotations: {%s}}
                spec:
                  ingressClassName: ingress4j
                  tls: [{hosts: [shop.example.com], secretName: shop}]
                  rules:
                    - host: shop.example.com
                      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: cart, port: {number: 80}}}}]}
                """.formatted(pod.getAddress().getPort(), POD_ADDRESS, annotation));
        cluster.apply(
                TestSecret.ec(directory, "shop-secret", "shop.example.com").manifest("default", "shop"));
    }

    /** Returns what our service account asked for, a line each: the role that gives it, the verb, the resource, but for the first {@code skipped} requests of all. */
    private static Set<String> asked(int skipped) {
        return cluster.apiServer().audited().stream()
                .skip(skipped)
                .filter(request ->
                        request.user().equals("system:serviceaccount:" + ShippedManifests.NAMESPACE + ":ingress4j"))
                .map(request -> (request.role().isEmpty() ? REFUSED : request.role() + ": ") + request.verb() + " "
                        + request.resource())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static HttpServer pod() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(POD_ADDRESS, 0), 16);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 4);
                exchange.getResponseBody().write("cart".getBytes(StandardCharsets.US_ASCII));
            }
        });
        server.start();
        return server;
    }

    /** Returns the command that is a container of the Deployment: its arguments, its user, the image's entry point. */
    private ProcessBuilder container(JsonNode deployment, String token) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path credentials = Files.createDirectory(directory.resolve("credentials"));
        Files.writeString(credentials.resolve("token"), token);
        Files.writeString(credentials.resolve("namespace"), ShippedManifests.NAMESPACE);
        Files.copy(cluster.apiServer().authority(), credentials.resolve("ca.crt"));
        Path empty = Files.createDirectory(directory.resolve("empty"));
        Files.setPosixFilePermissions(empty, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(deployment
                        .at("/spec/template/spec/containers/0/volumeMounts/0/mountPath")
                        .asText())
                .isEqualTo("/tmp");
        List<String> command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", CONTAINER, "container"));
        command.addAll(Containerfile.entryPoint("/srv/" + jar().getFileName()));
        command.addAll(ShippedManifests.arguments(deployment));
        var builder = new ProcessBuilder(command);
        URI server = URI.create(cluster.apiServer().url());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", System.getenv("PATH"),
                        "KUBERNETES_SERVICE_HOST", server.getHost(),
                        "KUBERNETES_SERVICE_PORT", Integer.toString(server.getPort()),
                        "CREDENTIALS", credentials.toString(),
                        "EMPTY_DIR", empty.toString(),
                        "PROGRAM", jar().getParent().toString(),
                        "USER_ID",
                                deployment
                                        .at("/spec/template/spec/securityContext/runAsUser")
                                        .asText()));
        return builder;
    }

    private static Path jar() {
        return Path.of(System.getProperty("ingress4j.jar"));
    }

    private static void assertIsContained(long pid) throws IOException {
        String status = Files.readString(Path.of("/proc/" + pid + "/status"));
        assertThat(status)
                .containsPattern("Uid:\\s+65532\\s+65532")
                .containsPattern("CapEff:\\s+0+\\n")
                .containsPattern("CapBnd:\\s+0+\\n")
                .containsPattern("NoNewPrivs:\\s+1\\n");
        assertThat(Files.readAllLines(Path.of("/proc/" + pid + "/mountinfo")))
                .anySatisfy(mount -> assertThat(mount).containsPattern(" / / ro[, ]"));
    }

    private static void assertNothingIsMissing(String output) {
        List<String> problems = output.lines()
                .filter(line -> line.contains("refuses") || line.contains("\"ERROR\"") || line.contains("Read-only"))
                .toList();
        assertThat(problems).isEmpty();
    }

    /** The kubelet and a scraper ask from other addresses; nobody there is told more. */
    private static void assertProbesAreAnsweredToOthers(JsonNode deployment, String address) throws IOException {
        JsonNode container = deployment.at("/spec/template/spec/containers/0");
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(container.at("/" + probe + "/httpGet/port").asText()).isEqualTo("admin");
            String path = container.at("/" + probe + "/httpGet/path").asText();
            assertThat(statusOf("http://" + address + ":9090" + path)).as(probe).isEqualTo(200);
        }
        assertThat(statusOf("http://" + address + ":9090/routes")).isEqualTo(403);
    }

    private static int statusOf(String url) throws IOException {
        var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setConnectTimeout(10_000);
        connection.setReadTimeout(10_000);
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    private static String ask(RunningJar proxy, String host, String path) throws IOException {
        try (Client client = Client.http(proxy.httpPort())) {
            Answer answer = client.get(host, path);
            return answer.status() + " " + answer.body();
        }
    }

    private static String token() {
        return cluster.token(ShippedManifests.NAMESPACE, "ingress4j", 600);
    }

    private static String shop(String path) {
        return cluster.kubectl("get", "ingress", "shop", "-n", "default", "-o", "jsonpath=" + path);
    }

    private static String ingress() {
        return cluster.kubectl("get", "ingress", "shop", "-n", "default", "-o", "json", "--show-managed-fields");
    }

    private static void assumeOtherUsers() throws IOException {
        String[] map = Files.readString(Path.of("/proc/self/uid_map")).strip().split("\\s+");
        boolean root = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        Assumptions.assumeTrue(
                root && map[0].equals("0") && Long.parseLong(map[2]) > 65_532,
                "not root, or without other users: the process cannot be given the user of the Deployment");
    }
}
