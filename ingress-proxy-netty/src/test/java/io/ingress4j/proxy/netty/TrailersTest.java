package io.ingress4j.proxy.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.ScriptedUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What becomes of the fields behind a body. */
final class TrailersTest {
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n";

    private static String readChunked(RawClient client) throws IOException {
        assertThat(client.readHead())
                .contains("\r\nTransfer-Encoding: chunked\r\n")
                .doesNotContain("X-Sum", "x-sum");
        return client.readExactly(10) + client.readLine() + "|" + readLines(client);
    }

    private static String readLines(RawClient client) throws IOException {
        var lines = new StringBuilder();
        String line;
        while (!(line = client.readLine()).isEmpty()) {
            lines.append(line).append('|');
        }
        return lines.toString();
    }

    @Test
    void trailersReachOnlyClientsThatTakeThem() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(CHUNKED + "X-Sum: 1\r\ngrpc-status: 0\r\n\r\n");
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 2; i++) {
                client.send("GET / HTTP/1.1\r\nHost: a.test\r\nTE: trailers\r\nConnection: TE\r\n\r\n");
                assertThat(readChunked(client)).isEqualTo("5\r\nhello\r\n0|X-Sum: 1|grpc-status: 0|");
                client.get("/");
                assertThat(readChunked(client)).isEqualTo("5\r\nhello\r\n0|");
            }
            client.send("GET / HTTP/1.0\r\nHost: a.test\r\nTE: trailers\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("hello");
        }
    }

    @Test
    void whatBelongsToAHeadIsNoTrailer() throws Exception {
        String forbidden = "Content-Length: 7\r\nTransfer-Encoding: chunked\r\nHost: b.test\r\nAuthorization: x\r\n"
                + "Set-Cookie: a=b\r\nConnection: close\r\nContent-Type: text/html\r\nLocation: /\r\n"
                + "Cache-Control: no-store\r\nX-Forwarded-For: 1.2.3.4\r\nUpgrade: h2c\r\nTrailer: X-Sum\r\na_b: c\r\n";
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    while (true) {
                        String head = connection.readRequest();
                        connection.send(CHUNKED + forbidden + (head.contains(" /sum") ? "X-Sum: 1\r\n" : "") + "\r\n");
                    }
                });
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            client.send("GET /sum HTTP/1.1\r\nHost: a.test\r\nTE: trailers\r\n\r\n");
            assertThat(readChunked(client)).isEqualTo("5\r\nhello\r\n0|X-Sum: 1|");
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\nTE: trailers\r\n\r\n");
            assertThat(readChunked(client)).isEqualTo("5\r\nhello\r\n0|");
            assertThat(client.get("/").read().status()).isEqualTo(200);
        }
    }

    @Test
    void trailersOfARequestStayBehind() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    var body = new StringBuilder();
                    while (!body.toString().endsWith("0\r\n\r\n")) {
                        body.append(connection.readSome(100));
                    }
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                });
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                    + "5;a=b\r\nhello\r\n0\r\nX-Sum: 1\r\nAuthorization: x\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("5\r\nhello\r\n0\r\n\r\n");
            assertThat(upstream.heads().get(0)).doesNotContain("X-Sum", "Authorization");
        }
    }
}
