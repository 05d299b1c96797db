package io.ingress4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ingress4j.examples.metrics.Metrics;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.source.k8s.WatchState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What operators ask: {@code /live}, {@code /ready}, {@code /metrics}, {@code /routes}, {@code /diagnostics} and {@code
 * /explain}. Callers that are not on this machine are told the first three, and nothing else. Bodies of Secrets are in none of the answers.
 */
final class AdminServer implements AutoCloseable {
    private static final Set<String> OPEN_TO_ALL = Set.of("/live", "/ready", "/metrics");
    private static final int THREADS = 4;

    /** Whether requests are served. */
    enum State {
        /** Not yet, or no longer. */
        NOT_READY("not ready"),
        /** They are. */
        READY("ready"),
        /** They are, and whoever sends them is to send them elsewhere. */
        DRAINING("draining");

        private final String text;

        State(String text) {
            this.text = text;
        }
    }

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final IngressEngine engine;
    private final Supplier<State> state;
    private final Supplier<List<WatchState>> watches;
    private final Optional<Metrics> metrics;

    private AdminServer(
            HttpServer server,
            IngressEngine engine,
            Supplier<State> state,
            Supplier<List<WatchState>> watches,
            Optional<Metrics> metrics) {
        this.server = server;
        this.engine = engine;
        this.state = state;
        this.watches = watches;
        this.metrics = metrics;
        // A full queue makes the accepting thread work itself, so that nothing is dropped and nothing grows.
        this.threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(64),
                task -> {
                    Thread made = new Thread(task, "ingress4j-admin");
                    made.setDaemon(true);
                    return made;
                },
                new ThreadPoolExecutor.CallerRunsPolicy());
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Binds the address and answers from now on.
     *
     * @param address where; port 0 for any free one
     * @param engine whose table and remarks are shown
     * @param state whether requests are served
     * @param watches how the watches of a cluster stand, which {@code /ready} tells
     * @param metrics what {@code /metrics} tells, where it is to answer
     * @throws IOException if the address cannot be bound
     */
    static AdminServer start(
            InetSocketAddress address,
            IngressEngine engine,
            Supplier<State> state,
            Supplier<List<WatchState>> watches,
            Optional<Metrics> metrics)
            throws IOException {
        limit("sun.net.httpserver.maxReqTime", "10"); // seconds for a whole request
        limit("sun.net.httpserver.maxRspTime", "30");
        limit("sun.net.httpserver.idleInterval", "10");
        limit("jdk.httpserver.maxConnections", "256");
        var admin = new AdminServer(HttpServer.create(address, 64), engine, state, watches, metrics);
        admin.server.setExecutor(admin.threads);
        admin.server.createContext("/", admin::answer);
        admin.server.start();
        return admin;
    }

    /** The JDK reads its limits once, from properties, when the first server of the process is made. */
    private static void limit(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** Returns where it is bound. */
    InetSocketAddress address() {
        return server.getAddress();
    }

    /**
     * An answer to be.
     *
     * @param status its status
     * @param type its media type
     * @param body its text
     */
    private record Answer(int status, String type, String body) {
        static Answer text(int status, String body) {
            return new Answer(status, "text/plain; charset=utf-8", body);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            Answer answer = head || exchange.getRequestMethod().equals("GET")
                    ? answerTo(exchange)
                    : Answer.text(405, "method not allowed (expected: GET or HEAD)\n");
            byte[] body = answer.body().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            if (answer.status() == 405) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            }
            if (head) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            }
            exchange.sendResponseHeaders(answer.status(), head || body.length == 0 ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private Answer answerTo(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        boolean here = exchange.getRemoteAddress().getAddress().isLoopbackAddress();
        if (!here && !OPEN_TO_ALL.contains(path)) {
            return Answer.text(403, "forbidden (only /live, /ready and /metrics are answered to other machines)\n");
        }
        return switch (path == null ? "" : path) {
            case "/live" -> Answer.text(200, "live\n");
            case "/ready" -> ready(state.get(), here ? watches.get() : List.of());
            case "/metrics" -> metrics(exchange);
            case "/routes" ->
                Answer.text(200, engine.router().current().snapshot().toString());
            case "/diagnostics" -> diagnostics(exchange);
            case "/explain" -> explain(exchange.getRequestURI().getRawQuery());
            default ->
                Answer.text(404, "not found (expected: /live, /ready, /metrics, /routes, /diagnostics or /explain)\n");
        };
    }

    private Answer metrics(HttpExchange exchange) {
        if (metrics.isEmpty()) {
            return Answer.text(404, "metrics are off (start with --metrics=on)\n");
        }
        Metrics.Page page = metrics.get().page(exchange.getRequestHeaders().getFirst("Accept"));
        return new Answer(200, page.type(), page.text());
    }

    /** A cluster that cannot be reached makes nobody unready: the last table serves. */
    private static Answer ready(State state, List<WatchState> watches) {
        var text = new StringBuilder(state.text).append('\n');
        for (WatchState watch : watches) {
            text.append(watch.kind())
                    .append(watch.scope().isEmpty() ? "" : " in " + watch.scope())
                    .append(watch.synced() ? ": synced" : ": not synced")
                    .append(watch.connected() ? ", connected" : ", not connected")
                    .append(", last heard of ")
                    .append(watch.age().toSeconds())
                    .append("s ago\n");
        }
        return Answer.text(state == State.READY ? 200 : 503, text.toString());
    }

    private Answer explain(@Nullable String query) {
        String method = "GET";
        String url = "";
        List<String> headers = new ArrayList<>();
        try {
            for (String part : query == null ? new String[0] : query.split("&", -1)) {
                int equals = part.indexOf('=');
                String value = URLDecoder.decode(part.substring(equals + 1), UTF_8);
                switch (part.substring(0, Math.max(0, equals))) {
                    case "method" -> method = value;
                    case "url" -> url = value;
                    case "header" -> headers.add(value);
                    default ->
                        throw new IllegalArgumentException(
                                "query: " + part + " (expected: url=, method= or header=, each percent-encoded)");
                }
            }
            return Answer.text(
                    200, engine.explain(RequestText.read(method, url, headers)).toString());
        } catch (IllegalArgumentException e) {
            return Answer.text(400, e.getMessage() + "\n");
        }
    }

    private Answer diagnostics(HttpExchange exchange) {
        String query = exchange.getRequestURI().getQuery();
        String accept = exchange.getRequestHeaders().getFirst("Accept");
        boolean json = "format=json".equals(query) || query == null && accept != null && accept.contains("json");
        return json
                ? new Answer(200, "application/json", DiagnosticText.json(engine.diagnostics()))
                : Answer.text(200, DiagnosticText.lines(engine.diagnostics()));
    }

    /** Ends it at once. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
