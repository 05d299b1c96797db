package io.ingress4j.proxy.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.proxy.netty.config.ListenException;
import io.ingress4j.proxy.netty.config.Listener;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IngressProxyTest {

    @Test
    void aHostThatNobodyServesIsNotFound() throws IOException {
        assertThat(ask("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404 Not Found\r\n");
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        String one = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";

        String answers =
                ask(one + one.replace("GET /", "GET /%00") + one.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));

        assertThat(answers.lines().filter(line -> line.startsWith("HTTP/1.1")))
                .containsExactly("HTTP/1.1 404 Not Found", "HTTP/1.1 400 Bad Request", "HTTP/1.1 404 Not Found");
    }

    @ParameterizedTest
    @CsvSource({
        "GET  / HTTP/1.1|Host: a,400",
        "GET / HTTP/2.0|Host: a,505",
        "GET / HTTP/1.1,400",
        "GET / HTTP/1.1|Host: a|Host: a,400",
        "GET / HTTP/1.1|Host: a|Content-Length: 1|Transfer-Encoding: chunked,400",
        "GET / HTTP/1.1|Host: a|Sec-WebSocket-Key1: x|Sec-WebSocket-Key2: y,400",
        "CONNECT a:1 HTTP/1.1|Host: a,405",
        "GET /#a HTTP/1.1|Host: a,400"
    })
    void anAmbiguousRequestIsRefusedAndEndsTheConnection(String head, int status) throws IOException {
        assertThat(ask(head.replace("|", "\r\n") + "\r\n\r\n")).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void aTakenAddressNamesItsListenerAndLeavesNothingBound() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                var proxy = IngressProxy.builder(new LiveRouter(Router.empty()))
                        .listen(Listener.http("127.0.0.1", 0))
                        .listen(Listener.https("127.0.0.1", taken.getLocalPort()))
                        .build()) {
            assertThatThrownBy(proxy::start)
                    .isInstanceOf(ListenException.class)
                    .hasMessageContaining("https://127.0.0.1:" + taken.getLocalPort());

            int free = proxy.addresses().get(0).getPort();
            assertThatThrownBy(() -> new Socket("127.0.0.1", free).close()).isInstanceOf(ConnectException.class);
        }
    }

    private static String ask(String bytes) throws IOException {
        var router = new LiveRouter(Router.empty());
        try (var proxy = IngressProxy.builder(router)
                .listen(Listener.http("127.0.0.1", 0))
                .build()) {
            proxy.start();
            try (var socket = new Socket("127.0.0.1", proxy.addresses().get(0).getPort())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            }
        }
    }

    @Test
    void aClosedProxyDoesNotStart() {
        var proxy = IngressProxy.builder(new LiveRouter(Router.empty()))
                .listen(Listener.http("127.0.0.1", 0))
                .build();
        proxy.close();

        assertThatThrownBy(proxy::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed before");
    }
}
