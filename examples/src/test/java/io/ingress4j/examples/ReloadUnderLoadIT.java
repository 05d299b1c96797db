package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Clients of all kinds that ask one host without a pause while its manifests, and those of its neighbours, are edited: no
 * request fails, no connection is cut. Five hundred edits are waited for two by two, so that most make a table of their
 * own; a storm of edits is not.
 */
@DisplayName("Reload under load")
final class ReloadUnderLoadIT {
    private static final String HOST = "loaded.example.com";
    private static final int EDITS = 500;
    private static final int EDITS_AT_ONCE = 2;
    private static final int STORM = 240;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<Backend> backends = new ArrayList<>();
    private final List<TestSecret> secrets = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Map<String, Future<Integer>> clients = new LinkedHashMap<>();
    private Stage stage;
    private Client probe;

    @Test
    void noRequestFailsAndNoConnectionIsCutOverFiveHundredEdits() throws Exception {
        underLoad(this::edit, EDITS);
    }

    @Test
    void noRequestFailsAndNoConnectionIsCutInAStormOfEdits() throws Exception {
        underLoad(this::editInAStorm, STORM);
    }

    /** What edits manifests. */
    private interface Edits {
        void make() throws Exception;
    }

    private void underLoad(Edits edits, int count) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "client");
            thread.setDaemon(true);
            return thread;
        });
        try (Stage opened = Stage.open()) {
            stage = opened;
            writeFirstManifests();
            stage.start("--configmap", "default/settings");
            try (Client opening = stage.http()) {
                probe = opening;
                load(threads);
                edits.make();
                awaitRemovals();
                finish(count);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void writeFirstManifests() throws Exception {
        secrets.add(TestSecret.ec(stage.scratch(), "first", HOST));
        secrets.add(TestSecret.ec(stage.scratch(), "second", HOST));
        for (int i = 0; i < 4; i++) {
            backends.add(stage.backend("loaded"));
        }
        stage.services("neighbour");
        editLoadedIngress(0);
        editEndpoints(0);
        editSecret(0);
        editSettings(0);
        editNeighbour(0);
        editSharedHost(0);
    }

    private void load(ExecutorService threads) {
        Map<String, Callable<Integer>> loops = new LinkedHashMap<>();
        loops.put("on a connection that is kept", () -> onOneConnection(stage.http()));
        loops.put("on another connection that is kept", () -> onOneConnection(stage.http()));
        loops.put("on a TLS connection that is kept", () -> onOneConnection(stage.https(HOST)));
        loops.put("with bodies", this::withBodies);
        loops.put("on new connections", () -> onNewConnections(false));
        loops.put("on new TLS connections", () -> onNewConnections(true));
        loops.put("lines of one download", this::download);
        loops.put("messages of one WebSocket", this::webSocket);
        loops.forEach((name, loop) -> clients.put(name, threads.submit(loop)));
    }

    /** Returns whether a client goes on, after a moment: many requests, but time for others on a small machine. */
    private boolean goesOn() throws InterruptedException {
        return !stopped.await(2, TimeUnit.MILLISECONDS);
    }

    private int onOneConnection(Client connection) throws Exception {
        int requests = 0;
        try (connection) {
            do {
                assertServed(connection.get(HOST, "/kept/" + requests), requests);
                requests++;
            } while (goesOn());
        }
        return requests;
    }

    private int withBodies() throws Exception {
        int requests = 0;
        String body = "0123456789".repeat(2_000);
        try (Client connection = stage.http()) {
            do {
                Answer answer = connection.post(HOST, "/posted/" + requests, body);
                assertServed(answer, requests);
                assertThat(answer.reported("body")).isEqualTo("20000");
                requests++;
            } while (goesOn());
        }
        return requests;
    }

    private int onNewConnections(boolean tls) throws Exception {
        int requests = 0;
        do {
            try (Client connection = tls ? stage.https(HOST) : stage.http()) {
                if (tls) {
                    assertThat(TestSecret.pem(connection.certificate()))
                            .isIn(secrets.get(0).certificate(), secrets.get(1).certificate());
                }
                assertServed(connection.get(HOST, "/new/" + requests), requests);
            }
            requests++;
        } while (goesOn());
        return requests;
    }

    private static void assertServed(Answer answer, int request) {
        assertThat(answer.outcome()).as("request %d: %s", request, answer).isEqualTo("loaded");
        assertThat(answer.field("Connection")).isEmpty();
    }

    private int download() throws Exception {
        int lines = 0;
        try (Client connection = stage.http()) {
            connection.sendHead("GET", HOST, "/stream");
            assertThat(connection.readHead().get(0)).startsWith("HTTP/1.1 200");
            String started = ""; // what was read of a line: chunks are the proxy's to cut
            for (String chunk = connection.readChunk(); !chunk.isEmpty(); chunk = connection.readChunk()) {
                started += chunk;
                while (started.length() >= Backend.STREAMED.length()) {
                    assertThat(started).startsWith(Backend.STREAMED);
                    started = started.substring(Backend.STREAMED.length());
                    lines++;
                }
            }
            assertThat(started).isEmpty();
            assertThat(stopped.getCount()).as("the download went on to the end").isZero();
        }
        return lines;
    }

    private int webSocket() throws Exception {
        int messages = 0;
        try (Client connection = stage.http()) {
            connection.sendHead(
                    "GET",
                    HOST,
                    "/socket",
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
            assertThat(connection.readHead())
                    .contains("HTTP/1.1 101 Switching Protocols", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            do {
                connection.sendFrame(1, "message " + messages);
                assertThat(connection.readFrame()).isEqualTo("1 message " + messages);
                messages++;
            } while (goesOn());
            connection.sendFrame(8, "");
            assertThat(connection.readFrame()).isEqualTo("8 ");
            assertThat(connection.isAtEnd()).isTrue();
        }
        return messages;
    }

    private void edit() throws Exception {
        for (int i = 0; i < EDITS; i += EDITS_AT_ONCE) {
            List<ThrowingRunnable> effects = new ArrayList<>();
            for (int n = i; n < i + EDITS_AT_ONCE; n++) {
                effects.add(edit(n));
            }
            for (ThrowingRunnable effect : effects) {
                awaitEffect(effect);
            }
            assertThat(clients)
                    .as("clients at work after edit %d", i)
                    .allSatisfy((name, client) -> assertThat(client).as(name).isNotDone());
        }
    }

    private static void awaitEffect(ThrowingRunnable effect) {
        await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).untilAsserted(effect);
    }

    /** Edits at a steady pace, faster than tables are made, and waits for what the last edits say. */
    private void editInAStorm() throws Exception {
        Map<Integer, ThrowingRunnable> last = new TreeMap<>();
        for (int i = 0; i < STORM; i++) {
            last.put(i % 8, edit(i));
            assertThat(stopped.await(10, TimeUnit.MILLISECONDS)).isFalse();
        }
        last.remove(1); // the host that the last round added is gone by now
        last.values().forEach(ReloadUnderLoadIT::awaitEffect);
    }

    /** Makes one edit and returns what is true once it is served. */
    private ThrowingRunnable edit(int number) throws IOException {
        int round = 1 + number / 8;
        return switch (number % 8) {
            case 0 -> editLoadedIngress(round);
            case 1 -> addHost(round);
            case 2 -> editEndpoints(round);
            case 3 -> editSharedHost(round);
            case 4 -> editSecret(round);
            case 5 -> editNeighbour(round);
            case 6 -> removeHost(round);
            default -> editSettings(round);
        };
    }

    /** Overwrites the manifest of the loaded host itself: a path that tells of the round, and another timeout. */
    private ThrowingRunnable editLoadedIngress(int round) throws IOException {
        stage.overwrite("loaded", """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata:
                  name: loaded
                  annotations:
                    nginx.ingress.kubernetes.io/ssl-redirect: "false"
                    nginx.ingress.kubernetes.io/proxy-read-timeout: "%d"
                spec:
                  tls: [{hosts: [%2$s], secretName: loaded}]
                  rules:
                    - host: %2$s
                      http:
                        paths:
                          - {path: /, pathType: Prefix, backend: {service: {name: loaded, port: {number: 8080}}}}
                          - path: /round/%3$d
                            pathType: Exact
                            backend: {service: {name: neighbour, port: {number: 8080}}}
                """.formatted(60 + round, HOST, round));
        return () -> assertThat(outcome(HOST, "/round/" + round)).isEqualTo("neighbour");
    }

    private ThrowingRunnable addHost(int round) throws IOException {
        stage.manifest("added-" + round, ingress("added-" + round, "added-" + round, "/", ""));
        return () -> assertThat(outcome("added-" + round, "/")).isEqualTo("neighbour");
    }

    /** A file that is gone may be on its way back, so what it held may be served a little longer. */
    private ThrowingRunnable removeHost(int round) throws IOException {
        stage.remove("added-" + round);
        removed.add("added-" + round);
        return () -> {};
    }

    private void awaitRemovals() {
        assertThat(removed).isNotEmpty();
        for (String host : removed) {
            awaitEffect(() -> assertThat(outcome(host, "/")).isEqualTo("404"));
        }
    }

    /** Another Ingress of the loaded host, with another path each time. */
    private ThrowingRunnable editSharedHost(int round) throws IOException {
        stage.manifest("shared", ingress("shared", HOST, "/shared/" + round, "ssl-redirect: \"false\""));
        return () -> assertThat(outcome(HOST, "/shared/" + round)).isEqualTo("neighbour");
    }

    /** Two of the four endpoints, one of which was not in the set before. */
    private ThrowingRunnable editEndpoints(int round) throws IOException {
        Backend kept = backends.get(round % 4);
        Backend added = backends.get((round + 1) % 4);
        stage.manifest("endpoints", """
                apiVersion: v1
                kind: Service
                metadata: {name: loaded}
                spec: {ports: [{name: http, port: 8080}]}
                ---
                %s---
                %s""".formatted(
                        Stage.slice("default", "loaded", 0, kept), Stage.slice("default", "loaded", 1, added)));
        Set<String> expected = new TreeSet<>();
        expected.add(kept.host() + " " + kept.port());
        expected.add(added.host() + " " + added.port());
        return () -> {
            Set<String> seen = new TreeSet<>();
            for (int i = 0; i < 4; i++) {
                seen.add(probe.get(HOST, "/endpoints").endpoint());
            }
            assertThat(seen).isEqualTo(expected);
        };
    }

    private ThrowingRunnable editSecret(int round) throws IOException {
        TestSecret secret = secrets.get(round % 2);
        stage.manifest("secret", secret.manifest("default", "loaded"));
        return () -> {
            try (Client connection = stage.https(HOST)) {
                assertThat(TestSecret.pem(connection.certificate())).isEqualTo(secret.certificate());
            }
        };
    }

    private ThrowingRunnable editNeighbour(int round) throws IOException {
        String target = "https://elsewhere.example.com/" + round;
        stage.overwrite("neighbour", ingress("neighbour", "neighbour", "/", "permanent-redirect: " + target));
        return () -> assertThat(probe.get("neighbour", "/").field("Location")).isEqualTo(target);
    }

    private ThrowingRunnable editSettings(int round) throws IOException {
        String code = round % 2 == 0 ? "308" : "307";
        stage.overwrite("settings", """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings}
                data: {http-redirect-code: "%s"}
                ---
                %s""".formatted(
                        code, ingress("redirected", "redirected", "/", "force-ssl-redirect: \"true\"")));
        return () -> assertThat(outcome("redirected", "/")).isEqualTo(code);
    }

    private String outcome(String host, String target) throws IOException {
        return probe.get(host, target).outcome();
    }

    private static String ingress(String name, String host, String path, String annotation) {
        return """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata:
                  name: %s
                  annotations: {%s}
                spec:
                  rules:
                    - host: %s
                      http:
                        paths:
                          - {path: %s, pathType: Prefix, backend: {service: {name: neighbour, port: {number: 8080}}}}
                """.formatted(name, annotation.isEmpty() ? "" : "nginx.ingress.kubernetes.io/" + annotation, host, path);
    }

    private void finish(int edits) throws Exception {
        stopped.countDown();
        backends.forEach(Backend::finishStreams);
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (var client : clients.entrySet()) {
            counts.put(client.getKey(), client.getValue().get(60, TimeUnit.SECONDS));
        }
        System.out.println(edits + " edits without a failure: "
                + counts.entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey())
                        .collect(Collectors.joining(", ")));
        assertThat(counts)
                .allSatisfy((name, count) -> assertThat(count).as(name).isPositive());
    }
}
