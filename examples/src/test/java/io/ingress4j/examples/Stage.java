package io.ingress4j.examples;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory of manifests, Services whose endpoints live in this JVM, and the jar that serves them. */
final class Stage implements AutoCloseable {
    private final Path directory;
    private final Path manifests;
    private final Map<String, List<Backend>> services = new HashMap<>();
    private final List<Backend> backends = new ArrayList<>();
    private @Nullable RunningJar jar;

    private Stage(Path directory) throws IOException {
        this.directory = directory;
        this.manifests = Files.createDirectory(directory.resolve("manifests"));
    }

    /** Makes an empty stage in a new directory, which goes when it closes. */
    static Stage open() throws IOException {
        return new Stage(Files.createTempDirectory("ingress4j-stage"));
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
        Backend backend = Backend.start(service, "127.0.0.1");
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

    /** Writes a manifest at once, by a rename. */
    Stage manifest(String name, String text) throws IOException {
        Path written = Files.writeString(directory.resolve(name + ".new"), text);
        Files.move(
                written,
                manifests.resolve(name + ".yaml"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        return this;
    }

    /** Writes a manifest as an editor does that opens the file and overwrites what is there. */
    Stage overwrite(String name, String text) throws IOException {
        Files.writeString(manifests.resolve(name + ".yaml"), text);
        return this;
    }

    /** Takes a manifest away. */
    Stage remove(String name) throws IOException {
        Files.delete(manifests.resolve(name + ".yaml"));
        return this;
    }

    /** Starts the jar and waits until it is ready. */
    Stage start(String... options) {
        jar = another(options);
        return this;
    }

    /** Starts a process over the manifests; whoever asks for it closes it. */
    RunningJar another(String... options) {
        List<String> arguments = new ArrayList<>(List.of("--config", manifests.toString()));
        arguments.addAll(List.of(options));
        return RunningJar.start(arguments);
    }

    /** Starts the jar in a process that may have so many files and sockets open. */
    Stage startWithDescriptors(int descriptors) {
        jar = RunningJar.start(
                List.of("--config", manifests.toString()),
                "sh",
                "-c",
                "ulimit -n " + descriptors + " && exec \"$@\"",
                "sh");
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
            try (Stream<Path> paths = Files.walk(directory)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
