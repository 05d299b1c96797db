package io.ingress4j.proxy.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.RecordingUpstream;
import io.ingress4j.proxy.netty.support.ScriptedUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Several requests on one connection. */
final class PipeliningTest {

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: a.test\r\n\r\n";
    }

    @Test
    void answersComeInTheOrderOfAThousandRequestsSentAtOnce() throws Exception {
        int count = 1_000;
        var requests = new StringBuilder();
        for (int i = 0; i < count; i++) {
            requests.append(get("/" + i));
        }
        try (RecordingUpstream upstream = RecordingUpstream.start();
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            Thread sender = new Thread(() -> {
                try {
                    client.send(requests.toString());
                } catch (IOException e) {
                    // the answers will be missed
                }
            });
            sender.start();
            for (int i = 0; i < count; i++) {
                assertThat(client.read().status()).isEqualTo(200);
            }
            sender.join(10_000);
            assertThat(upstream.requests()).hasSize(count);
            for (int i = 0; i < count; i++) {
                assertThat(upstream.requests().get(i)).startsWith("GET /" + i + " ");
            }
            assertThat(upstream.connections()).isLessThan(3);
        }
    }

    @Test
    void aBodyThatWaitedBehindAnotherRequestIsSentOn() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.start();
                TestProxy proxy = TestProxy.to(upstream.port()).start()) {
            for (int round = 0; round < 20; round++) {
                // Connections that are idle let the second request begin within the end of the first one.
                warmUp(proxy, 4);
                try (RawClient client = proxy.connect()) {
                    client.send(get("/a") + "POST /b HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello");

                    assertThat(client.read().status()).isEqualTo(200);
                    assertThat(client.read().status()).isEqualTo(200);
                }
            }
        }
    }

    private static void warmUp(TestProxy proxy, int connections) throws IOException {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            clients.add(proxy.connect().send(get("/warm-up")));
        }
        for (RawClient client : clients) {
            assertThat(client.read().status()).isEqualTo(200);
            client.close();
        }
    }

    @Test
    void whatIsSentBehindAnUpgradeThatNobodyAnswersStaysWithTheClient() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    connection.readSome(1); // until the end
                });
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                Selector selector = Selector.open();
                SocketChannel client = SocketChannel.open(new InetSocketAddress("127.0.0.1", proxy.port()))) {
            client.write(StandardCharsets.US_ASCII.encode("GET / HTTP/1.1\r\nHost: a.test\r\nUpgrade: x\r\n\r\n"));
            client.configureBlocking(false);
            client.register(selector, SelectionKey.OP_WRITE);
            ByteBuffer block = ByteBuffer.allocate(1 << 20);
            long sent = 0;
            while (sent < 256L << 20 && selector.select(2_000) > 0) {
                selector.selectedKeys().clear();
                sent += client.write(block.clear());
            }

            assertThat(sent).isLessThan(64L << 20);
        }
    }

    @Test
    void aBadRequestBehindASlowOneLeavesItsAnswerWhole() throws Exception {
        var answer = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
                    await(answer);
                    connection.send("world");
                    connection.readSome(1);
                });
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            client.send(get("/slow") + "GET  / HTTP/1.1\r\n\r\n" + get("/smuggled"));
            client.readHead();
            assertThat(client.readExactly(5)).isEqualTo("hello");
            answer.countDown();
            assertThat(client.readExactly(5)).isEqualTo("world");

            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.readAll()).isEmpty();
            assertThat(upstream.heads()).hasSize(1);
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IOException("nobody said so");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void nothingIsServedAfterTheLastRequestOfAConnection() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.start();
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            client.send(get("/1") + "GET /2 HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n" + get("/3"));

            assertThat(client.read().status()).isEqualTo(200);
            RawClient.Response last = client.read();
            assertThat(last.field("connection")).hasValue("close");
            assertThat(client.readAll()).isEmpty();
            assertThat(upstream.requests()).hasSize(2);
        }
    }

    @Test
    void http10EndsTheConnectionUnlessAskedToKeepIt() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.start();
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            client.send("GET / HTTP/1.0\r\nHost: a.test\r\nConnection: keep-alive\r\n\r\n");
            assertThat(client.read().field("connection")).hasValue("keep-alive");

            client.send("GET / HTTP/1.0\r\nHost: a.test\r\n\r\n");
            assertThat(client.read().field("connection")).hasValue("close");
            assertThat(client.readAll()).isEmpty();
        }
    }

    @Test
    void tinyChunksArriveWholeThroughAShortQueue() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.start();
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "1\r\na\r\n".repeat(3_000) + "0\r\n\r\n" + get("/next"));

            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(upstream.requests().get(0)).contains("1\r\na\r\n".repeat(3_000));
            assertThat(upstream.last()).startsWith("GET /next ");
        }
    }
}
