package io.ingress4j.examples.programs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ingress4j.matcher.CompiledRoute;
import io.ingress4j.matcher.DataPlane;
import io.ingress4j.matcher.FilterRun;
import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Match;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.matcher.feature.timeout.TimeoutPolicy;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.http.HeaderTable;
import io.ingress4j.matcher.http.PlainRequest;
import io.ingress4j.matcher.route.Policy;
import io.ingress4j.matcher.route.RouteAction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A second data plane: the JDK's server and client on the same router. Routing, redirects, rewrites and whatever else is a
 * filter it gets for free; of the mechanisms it has timeouts, so that a route which asks for a limit on bodies is reported.
 * It shows the seam and is no proxy for the open Internet: it trusts the JDK's reading of HTTP, and keeps bodies in memory.
 */
public final class JdkHttpDataPlane implements DataPlane, AutoCloseable {
    private static final Set<String> HOP_BY_HOP =
            Set.of("connection", "content-length", "expect", "host", "te", "trailer", "transfer-encoding", "upgrade");

    private final LiveRouter router;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer server;

    /**
     * Binds a free port of loopback; {@link #start} begins to answer.
     *
     * @throws IOException if there is none
     */
    public JdkHttpDataPlane(LiveRouter router) throws IOException {
        this.router = router;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::exchange);
    }

    // tag::embedding
    @Override
    public Set<Class<? extends Policy>> mechanisms() {
        return Set.of(TimeoutPolicy.class);
    }

    @Override
    public void prepare(Router next, List<CompiledRoute> fresh) {
        // nothing to make: clients and threads are there, and routes are asked for their policies
    }

    private void answer(HttpExchange exchange, PlainRequest request) throws IOException, InterruptedException {
        Router table = router.current(); // once for each exchange
        Match match = table.match(request);
        CompiledRoute route = match.route();
        if (route == null) {
            send(exchange, match.response());
            return;
        }
        var headers = new HeaderTable(request.headers());
        FilterRun filters = FilterRun.of(table, route, request, headers);
        try {
            Optional<DirectResponse> answer =
                    filters.start().toCompletableFuture().join();
            if (answer.isPresent()) {
                send(exchange, answer.get());
            } else if (route.route().action() instanceof RouteAction.Respond respond) {
                send(exchange, respond.response());
            } else {
                forward(exchange, route, filters, headers);
            }
        } finally {
            filters.end();
        }
    }
    // end::embedding

    private void forward(HttpExchange exchange, CompiledRoute route, FilterRun filters, HeaderTable headers)
            throws IOException, InterruptedException {
        List<Endpoint> endpoints = route.cluster() == null
                ? List.of()
                : route.cluster().endpoints().endpoints();
        if (endpoints.isEmpty()) {
            send(exchange, DirectResponse.UNAVAILABLE);
            return;
        }
        TimeoutPolicy timeouts =
                route.route().policies().find(TimeoutPolicy.class).orElse(TimeoutPolicy.DEFAULT);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://" + endpoints.get(0) + filters.upstreamTarget()))
                .timeout(timeouts.read())
                .method(
                        exchange.getRequestMethod(),
                        HttpRequest.BodyPublishers.ofByteArray(
                                exchange.getRequestBody().readAllBytes()));
        headers.toMap().forEach((name, values) -> {
            if (!HOP_BY_HOP.contains(name)) {
                values.forEach(value -> request.header(name, value));
            }
        });
        HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        var fields = new HeaderTable(response.headers().map());
        filters.onResponse(response.statusCode(), fields, false);
        HOP_BY_HOP.forEach(fields::remove);
        fields.toMap().forEach((name, values) -> exchange.getResponseHeaders().put(name, values));
        send(exchange, response.statusCode(), response.body());
    }

    private void exchange(HttpExchange exchange) throws IOException {
        try (exchange) {
            String host = exchange.getRequestHeaders().getFirst("Host");
            var request = new PlainRequest(
                    exchange.getRequestMethod(),
                    host == null ? "" : host,
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    false,
                    exchange.getLocalAddress().getPort(),
                    exchange.getRemoteAddress().getAddress().getHostAddress());
            answer(exchange, request);
        } catch (IOException e) {
            send(exchange, DirectResponse.of(502));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, DirectResponse response) throws IOException {
        if (!response.location().isEmpty()) {
            exchange.getResponseHeaders().set("Location", response.location());
        }
        send(exchange, response.status(), new byte[0]);
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    /** Begins to answer. */
    public void start() {
        server.start();
    }

    /** Returns the port. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
