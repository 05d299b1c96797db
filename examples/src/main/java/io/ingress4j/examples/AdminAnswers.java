package io.ingress4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ingress4j.examples.metrics.Metrics;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.source.k8s.WatchState;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators are answered: {@code /live}, {@code /ready}, {@code /metrics}, {@code /routes}, {@code /diagnostics} and {@code
 * /explain}. Callers that are not on this machine are told the first three, and nothing else. Bodies of Secrets are in none of
 * the answers. For any thread.
 *
 * @param engine whose table and remarks are shown
 * @param state whether requests are served; does not block
 * @param watches how the watches of a cluster stand, which {@code /ready} tells; does not block
 * @param metrics what {@code /metrics} tells, where it is to answer
 */
record AdminAnswers(
        IngressEngine engine, Supplier<State> state, Supplier<List<WatchState>> watches, Optional<Metrics> metrics) {
    private static final Logger LOG = LoggerFactory.getLogger(AdminAnswers.class);
    private static final Set<String> OPEN_TO_ALL = Set.of("/live", "/ready", "/metrics");
    private static final Set<String> PAGES = Set.of("/metrics", "/routes", "/diagnostics", "/explain");

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

    /**
     * An answer to be.
     *
     * @param status its status
     * @param type its media type
     * @param body its text
     */
    record Answer(int status, String type, String body) {
        static Answer text(int status, String body) {
            return new Answer(status, "text/plain; charset=utf-8", body);
        }
    }

    /**
     * A request, read.
     *
     * @param path its path, decoded; empty where it has none
     * @param query its query, as it was sent
     * @param accept its field {@code Accept}
     * @param head whether the body is left out of the answer
     * @param here whether the caller is on this machine
     */
    record Question(
            String path, @Nullable String query, @Nullable String accept, boolean head, boolean here) {}

    /** Returns whether this is a page, whose making or reading may take a while. */
    static boolean isPage(Question question) {
        return PAGES.contains(question.path()) && mayAsk(question);
    }

    private static boolean mayAsk(Question question) {
        return question.here() || OPEN_TO_ALL.contains(question.path());
    }

    /** Returns what is answered; whoever is on another machine gets little. */
    Answer to(Question question) {
        if (!mayAsk(question)) {
            return Answer.text(403, "forbidden (only /live, /ready and /metrics are answered to other machines)\n");
        }
        try {
            return switch (question.path()) {
                case "/live" -> Answer.text(200, "live\n");
                case "/ready" -> ready(state.get(), question.here() ? watches.get() : List.of());
                case "/metrics" -> metrics(question);
                case "/routes" ->
                    Answer.text(200, engine.router().current().snapshot().toString());
                case "/diagnostics" -> diagnostics(question);
                case "/explain" -> explain(question.query());
                default ->
                    Answer.text(
                            404, "not found (expected: /live, /ready, /metrics, /routes, /diagnostics or /explain)\n");
            };
        } catch (RuntimeException e) {
            LOG.error("{} cannot be answered", question.path(), e);
            return Answer.text(500, "cannot be answered (the log says why)\n");
        }
    }

    private Answer metrics(Question question) {
        if (metrics.isEmpty()) {
            return Answer.text(404, "metrics are off (start with --metrics=on)\n");
        }
        Metrics.Page page = metrics.get().page(question.accept());
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

    private Answer diagnostics(Question question) {
        boolean json = "format=json".equals(question.query())
                || question.query() == null
                        && question.accept() != null
                        && question.accept().contains("json");
        return json
                ? new Answer(200, "application/json", DiagnosticText.json(engine.diagnostics()))
                : Answer.text(200, DiagnosticText.lines(engine.diagnostics()));
    }
}
