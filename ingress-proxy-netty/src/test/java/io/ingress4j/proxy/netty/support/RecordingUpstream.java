package io.ingress4j.proxy.netty.support;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** An upstream that keeps every request as the bytes it came in, head and body, and answers each with 200. */
public final class RecordingUpstream implements AutoCloseable {
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final ScriptedUpstream server;

    private RecordingUpstream() throws IOException {
        server = ScriptedUpstream.start((connection, number) -> {
            while (true) {
                String request = connection.readHead();
                request += body(connection, request);
                requests.add(request);
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });
    }

    /** Starts one. */
    public static RecordingUpstream start() throws IOException {
        return new RecordingUpstream();
    }

    private static String body(ScriptedUpstream.Connection connection, String head) throws IOException {
        Optional<String> length = field(head, "content-length");
        var body = new StringBuilder();
        if (length.isPresent()) {
            while (body.length() < Integer.parseInt(length.get())) {
                body.append(more(connection));
            }
        } else if (field(head, "transfer-encoding").isPresent()) {
            while (body.length() < 5 || !body.substring(body.length() - 5).equals("0\r\n\r\n")) {
                body.append(more(connection));
            }
        }
        return body.toString();
    }

    private static String more(ScriptedUpstream.Connection connection) throws IOException {
        String some = connection.readSome(1);
        if (some.isEmpty()) {
            throw new IOException("the connection ended within a body");
        }
        return some;
    }

    /** Returns the first value of a field of a head. */
    public static Optional<String> field(String head, String name) {
        String begin = name.toLowerCase(Locale.ROOT) + ":";
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(begin))
                .map(line -> line.substring(begin.length()).strip())
                .findFirst();
    }

    /** Returns its port. */
    public int port() {
        return server.port();
    }

    /** Returns how many connections were made to it. */
    public int connections() {
        return server.connections();
    }

    /** Returns the complete requests, in order. */
    public List<String> requests() {
        return requests;
    }

    /** Returns the newest complete request. */
    public String last() {
        return requests.get(requests.size() - 1);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
