package io.ingress4j.proxy.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.ScriptedUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A side that reads slowly slows the other down, and the proxy holds no more for that. */
final class BackPressureTest {
    private static final int TOTAL = 64 << 20;
    private static final int PART = 1 << 16;
    /** What the four socket buffers between the two ends may hold besides ours; the system chooses some of them. */
    private static final long MOST_UNDER_WAY = 24 << 20;

    private static final int SMALL = 16 << 10;

    private static byte[] part(int number) {
        byte[] part = new byte[PART];
        for (int i = 0; i < part.length; i++) {
            part[i] = (byte) (i * 31 + number);
        }
        return part;
    }

    private static long expected() {
        var crc = new CRC32();
        for (int i = 0; i < TOTAL / PART; i++) {
            crc.update(part(i));
        }
        return crc.getValue();
    }

    private static void writeAll(OutputStream out, AtomicLong written) throws IOException {
        for (int i = 0; i < TOTAL / PART; i++) {
            byte[] part = part(i);
            for (int from = 0; from < PART; from += 8192) {
                out.write(part, from, 8192);
                written.addAndGet(8192);
            }
        }
    }

    private static long checksum(InputStream in) throws IOException {
        var crc = new CRC32();
        byte[] part = new byte[PART];
        int left = TOTAL;
        while (left > 0) {
            int read = in.read(part, 0, Math.min(left, PART));
            if (read < 0) {
                throw new IOException(left + " bytes are missing");
            }
            crc.update(part, 0, read);
            left -= read;
        }
        return crc.getValue();
    }

    private static long directMemory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    /** Waits until the writer writes no more, and returns how much it wrote. */
    private static long stopped(AtomicLong written) {
        var before = new AtomicLong(-1);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> written.get() > 0 && before.getAndSet(written.get()) == written.get());
        return written.get();
    }

    private static RawClient connect(TestProxy proxy) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(SMALL);
        socket.setSendBufferSize(SMALL);
        socket.connect(new InetSocketAddress("127.0.0.1", proxy.port()));
        return RawClient.over(socket);
    }

    @Test
    void aClientThatDoesNotReadStopsTheUpstreamAndThenGetsEverything() throws Exception {
        var written = new AtomicLong();
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.socket().setSendBufferSize(SMALL);
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + TOTAL + "\r\n\r\n");
                    writeAll(connection.socket().getOutputStream(), written);
                    connection.awaitEnd();
                });
                TestProxy proxy = TestProxy.to(upstream.port()).start();
                RawClient client = connect(proxy)) {
            long before = directMemory();
            client.get("/");
            assertThat(stopped(written)).isLessThan(MOST_UNDER_WAY);
            assertThat(directMemory() - before).isLessThan(4 << 20);
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            assertThat(checksum(client.input())).isEqualTo(expected());
        }
    }

    @Test
    void anUpstreamThatDoesNotReadStopsTheClientAndThenGetsEverything() throws Exception {
        var written = new AtomicLong();
        var go = new CountDownLatch(1);
        var sum = new AtomicLong();
        try (ScriptedUpstream upstream = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    try {
                        go.await(30, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    sum.set(checksum(connection.socket().getInputStream()));
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    connection.awaitEnd();
                });
                TestProxy proxy = TestProxy.to(upstream.port())
                        .annotation("proxy-body-size", "0")
                        .start();
                RawClient client = connect(proxy)) {
            long before = directMemory();
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + TOTAL + "\r\n\r\n");
            var writer = new Thread(() -> {
                try {
                    writeAll(client.socket().getOutputStream(), written);
                } catch (IOException e) {
                    // the sum says so
                }
            });
            writer.setDaemon(true);
            writer.start();
            assertThat(stopped(written)).isLessThan(MOST_UNDER_WAY);
            assertThat(directMemory() - before).isLessThan(4 << 20);
            go.countDown();
            client.socket().setSoTimeout(60_000);
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(sum.get()).isEqualTo(expected());
        }
    }
}
