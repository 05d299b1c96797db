package io.ingress4j.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a process writes about what happens to it. */
final class LogsIT {
    private static final String HOST = "logged.example.com";
    private static final String LINE = "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} (INFO |WARN |ERROR) \\S.*";

    private Stage stage;

    @BeforeEach
    void open() throws IOException {
        stage = Stage.open().services("shop").manifest("shop", ingress("shop", "/", "shop"));
    }

    @AfterEach
    void close() throws IOException {
        stage.close();
    }

    private static String ingress(String name, String path, String service) {
        return """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: %s}
                spec:
                  rules:
                    - host: %s
                      http:
                        paths:
                          - {path: %s, pathType: Prefix, backend: {service: {name: %s, port: {number: 8080}}}}
                """.formatted(name, HOST, path, service);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void whatClientsServicesAndAuthorsDoWrongIsALineAtMostAndNeverAStackTrace(String format) throws Exception {
        brokenService();
        brokenManifests();
        RunningJar jar = stage.start("--log-format", format).jar();

        brokenClients(jar);
        for (String path : List.of("/broken/1", "/absent/1")) {
            assertThat(stage.get(HOST, path).status()).isIn(502, 503);
        }
        assertThat(stage.outcome(HOST, "/")).isEqualTo("shop");
        jar.terminate();
        assertThat(jar.awaitEnd()).isZero();

        List<String> lines = jar.output()
                .lines()
                .filter(line -> !line.matches("listening .*|ready"))
                .toList();
        assertThat(lines).hasSizeGreaterThan(3).allSatisfy(line -> {
            if (format.equals("text")) {
                assertThat(line).matches(LINE);
            } else {
                assertThat(fieldNames(line)).contains("timestamp", "level", "loggerName", "formattedMessage");
            }
            assertThat(line).doesNotContain("\tat ", " | at ", "\"throwable\":{");
        });
    }

    private static List<String> fieldNames(String line) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(line)) {
            List<String> names = new ArrayList<>();
            while (json.nextToken() != null) {
                if (json.currentName() != null) {
                    names.add(json.currentName());
                }
            }
            return names;
        }
    }

    /** Services that are not there, and whose endpoint sends what is no HTTP. */
    private void brokenService() throws IOException {
        var endpoint = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            for (int i = 0; ; i++) {
                try (Socket socket = endpoint.accept()) {
                    socket.getInputStream().read();
                    socket.getOutputStream().write("no HTTP\r\n\r\n".getBytes(ISO_8859_1));
                    socket.setSoLinger(i % 2 == 0, 0);
                } catch (IOException e) {
                    return;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        stage.manifest("broken", ingress("broken", "/broken", "broken") + """
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: broken}
                spec: {ports: [{name: http, port: 8080}]}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: broken, labels: {kubernetes.io/service-name: broken}}
                addressType: IPv4
                ports: [{name: http, port: %d}]
                endpoints: [{addresses: [127.0.0.1]}]
                """.formatted(endpoint.getLocalPort()));
    }

    private void brokenManifests() throws IOException {
        stage.manifest("absent", ingress("absent", "/absent", "absent"));
        stage.manifest("no-yaml", "kind: Ingress\n  metadata: [\n");
        String annotated = "metadata:\n  name: expression\n  annotations:"
                + " {nginx.ingress.kubernetes.io/use-regex: \"true\", nginx.ingress.kubernetes.io/auth-url: x}";
        stage.manifest(
                "expression",
                ingress("expression", "/(", "shop")
                        .replace(HOST, "expression.example.com")
                        .replace("metadata: {name: expression}", annotated));
        stage.manifest("certificate", """
                apiVersion: v1
                kind: Secret
                metadata: {name: certificate}
                type: kubernetes.io/tls
                stringData: {tls.crt: "no\\ncertificate", tls.key: "no key"}
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: certificate}
                spec: {tls: [{hosts: [certificate.example.com], secretName: certificate}]}
                """);
    }

    private void brokenClients(RunningJar jar) throws IOException {
        String request = "GET / HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n";
        String hello = "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003";
        for (int port : List.of(jar.httpPort(), jar.httpsPort(), jar.adminPort())) {
            for (String bytes : List.of("", "\u0000\u00ff garbage \r\n\r\n", request, hello, hello + "x".repeat(600))) {
                for (boolean reset : List.of(true, false)) {
                    send(port, bytes, reset);
                }
            }
        }
        for (String head : List.of(
                "POST /upload HTTP/1.1\r\nHost: " + HOST + "\r\nContent-Length: 10\r\n\r\n012",
                "POST /upload HTTP/1.1\r\nHost: " + HOST + "\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "GET / HTTP/1.1\r\nHost: " + HOST + "\r\nX: " + "x".repeat(70_000) + "\r\n\r\n",
                "GET /stream HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n")) {
            send(jar.httpPort(), head, true);
            send(jar.httpPort(), head, false);
        }
        try (Client client = stage.https(HOST)) {
            client.sendHead("GET", HOST, "/stream");
            assertThat(client.readHead().get(0)).startsWith("HTTP/1.1 200");
        }
    }

    private static void send(int port, String bytes, boolean reset) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            try {
                socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
                if (reset) {
                    socket.setSoLinger(true, 0);
                } else {
                    socket.shutdownOutput();
                    socket.getInputStream().read();
                }
            } catch (IOException e) {
                // it was refused before all was sent
            }
        }
    }

    @Test
    void whereDescriptorsRunOutOneLineSaysSoAndRequestsAreServedAgainLater() throws Exception {
        RunningJar jar = stage.startWithDescriptors(300).jar();
        List<Socket> many = new ArrayList<>();
        try {
            for (int i = 0; i < 400; i++) {
                many.add(new Socket(InetAddress.getLoopbackAddress(), jar.httpPort()));
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> jar.output().contains("cannot be accepted: "));
        } finally {
            for (Socket socket : many) {
                socket.close();
            }
        }

        assertThat(stage.outcome(HOST, "/")).isEqualTo("shop");
        jar.terminate();
        assertThat(jar.awaitEnd()).isZero();
        assertThat(jar.output()).containsOnlyOnce("cannot be accepted: ").contains("Too many open files");
        assertThat(jar.output().lines().filter(line -> !line.matches("listening .*|ready")))
                .allSatisfy(line -> assertThat(line).matches(LINE).doesNotContain("at io."));
    }

    @Test
    void requestsAreLoggedToAFileAndWhatWaitsIsWrittenAtTheEnd() throws Exception {
        Path file = stage.scratch().resolve("access.log");
        RunningJar jar = stage.start(
                        "--access-log", file.toString(), "--access-log-format", "$request_method $host $status")
                .jar();

        assertThat(stage.outcome(HOST, "/")).isEqualTo("shop");
        assertThat(stage.outcome("other.example.com", "/")).isEqualTo("404");
        jar.terminate();

        assertThat(jar.awaitEnd()).isZero();
        assertThat(Files.readAllLines(file))
                .containsExactlyInAnyOrder("GET " + HOST + " 200", "GET other.example.com 404");
    }

    @Test
    void requestsAreLoggedToStandardOutput() throws Exception {
        RunningJar jar = stage.start("--access-log", "-").jar();

        assertThat(stage.outcome(HOST, "/path")).isEqualTo("shop");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(jar.output().lines())
                        .anySatisfy(line -> assertThat(line)
                                .startsWith("{\"")
                                .contains("\"request_uri\":\"/path\"", "\"status\":200", "\"service_name\":\"shop\"")));
    }
}
