package io.ingress4j.examples;

import io.ingress4j.matcher.Router;
import java.util.List;

/** The requests that show a newcomer around the manifests of the quickstart, as lines for {@code curl}. */
final class Tour {
    private static final String WEB_SOCKET =
            "-N --http1.1 --max-time 2 -H 'Connection: Upgrade' -H 'Upgrade: websocket'"
                    + " -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='";

    /** The stops, in the order of the walk. */
    static final List<Stop> STOPS = List.of(
            new Stop("a host and a path", false, "shop.localhost", "/", "", "Service shop/web:80 received"),
            new Stop("a longer path wins", false, "shop.localhost", "/cart/42", "", "Service shop/cart:80 received"),
            new Stop(
                    "a rewrite with a capture group: the Service sees /users?page=2",
                    false,
                    "api.localhost",
                    "/v1/users?page=2",
                    "",
                    "GET /users?page=2"),
            new Stop(
                    "TLS by SNI, with the certificate of a Secret",
                    true,
                    "secure.localhost",
                    "/",
                    "",
                    "Service shop/account:80 received"),
            new Stop(
                    "where there is TLS, HTTP is redirected to it",
                    false,
                    "secure.localhost",
                    "/account",
                    "-i",
                    "308 Permanent Redirect"),
            new Stop(
                    "a WebSocket: 101, then the greeting of the Service (curl leaves after two seconds)",
                    false,
                    "chat.localhost",
                    "/room",
                    "-i " + WEB_SOCKET,
                    "Service shop/chat:80 opened a WebSocket at /room"));

    private Tour() {}

    /**
     * One request.
     *
     * @param title what it shows
     * @param tls whether it goes over TLS
     * @param host the host that it asks for
     * @param target path and query
     * @param options options of {@code curl}, or empty
     * @param expected what its output contains
     */
    record Stop(String title, boolean tls, String host, String target, String options, String expected) {

        /** Returns the line to type. */
        String curl(int httpPort, int httpsPort) {
            String given = options.isEmpty() ? "" : options + " ";
            return tls
                    ? "curl -k " + given + "--resolve " + host + ":" + httpsPort + ":127.0.0.1 'https://" + host + ":"
                            + httpsPort + target + "'"
                    : "curl " + given + "-H 'Host: " + host + "' 'http://127.0.0.1:" + httpPort + target + "'";
        }

        private boolean leadsSomewhere(Router router) {
            return router.match(host, target).route() != null;
        }
    }

    /** Returns what to try with the routes that are served, as text for a terminal. */
    static String text(StandaloneProxy running) {
        var text = new StringBuilder("\nTry in another terminal:\n");
        Router router = running.engine().router().current();
        STOPS.stream()
                .filter(stop -> stop.leadsSomewhere(router))
                .forEach(stop -> text.append("\n# ")
                        .append(stop.title())
                        .append('\n')
                        .append(stop.curl(
                                running.http().getPort(), running.https().getPort()))
                        .append('\n'));
        String admin = "http://127.0.0.1:" + running.admin().getPort();
        return text.append("\n# the routes, and what there is to say about the manifests\ncurl ")
                .append(admin)
                .append("/routes\ncurl ")
                .append(admin)
                .append("/diagnostics\n\nChanges of the manifests are followed. Ctrl-C ends it.\n")
                .toString();
    }
}
