package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a SIGTERM does to a process that clients are connected to. */
@DisplayName("Drain")
final class DrainIT {
    private static final String HOST = "drained.example.com";

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "client");
        thread.setDaemon(true);
        return thread;
    });
    private Stage stage;

    @BeforeEach
    void open() throws IOException {
        stage = Stage.open().services("shop").manifest("shop", """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: shop}
                spec:
                  rules:
                    - host: %s
                      http:
                        paths:
                          - {path: /, pathType: Prefix, backend: {service: {name: shop, port: {number: 8080}}}}
                """.formatted(HOST));
    }

    @AfterEach
    void close() throws IOException {
        threads.shutdownNow();
        stage.close();
    }

    @Test
    void aSignalUnderLoadLosesNoRequestAndCutsNothingThatIsUnderWay() throws Exception {
        RunningJar jar = stage.start("--drain-timeout", "10m").jar();
        List<Future<Integer>> loops = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Client connection = i % 2 == 0 ? stage.http() : stage.https(HOST);
            loops.add(threads.submit(() -> untilTheServerEndsIt(connection)));
        }
        try (Client download = stage.http();
                Client upload = stage.http();
                Client socket = webSocket();
                Client idle = stage.http();
                Client idleTls = stage.https(HOST);
                Client unused = stage.http()) {
            download.sendHead("GET", HOST, "/stream");
            assertThat(download.readHead().get(0)).startsWith("HTTP/1.1 200");
            upload.sendHead("POST", HOST, "/upload", "Content-Length: 10");
            upload.write("01234");
            assertServed(idle.get(HOST, "/idle"));
            assertServed(idleTls.get(HOST, "/idle"));

            jar.terminate();

            for (Future<Integer> loop : loops) {
                assertThat(loop.get(30, TimeUnit.SECONDS)).isPositive();
            }
            // A reset would be an exception.
            assertThat(idle.isAtEnd()).isTrue();
            assertThat(idleTls.isAtEnd()).isTrue();
            assertThat(unused.isAtEnd()).isTrue();
            awaitRefusal(jar.httpPort());
            awaitRefusal(jar.httpsPort());
            assertThat(stage.admin("/live").status()).isEqualTo(200);
            assertThat(stage.admin("/ready").body()).isEqualTo("draining\n");
            jar.terminate(); // whoever says it twice changes nothing

            upload.write("56789");
            Answer uploaded = upload.read(false);
            assertServed(uploaded);
            assertThat(uploaded.reported("body")).isEqualTo("10");
            assertThat(uploaded.field("Connection")).isEqualTo("close");
            socket.sendFrame(1, "still there");
            assertThat(socket.readFrame()).isEqualTo("1 still there");
            stage.endpointsOf("shop").get(0).finishStreams();
            assertThat(wholeDownload(download)).startsWith(Backend.STREAMED).endsWith(Backend.STREAMED);
            socket.sendFrame(8, "");
            assertThat(socket.readFrame()).isEqualTo("8 ");
            assertThat(socket.isAtEnd()).isTrue();
        }
        assertThat(jar.awaitEnd()).isZero();
        assertThat(jar.output())
                .containsOnlyOnce("draining (delay 0s, limit 600s): ")
                .containsOnlyOnce(": 0 exchanges cut");
    }

    @Test
    void oneOfTwoProcessesBehindABalancerLeavesWithoutALoss() throws Exception {
        try (RunningJar leaving = stage.another("--drain-delay", "6s");
                RunningJar staying = stage.another();
                Balancer balancer = Balancer.start(List.of(leaving, staying))) {
            var gone = new CountDownLatch(1);
            var requests = new AtomicInteger();
            List<Future<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(threads.submit(() -> keptThrough(balancer, gone, requests)));
                clients.add(threads.submit(() -> newEachTimeThrough(balancer, gone, requests)));
            }
            awaitFurtherRequests(requests);

            leaving.terminate();

            assertThat(leaving.awaitEnd()).isZero();
            assertThat(leaving.output()).contains("draining (delay 6s, limit 30s): ", ": 0 exchanges cut");
            awaitFurtherRequests(requests);
            assertThat(balancer.unanswered()).isEmpty();
            gone.countDown();
            for (Future<Integer> client : clients) {
                assertThat(client.get(30, TimeUnit.SECONDS)).isPositive();
            }
        }
    }

    @Test
    void whatNeverEndsIsCutAtTheLimit() throws Exception {
        RunningJar jar = stage.start("--drain-timeout", "700ms").jar();
        try (Client download = stage.http()) {
            download.sendHead("GET", HOST, "/stream");
            assertThat(download.readHead().get(0)).startsWith("HTTP/1.1 200");

            jar.terminate();

            assertThatThrownBy(() -> wholeDownload(download)).isInstanceOf(IOException.class);
        }
        assertThat(jar.awaitEnd()).isZero();
        assertThat(jar.output()).contains("draining (delay 0s, limit 700ms): 1 exchanges", ": 1 exchanges cut");
    }

    /** It would outlast the patience of the test if it waited for either of its limits. */
    @Test
    void withNothingUnderWayTheProcessIsGoneBeforeAnyLimit() throws Exception {
        RunningJar jar = stage.start("--drain-timeout", "1h").jar();
        assertServed(stage.get(HOST, "/"));

        jar.terminate();

        assertThat(jar.awaitEnd()).isZero();
    }

    private static void assertServed(Answer answer) {
        assertThat(answer.outcome()).as("%s", answer).isEqualTo("shop");
    }

    /** Sends one request after the other until an answer says that it was the last, and the connection ends well. */
    private static int untilTheServerEndsIt(Client connection) throws Exception {
        try (connection) {
            for (int requests = 1; ; requests++) {
                Answer answer = connection.get(HOST, "/kept/" + requests);
                assertServed(answer);
                assertThat(answer.reported("target")).isEqualTo("/kept/" + requests);
                if (answer.field("Connection").equals("close")) {
                    assertThat(connection.isAtEnd()).isTrue();
                    return requests;
                }
            }
        }
    }

    private static int keptThrough(Balancer balancer, CountDownLatch gone, AtomicInteger all) throws Exception {
        int requests = 0;
        while (gone.getCount() > 0) {
            try (Client connection = Client.http(balancer.port())) {
                Answer answer;
                int own = 0;
                do {
                    answer = ask(connection, "/kept/" + ++own);
                    requests++;
                    all.incrementAndGet();
                } while (answer.field("Connection").isEmpty() && gone.getCount() > 0);
            }
        }
        return requests;
    }

    private static int newEachTimeThrough(Balancer balancer, CountDownLatch gone, AtomicInteger all) throws Exception {
        int requests = 0;
        while (!gone.await(2, TimeUnit.MILLISECONDS)) {
            try (Client connection = Client.http(balancer.port())) {
                ask(connection, "/new/" + requests);
            }
            requests++;
            all.incrementAndGet();
        }
        return requests;
    }

    private static Answer ask(Client connection, String target) throws IOException {
        try {
            Answer answer = connection.get(HOST, target);
            assertServed(answer);
            return answer;
        } catch (IOException e) {
            throw new IOException(target + ": " + e.getMessage(), e);
        }
    }

    private static void awaitFurtherRequests(AtomicInteger requests) {
        int before = requests.get();
        await().atMost(Duration.ofSeconds(30)).until(() -> requests.get() > before + 100);
    }

    private static void awaitRefusal(int port) {
        Callable<Boolean> refused = () -> {
            try {
                Client.http(port).close();
                return false;
            } catch (ConnectException e) {
                return true;
            }
        };
        await().atMost(Duration.ofSeconds(30)).until(refused);
    }

    private Client webSocket() throws IOException {
        Client socket = stage.http();
        socket.sendHead(
                "GET",
                HOST,
                "/socket",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        assertThat(socket.readHead().get(0)).startsWith("HTTP/1.1 101 ");
        return socket;
    }

    private static String wholeDownload(Client connection) throws IOException {
        var body = new StringBuilder();
        for (String chunk = connection.readChunk(); !chunk.isEmpty(); chunk = connection.readChunk()) {
            body.append(chunk);
        }
        return body.toString();
    }
}
