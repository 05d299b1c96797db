package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ingress4j.source.k8s.cluster.KubernetesCluster;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Manifests, Services whose endpoints live in this JVM, and the jar that serves them. */
final class Stage implements AutoCloseable {
    private final Path directory;
    private final Manifests manifests;
    private final Map<String, List<Backend>> services = new HashMap<>();
    private final List<Backend> backends = new ArrayList<>();
    private Set<String> refused = Set.of();
    private @Nullable RunningJar jar;
    private @Nullable Crowd crowd;

    private Stage(Path directory, Manifests manifests) {
        this.directory = directory;
        this.manifests = manifests;
    }

    /** Makes an empty stage in a new directory, which goes when it closes. */
    static Stage open() throws IOException {
        Path directory = Files.createTempDirectory("ingress4j-stage");
        return new Stage(directory, Manifests.open(directory));
    }

    /** Makes an empty stage in a cluster, or skips the test where there is no API server to start. */
    static Stage openInCluster() throws IOException {
        KubernetesCluster.assumePresent();
        Path directory = Files.createTempDirectory("ingress4j-stage");
        return new Stage(directory, new AppliedManifests(directory));
    }

    /** Returns the cluster of a stage that is in one. */
    KubernetesCluster cluster() {
        return ((AppliedManifests) manifests).cluster();
    }

    /** Returns a directory for what is no manifest. */
    Path scratch() {
        return directory;
    }

    /** Adds Services of namespace {@code default} with one endpoint each: port 8080, named {@code http}. */
    Stage services(String... names) throws IOException {
        for (String name : names) {
            service("default", name, 1);
        }
        return this;
    }

    /** Adds a Service with endpoints: port 8080, named {@code http}. */
    Stage service(String namespace, String name, int endpoints) throws IOException {
        var text = new StringBuilder("""
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: %s}
                spec:
                  ports: [{name: http, port: 8080, targetPort: http}]
                """.formatted(name, namespace));
        for (int i = 0; i < endpoints; i++) {
            Backend backend = backend(name);
            services.computeIfAbsent(name, n -> new ArrayList<>()).add(backend);
            text.append("---\n").append(slice(namespace, name, i, backend));
        }
        return manifest("service-" + namespace + "-" + name, text.toString());
    }

    /** Starts an endpoint that no manifest tells of yet. */
    Backend backend(String service) throws IOException {
        return backend(service, host(1));
    }

    /** Starts an endpoint that no manifest tells of yet, at an address of this machine, or at all of them. */
    Backend backend(String service, String address) throws IOException {
        Backend backend = Backend.start(service, address);
        backends.add(backend);
        return backend;
    }

    /** Returns the manifest of a slice with one endpoint. */
    static String slice(String namespace, String service, int number, Backend backend) {
        return """
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: %s-%d, namespace: %s, labels: {kubernetes.io/service-name: %s}}
                addressType: IPv4
                ports: [{name: http, port: %d}]
                endpoints: [{addresses: [%s]}]
                """.formatted(service, number, namespace, service, backend.port(), backend.host());
    }

    /** Returns the endpoints of a Service. */
    List<Backend> endpointsOf(String service) {
        return List.copyOf(services.getOrDefault(service, List.of()));
    }

    /** Returns an address for endpoints: another one for each number up to 254. */
    String host(int number) {
        return manifests.host(number);
    }

    /** Writes a manifest at once, by a rename, or applies it. */
    Stage manifest(String name, String text) throws IOException {
        manifests.put(name, text);
        return this;
    }

    /** Writes a manifest as an editor does that opens the file and overwrites what is there. */
    Stage overwrite(String name, String text) throws IOException {
        manifests.overwrite(name, text);
        return this;
    }

    /** Waits until what is applied from now on is younger; an API server says itself, in seconds, when it has made what. */
    Stage awaitAnotherAge() {
        long now = Instant.now().getEpochSecond();
        if (manifests.isApplied()) {
            await().until(() -> Instant.now().getEpochSecond() > now);
        }
        return this;
    }

    /** Takes a manifest away. */
    Stage remove(String name) throws IOException {
        manifests.remove(name);
        return this;
    }

    /** Makes many objects of a cluster, one for each manifest, quickly and in any order. */
    Stage crowd(List<String> objects) {
        crowd = Crowd.create(cluster().client(), objects);
        return this;
    }

    /** Says which objects an API server takes from nobody; from files they are read, and reported. */
    Stage refusedByTheApiServer(String... names) {
        refused = Set.of(names);
        return this;
    }

    /** Returns what is said against the manifests: the diagnostics, after what the API server says where there is one. */
    String complaints() throws IOException {
        return manifests.refusals() + admin("/diagnostics").body();
    }

    /** Starts the jar and waits until it is ready. */
    Stage start(String... options) {
        jar = another(options);
        return this;
    }

    /** Starts a process over the manifests; whoever asks for it closes it. */
    RunningJar another(String... options) {
        if (manifests.isApplied()) {
            assertThat(manifests.refused()).as(manifests.refusals()).isEqualTo(refused);
        }
        List<String> arguments = new ArrayList<>(manifests.arguments());
        arguments.addAll(List.of(options));
        if (manifests.isApplied() && !arguments.contains("--without-class")) {
            arguments.addAll(List.of("--without-class", "serve")); // as is the default for files
        }
        return RunningJar.start(arguments);
    }

    /** Starts the jar through another command, and with nothing but these arguments. */
    Stage startThrough(List<String> command, String... arguments) {
        jar = RunningJar.start(List.of(arguments), command.toArray(String[]::new));
        return this;
    }

    /**
     * Starts the jar with the flags of the image that we ship.
     *
     * @param memory how much the JVM is to think that there is, as a limit of a container would say
     */
    Stage startAsShipped(String memory) throws IOException {
        List<String> command = new ArrayList<>(Containerfile.entryPoint(System.getProperty("ingress4j.jar")));
        command.add(1, "-XX:MaxRAM=" + memory);
        command.addAll(List.of("serve", "--bind", "127.0.0.1"));
        command.addAll(List.of("--http-port", "0", "--https-port", "0", "--admin-port", "0"));
        command.addAll(manifests.arguments());
        jar = RunningJar.start(new ProcessBuilder(command));
        return this;
    }

    /** Starts the jar in a process that may have so many files and sockets open. */
    Stage startWithDescriptors(int descriptors) {
        jar = RunningJar.start(manifests.arguments(), "sh", "-c", "ulimit -n " + descriptors + " && exec \"$@\"", "sh");
        return this;
    }

    /** Returns the process that was started. */
    RunningJar jar() {
        return Objects.requireNonNull(jar, "the jar was not started");
    }

    /** Connects in the clear. */
    Client http() throws IOException {
        return Client.http(jar().httpPort());
    }

    /** Connects with TLS and asks for a name in the handshake; an empty one is not sent. */
    Client https(String serverName) throws IOException {
        return Client.https(jar().httpsPort(), serverName);
    }

    /** Returns where HTTP in the clear is served. */
    int httpPort() {
        return jar().httpPort();
    }

    /** Returns where HTTPS is served. */
    int httpsPort() {
        return jar().httpsPort();
    }

    /** Returns what the admin endpoint answers. */
    Answer admin(String path) throws IOException {
        try (Client client = Client.http(jar().adminPort())) {
            return client.send("GET", "localhost", path, "Connection: close");
        }
    }

    /** Sends a GET on a connection of its own. */
    Answer get(String host, String target) throws IOException {
        try (Client client = http()) {
            return client.get(host, target);
        }
    }

    /** Sends a GET in the clear and, where that is redirected, again as the answer says: over TLS, and with its name. */
    Answer follow(String host, String target) throws IOException {
        Answer answer = get(host, target);
        String location = answer.field("Location");
        if (location.isEmpty()) {
            return answer;
        }
        URI next = URI.create(location);
        try (Client client = next.getScheme().equals("https") ? https(next.getHost()) : http()) {
            return client.get(next.getHost(), next.getRawPath().isEmpty() ? "/" : next.getRawPath());
        }
    }

    /** Returns the Service that answers a GET, or the status where it is not 200. */
    String outcome(String host, String target) throws IOException {
        return get(host, target).outcome();
    }

    @Override
    public void close() throws IOException {
        try {
            if (jar != null) {
                jar.close();
            }
        } finally {
            for (Backend backend : backends) {
                backend.close();
            }
            if (crowd != null) {
                crowd.close();
            }
            manifests.close();
            try (Stream<Path> paths = Files.walk(directory)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
