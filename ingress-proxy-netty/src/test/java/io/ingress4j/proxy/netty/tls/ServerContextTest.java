package io.ingress4j.proxy.netty.tls;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ingress4j.matcher.tls.ServerCertificate;
import io.ingress4j.proxy.netty.support.LeakGate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.security.PrivateKey;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a context keeps of its key outside the heap. */
final class ServerContextTest {
    private static final int ECDSA_AES_128_GCM = 0xc02b;
    private static final int TLS_1_2 = 0x0303;
    private static final int HANDSHAKE = 0x16;

    private final TicketKeys tickets = new TicketKeys(System::nanoTime);

    /** A key that does something whenever somebody takes it apart. */
    private record WatchedKey(PrivateKey key, Runnable reading) implements PrivateKey {
        static ServerContext contextOf(ServerCertificate plain, Runnable reading) throws SSLException {
            var key = new WatchedKey(plain.key(), reading);
            return ServerContext.of(new ServerCertificate(plain.secret(), plain.chain(), key), SslProvider.OPENSSL);
        }

        @Override
        public String getAlgorithm() {
            return key.getAlgorithm();
        }

        @Override
        public String getFormat() {
            return key.getFormat();
        }

        @Override
        public byte[] getEncoded() {
            reading.run();
            return key.getEncoded();
        }
    }

    @Test
    void withBoringSslAKeyIsReadForTheFirstHandshakeAndNotForOthers() throws Exception {
        assumeTrue(OpenSsl.isAvailable(), "no BoringSSL");
        var readings = new AtomicInteger();
        ServerContext context = WatchedKey.contextOf(TestCertificates.ec("exact", "exact"), readings::incrementAndGet);
        assertThat(firstByteOfAnswer(context)).isEqualTo(HANDSHAKE);
        int first = readings.get();

        for (int i = 0; i < 10; i++) {
            assertThat(firstByteOfAnswer(context)).isEqualTo(HANDSHAKE);
        }

        assertThat(first).isPositive();
        assertThat(readings).hasValue(first);
        context.release();
    }

    @Test
    void withBoringSslAKeyEndsWithItsContextAlsoWhereItsFirstHandshakesWereTwoAtOnce() throws Exception {
        assumeTrue(OpenSsl.isAvailable(), "no BoringSSL");
        var made = new AtomicReference<@Nullable ServerContext>();
        ServerContext context = WatchedKey.contextOf(TestCertificates.ec("exact", "exact"), () -> {
            ServerContext other = made.getAndSet(null);
            if (other != null) { // as on a second event loop that is faster
                assertThat(firstByteOfAnswer(other)).isEqualTo(HANDSHAKE);
            }
        });
        made.set(context);

        assertThat(firstByteOfAnswer(context)).isEqualTo(HANDSHAKE);

        assertThat(made).hasNullValue();
        context.release();
        LeakGate.check();
    }

    /** Begins a handshake, and ends the connection then. */
    private int firstByteOfAnswer(ServerContext context) {
        SslContext ssl = requireNonNull(context.acquire(tickets));
        var channel = new EmbeddedChannel(ssl.newHandler(UnpooledByteBufAllocator.DEFAULT));
        ReferenceCountUtil.release(ssl);
        try {
            channel.writeInbound(
                    Unpooled.wrappedBuffer(ClientHello.record(TLS_1_2, "a.example.com", 0, ECDSA_AES_128_GCM)));
            ByteBuf answer = requireNonNull(channel.<ByteBuf>readOutbound());
            int first = answer.readUnsignedByte();
            answer.release();
            return first;
        } finally {
            channel.finishAndReleaseAll();
        }
    }
}
