package io.ingress4j.proxy.netty;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.TestProxy;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

final class ForwardingTest {

    @Test
    void requestsAndTheirBodiesReachTheEndpointAndAnswersComeBack() throws Exception {
        HttpServer upstream = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        upstream.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : 0);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        upstream.start();
        String body = "0123456789".repeat(50_000);
        try (TestProxy proxy = TestProxy.to(upstream.getAddress().getPort()).start();
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                RawClient.Response posted = client.send("POST /a HTTP/1.1\r\nHost: a.test\r\nContent-Length: "
                                + body.length() + "\r\n\r\n" + body)
                        .read();
                assertThat(posted.status()).isEqualTo(200);
                assertThat(posted.body()).isEqualTo(body);
                assertThat(client.get("/a").read().status()).isEqualTo(200);
            }
        } finally {
            upstream.stop(0);
        }
    }
}
