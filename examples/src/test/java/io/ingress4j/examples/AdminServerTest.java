package io.ingress4j.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ingress4j.examples.AdminAnswers.State;
import io.ingress4j.examples.AdminServer.Limits;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.Kind;
import io.ingress4j.model.PathType;
import io.ingress4j.model.source.InMemorySource;
import io.ingress4j.source.k8s.WatchState;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AdminServerTest {
    /** More than a socket takes unread, in bytes. */
    private static final int LONG = 8 * 1024 * 1024;

    private final AtomicReference<State> state = new AtomicReference<>(State.NOT_READY);
    private List<WatchState> watches = List.of();
    private InMemorySource source;
    private IngressEngine engine;
    private AdminServer admin;

    @BeforeEach
    void start() throws Exception {
        source = new InMemorySource("test");
        source.put(Ingress.builder("shop", "cart")
                .path("shop.test", "/cart", PathType.PREFIX, "cart", 80)
                .build());
        engine = IngressEngine.builder().source(source).build();
        engine.start().toCompletableFuture().get(10, TimeUnit.SECONDS);
        admin = serve(Limits.DEFAULT);
    }

    private AdminServer serve(Limits limits) throws IOException {
        return AdminServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new AdminAnswers(engine, state::get, () -> watches, Optional.empty()),
                limits);
    }

    @AfterEach
    void stop() {
        admin.close();
        engine.close();
    }

    @Test
    void readinessTellsHowTheWatchesOfAClusterStand() throws Exception {
        state.set(State.READY);
        watches = List.of(
                new WatchState(Kind.INGRESS, "", true, true, Duration.ofSeconds(3)),
                new WatchState(Kind.SECRET, "shop", true, false, Duration.ofMinutes(2)));

        assertThat(ask("GET", "/ready"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\nready\nIngress: synced, connected, last heard of 3s ago\n"
                        + "Secret in shop: synced, not connected, last heard of 120s ago\n");
    }

    @Test
    void itIsReadyOnceRequestsAreServed() throws IOException {
        assertThat(ask("GET", "/ready")).startsWith("HTTP/1.1 503 ").endsWith("\r\n\r\nnot ready\n");

        state.set(State.READY);
        assertThat(ask("GET", "/ready")).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nready\n");

        state.set(State.DRAINING);
        assertThat(ask("GET", "/ready")).startsWith("HTTP/1.1 503 ").endsWith("\r\n\r\ndraining\n");
        assertThat(ask("GET", "/live")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void itShowsTheRoutesAndWhatThereIsToSay() throws IOException {
        assertThat(ask("GET", "/live")).startsWith("HTTP/1.1 200 ");
        assertThat(ask("GET", "/routes")).contains("shop.test\n", "/cart", "shop/cart:80");
        assertThat(ask("GET", "/diagnostics")).contains("note: missing-service: Service shop/cart");
    }

    @Test
    void remarksComeAsJsonWhereThatIsAskedFor() throws IOException {
        assertThat(ask("GET", "/diagnostics?format=json"))
                .containsIgnoringCase("content-type: application/json")
                .contains("\"code\" : \"missing-service\"");
        assertThat(exchange(admin.address(), "GET /diagnostics HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\n"))
                .contains("\"code\" : \"missing-service\"");
    }

    @Test
    void itExplainsWhereARequestGoes() throws IOException {
        assertThat(ask("GET", "/explain?url=https%3A%2F%2F10.0.0.1%2Fcart%2F1&method=POST&header=Host%3A%20shop.test"))
                .contains("POST https://shop.test/cart/1\n", "rule     Ingress shop/cart spec.rules[0].http.paths[0]\n")
                .contains("answer   503: shop/cart:80 has no endpoint");
    }

    @ParameterizedTest
    @CsvSource({
        "/explain,url:  (expected: http://HOST/PATH",
        "/explain?url=x,url: x (expected: http://HOST/PATH",
        "/explain?uri=x,query: uri=x (expected: url=",
        "/explain?url=http://a/&header=x,header: x (expected: NAME: VALUE",
        "/explain?url=http://a/&method=a%20b,method: a b (expected: a token",
    })
    void anUnreadableQuestionIsAnsweredWithTheFormExpected(String target, String message) throws IOException {
        assertThat(ask("GET", target)).startsWith("HTTP/1.1 400 ").contains("\r\n\r\n" + message);
    }

    @ParameterizedTest
    @CsvSource({"POST,/live,405", "DELETE,/routes,405", "GET,/metrics,404", "GET,/,404", "GET,/live/x,404"})
    void anythingElseIsRefused(String method, String path, int status) throws IOException {
        assertThat(ask(method, path)).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void aHeadRequestIsAnsweredWithoutABody() throws IOException {
        assertThat(ask("HEAD", "/live"))
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("content-length: 5\r\n")
                .endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0016\u0003\u0001\u0002",
                "GET",
                "x y z\r\n\r\n",
                "GET // HTTP/1.1\r\n\r\n",
                "GET \\ HTTP/1.1\r\n\r\n"
            })
    void garbageDoesNotKeepItFromAnsweringTheNext(String garbage) throws IOException {
        try (var socket =
                new Socket(admin.address().getAddress(), admin.address().getPort())) {
            socket.getOutputStream().write(garbage.getBytes(ISO_8859_1));
        }

        assertThat(ask("GET", "/live")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void otherMachinesAreToldNothingButWhetherItLives() throws Exception {
        InetAddress own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst()
                .orElse(null);
        assumeTrue(own != null, "this machine has no address but loopback: nothing was tried");

        // Who connects to an address of his own machine comes from that address, not from loopback.
        try (var open = AdminServer.start(
                new InetSocketAddress(own, 0),
                new AdminAnswers(engine, state::get, List::of, Optional.empty()),
                Limits.DEFAULT)) {
            for (String path : new String[] {"/routes", "/diagnostics", "/", "/live/../routes"}) {
                assertThat(exchange(open.address(), "GET " + path + " HTTP/1.1\r\nHost: a\r\n"))
                        .startsWith("HTTP/1.1 403 ")
                        .doesNotContain("shop");
            }
            assertThat(exchange(open.address(), "GET /live HTTP/1.1\r\nHost: a\r\n"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(exchange(open.address(), "GET /ready HTTP/1.1\r\nHost: a\r\n"))
                    .startsWith("HTTP/1.1 503 ");
            assertThat(exchange(open.address(), "GET /metrics HTTP/1.1\r\nHost: a\r\n"))
                    .startsWith("HTTP/1.1 404 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "G", "GET /metrics HTTP/1.1\r\nHost: a", "POST /live HTTP/1.1\r\nContent-Length: 9\r\n\r\nx"
            })
    void connectionsWhoseRequestIsNotWholeKeepNoProbeOut(String begun) throws IOException {
        state.set(State.READY);
        try (var held = new Held()) {
            for (int i = 0; i < Limits.DEFAULT.waiting() + 50; i++) {
                held.open(admin.address(), begun);
            }

            for (int i = 0; i < 3; i++) {
                assertThat(ask("GET", "/live")).startsWith("HTTP/1.1 200 ");
                assertThat(ask("GET", "/ready")).startsWith("HTTP/1.1 200 ");
            }
            assertThat(ask("GET", "/routes")).startsWith("HTTP/1.1 200 ");
            assertThat(held.sockets.get(0).getInputStream().read())
                    .as("the oldest has given way")
                    .isEqualTo(-1);
        }
    }

    @Test
    void pagesThatNobodyReadsAreFewAndKeepNoProbeWaiting() throws Exception {
        putPaths(LONG);
        state.set(State.READY);
        var patient = new Limits(256, 4, Duration.ofMinutes(5), Duration.ofMinutes(5));
        try (var server = serve(patient);
                var held = new Held()) {
            for (int i = 0; i < patient.pages(); i++) {
                Socket reader = held.open(server.address(), head("/routes") + "\r\n");
                assertThat(reader.getInputStream().read())
                        .as("a page has begun")
                        .isEqualTo('H');
            }

            for (int i = 0; i < 20; i++) {
                assertThat(exchange(server.address(), head(i % 2 == 0 ? "/metrics" : "/explain?url=http://shop.test/")))
                        .startsWith("HTTP/1.1 503 ")
                        .containsIgnoringCase("\r\nretry-after: 1\r\n")
                        .contains("\r\n\r\nbusy (");
                assertThat(exchange(server.address(), head("/live"))).startsWith("HTTP/1.1 200 ");
                assertThat(exchange(server.address(), head("/ready"))).startsWith("HTTP/1.1 200 ");
            }

            assertThat(held.sockets.get(0).getInputStream().readAllBytes())
                    .as("whoever reads after all gets all of it")
                    .hasSizeGreaterThan(LONG);
            awaitAPage(server);
        }
    }

    @Test
    void whoeverTakesTooLongIsCut() throws Exception {
        putPaths(LONG);
        try (var hasty = serve(new Limits(4, 1, Duration.ofMillis(100), Duration.ofMillis(500)));
                var held = new Held()) {
            assertThat(held.open(hasty.address(), "").getInputStream().read()).isEqualTo(-1);
            assertThat(held.open(hasty.address(), "GET /li").getInputStream().read())
                    .isEqualTo(-1);

            held.open(hasty.address(), head("/routes") + "\r\n");
            awaitAPage(hasty);
        }
    }

    @Test
    void aPageThatIsMadeWhenItsCallerIsGoneGivesItsPlaceBack() throws Exception {
        putPaths(LONG);
        try (var hasty = serve(new Limits(4, 1, Duration.ofSeconds(10), Duration.ofMillis(1)));
                var held = new Held()) {
            held.open(hasty.address(), head("/routes") + "\r\n");

            await().untilAsserted(() -> {
                Socket next = held.open(hasty.address(), head("/explain?url=http://shop.test/") + "\r\n");
                assertThat(new String(next.getInputStream().readAllBytes(), ISO_8859_1))
                        .as("cut or whole, but not refused")
                        .doesNotStartWith("HTTP/1.1 503 ");
            });
        }
    }

    /** Makes the routing table as long as that. */
    private void putPaths(int bytes) {
        var ingress = Ingress.builder("shop", "long");
        for (int i = 0; i < bytes / 2000; i++) {
            ingress.path("shop.test", "/" + i + "/" + "x".repeat(2000), PathType.PREFIX, "cart", 80);
        }
        source.put(ingress.build());
        await().until(() -> engine.router().current().snapshot().toString().length() > bytes);
    }

    private static void awaitAPage(AdminServer server) {
        await().untilAsserted(() -> assertThat(exchange(server.address(), head("/explain?url=http://shop.test/")))
                .startsWith("HTTP/1.1 200 "));
    }

    private static String head(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n";
    }

    /** Connections that are kept open, and whose answers are not read. */
    private static final class Held implements AutoCloseable {
        private final List<Socket> sockets = new ArrayList<>();

        Socket open(InetSocketAddress address, String sent) throws IOException {
            var socket = new Socket();
            sockets.add(socket);
            socket.setReceiveBufferSize(64 * 1024);
            socket.setSoTimeout(20_000);
            socket.connect(address);
            socket.getOutputStream().write(sent.getBytes(ISO_8859_1));
            return socket;
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private String ask(String method, String target) throws IOException {
        return exchange(admin.address(), method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
    }

    private static String exchange(InetSocketAddress address, String head) throws IOException {
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((head + "Connection: close\r\n\r\n").getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
