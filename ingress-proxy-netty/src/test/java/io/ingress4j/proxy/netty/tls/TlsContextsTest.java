package io.ingress4j.proxy.netty.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.tls.ServerCertificate;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** TLS towards clients, on real sockets and with both providers where BoringSSL is there. */
final class TlsContextsTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final int ECDSA_AES_128_GCM = 0xc02b;
    private static final int TLS_1_2 = 0x0303;

    private static final ServerCertificate DEFAULT = TestCertificates.ec("default", "default");
    private static final ServerCertificate EXACT = TestCertificates.ec("exact", "exact");
    private static final ServerCertificate WILD = TestCertificates.ec("wild", "wild");
    private static final Router ROUTER = Tables.with(
            Router.empty(),
            Map.of("a.example.com", Optional.of(EXACT), "*.example.com", Optional.of(WILD), "", Optional.of(EXACT)));

    static Stream<SslProvider> providers() {
        return OpenSsl.isAvailable() ? Stream.of(SslProvider.OPENSSL, SslProvider.JDK) : Stream.of(SslProvider.JDK);
    }

    private static TlsContexts contexts(SslProvider provider) {
        return new TlsContexts(new LiveRouter(ROUTER), DEFAULT, provider);
    }

    private static String shown(EchoServer server, String name, String protocol) throws IOException {
        try (SSLSocket socket = new TlsClient().connect(server, name, protocol)) {
            assertThat(TlsClient.echo(socket, "ping")).isEqualTo("ping");
            return TlsClient.shown(socket);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void theNameDecidesWhichCertificateIsShown(SslProvider provider) throws Exception {
        try (var server = new EchoServer(contexts(provider), LONG)) {
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                assertThat(shown(server, "a.example.com", protocol)).isEqualTo("exact");
                assertThat(shown(server, "A.Example.COM", protocol)).isEqualTo("exact");
                assertThat(shown(server, "b.example.com", protocol)).isEqualTo("wild");
                assertThat(shown(server, "B.EXAMPLE.com", protocol)).isEqualTo("wild");
                assertThat(shown(server, "c.b.example.com", protocol)).isEqualTo("default");
                assertThat(shown(server, "example.com", protocol)).isEqualTo("default");
                assertThat(shown(server, "unknown.org", protocol)).isEqualTo("default");
                assertThat(shown(server, null, protocol)).isEqualTo("default");
            }
            assertThat(server.failures()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void anOddNameGetsSomeCertificateOrAnAlert(SslProvider provider) throws Exception {
        String longName = "a".repeat(5000);
        try (var server = new EchoServer(contexts(provider), LONG)) {
            for (String name : List.of("", ".", "..", "*", "*.example.com", "[::1]", "127.0.0.1", "a..b", longName)) {
                int answer = answer(server, ClientHello.record(TLS_1_2, name, 0, ECDSA_AES_128_GCM));
                assertThat(answer).describedAs(name).isIn(0x16, 0x15);
            }
            for (String name : List.of("a.example.com:443", "a.example.com/", "\u00e4\u0000\r\n.example.com")) {
                int answer = answer(server, ClientHello.record(TLS_1_2, name, 0, ECDSA_AES_128_GCM));
                assertThat(answer).describedAs(name).isIn(0x16, 0x15);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aRotatedCertificateHoldsForTheNextConnectionAndOldOnesLiveOn(SslProvider provider) throws Exception {
        var router = new LiveRouter(ROUTER);
        var contexts = new TlsContexts(router, DEFAULT, provider);
        try (var server = new EchoServer(contexts, LONG);
                SSLSocket old = new TlsClient().connect(server, "a.example.com", "TLSv1.3")) {
            int before = contexts.size();
            for (int i = 0; i < 5; i++) {
                Router next =
                        Tables.with(router.current(), "a.example.com", TestCertificates.ec("exact", "rotation " + i));
                contexts.prepare(next);
                router.publish(next);
                contexts.retire();

                assertThat(next.freshRoutes()).isEmpty();
                assertThat(shown(server, "a.example.com", "TLSv1.3")).isEqualTo("rotation " + i);
                assertThat(shown(server, "b.example.com", "TLSv1.3")).isEqualTo("wild");
                assertThat(TlsClient.echo(old, "still here")).isEqualTo("still here");
                assertThat(TlsClient.shown(old)).isEqualTo("exact");
            }
            // EXACT is also the certificate of another host, so it stays beside the newest rotation.
            assertThat(contexts.size()).isEqualTo(before + 1);
        }
    }

    @Test
    void withBoringSslAContextEndsWithItsLastConnectionAndNotBefore() throws Exception {
        assumeTrue(OpenSsl.isAvailable(), "no BoringSSL");
        Router with = Tables.with(Router.empty(), "a.example.com", EXACT);
        Router without = Tables.with(with, Map.of("a.example.com", Optional.empty()));
        var router = new LiveRouter(with);
        var contexts = new TlsContexts(router, DEFAULT, SslProvider.OPENSSL);
        SslContext context = contexts.context("a.example.com");
        ReferenceCountUtil.release(context);
        try (var server = new EchoServer(contexts, LONG)) {
            try (SSLSocket open = new TlsClient().connect(server, "a.example.com", "TLSv1.3")) {
                contexts.prepare(without);
                router.publish(without);
                contexts.retire();

                assertThat(shown(server, "a.example.com", "TLSv1.3")).isEqualTo("default");
                assertThat(TlsClient.echo(open, "still here")).isEqualTo("still here");
                assertThat(ReferenceCountUtil.refCnt(context)).isEqualTo(1);
            }
            await().atMost(LONG).until(() -> ReferenceCountUtil.refCnt(context) == 0);
        }
    }

    @Test
    void contextsThatComeAndGoDuringHandshakesFailNone() throws Exception {
        var router = new LiveRouter(ROUTER);
        var contexts = new TlsContexts(router, DEFAULT, OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
        var over = new AtomicBoolean();
        try (var server = new EchoServer(contexts, LONG)) {
            Thread rotating = new Thread(() -> {
                for (int i = 0; !over.get(); i++) {
                    Router next = Tables.with(router.current(), "a.example.com", TestCertificates.ec("exact", "r" + i));
                    contexts.prepare(next);
                    router.publish(next);
                    contexts.retire();
                }
            });
            rotating.start();
            try {
                for (int i = 0; i < 100; i++) {
                    assertThat(shown(server, "a.example.com", "TLSv1.3")).matches("exact|r\\d+");
                }
            } finally {
                over.set(true);
                rotating.join(10_000);
            }
            assertThat(server.failures()).isEmpty();
        }
    }

    @Test
    void withBoringSslATicketOutlivesTheRotationOfItsSecret() throws Exception {
        assumeTrue(OpenSsl.isAvailable(), "no BoringSSL");
        var router = new LiveRouter(ROUTER);
        var contexts = new TlsContexts(router, DEFAULT, SslProvider.OPENSSL);
        try (var server = new EchoServer(contexts, LONG)) {
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                var client = new TlsClient();
                String before;
                try (SSLSocket socket = client.connect(server, "a.example.com", protocol)) {
                    TlsClient.echo(socket, "ping");
                    before = TlsClient.shown(socket);
                }
                Router next = Tables.with(
                        router.current(), "a.example.com", TestCertificates.ec("exact", "next " + protocol));
                contexts.prepare(next);
                router.publish(next);
                contexts.retire();

                assertThat(shown(server, "a.example.com", protocol)).isEqualTo("next " + protocol);
                try (SSLSocket socket = client.connect(server, "a.example.com", protocol)) {
                    TlsClient.echo(socket, "ping");
                    // A resumed session is not shown a certificate: the client remembers the one it saw.
                    assertThat(TlsClient.shown(socket)).describedAs(protocol).isEqualTo(before);
                }
            }
        }
    }

    @Test
    void ticketKeysDecryptForTwoPeriodsAndAreForgottenThen() {
        var time = new AtomicLong();
        var keys = new TicketKeys(time::get);
        TicketKeys.Generation first = keys.now();

        time.addAndGet(TicketKeys.ROTATION_NANOS - 1);
        assertThat(keys.now()).isSameAs(first);
        time.addAndGet(1);
        TicketKeys.Generation second = keys.now();
        assertThat(second.keys()[1].name()).isEqualTo(first.keys()[0].name());
        assertThat(second.keys()[0].name()).isNotEqualTo(first.keys()[0].name());
        time.addAndGet(2 * TicketKeys.ROTATION_NANOS);
        assertThat(keys.now().keys()[1].name()).isNotEqualTo(second.keys()[0].name());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void contextsAreMadeByPrepareAndKeptOnlyWhileAHostShowsThem(SslProvider provider) {
        var router = new LiveRouter(Router.empty());
        var contexts = new TlsContexts(router, DEFAULT, provider);
        assertThat(contexts.size()).isZero();

        Map<String, Optional<ServerCertificate>> hosts = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            hosts.put("h" + i + ".example.com", Optional.of(i % 2 == 0 ? EXACT : WILD));
        }
        Router all = Tables.with(Router.empty(), hosts);
        contexts.prepare(all);
        assertThat(contexts.size()).isEqualTo(2);

        Map<String, Optional<ServerCertificate>> odd = new HashMap<>();
        hosts.forEach((host, certificate) -> {
            if (certificate.get() == EXACT) {
                odd.put(host, Optional.empty());
            }
        });
        Router fewer = Tables.with(all, odd);
        contexts.prepare(fewer);
        assertThat(contexts.size()).isEqualTo(2); // the table before is still live
        contexts.retire();
        assertThat(contexts.size()).isEqualTo(1);
        contexts.prepare(Router.empty());
        contexts.retire();
        assertThat(contexts.size()).isZero();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aTableThatNobodyPreparedIsServedWithContextsThatStayBounded(SslProvider provider) {
        var router = new LiveRouter(Router.empty());
        var contexts = new TlsContexts(router, DEFAULT, provider);
        for (int i = 0; i < 300; i++) {
            router.publish(Tables.with(Router.empty(), "a.example.com", TestCertificates.ec("late" + i, "late")));
            SslContext first = contexts.context("a.example.com");
            SslContext second = contexts.context("a.example.com");
            assertThat(first).isSameAs(second);
            ReferenceCountUtil.release(first, 2);
        }
        assertThat(contexts.size()).isLessThan(300);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aCertificateThatCannotBeServedIsReportedOnceAndTheDefaultIsShown(SslProvider provider, @TempDir Path directory)
            throws Exception {
        var dsa = TestCertificates.keytool(directory, "dsa", "dsa", "-keyalg", "DSA", "-keysize", "2048");
        var edwards = TestCertificates.keytool(directory, "edwards", "edwards", "-keyalg", "Ed25519");
        var log = (Logger) LoggerFactory.getLogger(TlsContexts.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        log.addAppender(lines);
        try {
            Router router = Tables.with(
                    ROUTER,
                    Map.of(
                            "dsa.org", Optional.of(dsa),
                            "dsa2.org", Optional.of(dsa),
                            "edwards.org", Optional.of(edwards)));
            try (var server = new EchoServer(new TlsContexts(new LiveRouter(router), DEFAULT, provider), LONG)) {
                for (String name : List.of("dsa.org", "dsa2.org", "edwards.org", "dsa.org")) {
                    assertThat(shown(server, name, "TLSv1.3")).isEqualTo("default");
                }
                assertThat(shown(server, "a.example.com", "TLSv1.3")).isEqualTo("exact");
            }
        } finally {
            log.detachAppender(lines);
        }
        assertThat(lines.list)
                .hasSize(2)
                .allSatisfy(line -> {
                    assertThat(line.getThrowableProxy()).isNull();
                    assertThat(line.getFormattedMessage()).hasLineCount(1).contains("the default certificate is shown");
                })
                .anySatisfy(line -> assertThat(line.getFormattedMessage()).startsWith("Secret shop/dsa: "));
        assertThatThrownBy(() -> new TlsContexts(new LiveRouter(ROUTER), dsa, provider))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("defaultCertificate: shop/dsa: ");
    }

    @ParameterizedTest
    @MethodSource("providers")
    void rsaAndLargerCurvesAreServed(SslProvider provider, @TempDir Path directory) throws Exception {
        var rsa = TestCertificates.keytool(directory, "rsa", "rsa", "-keyalg", "RSA", "-keysize", "2048");
        var p384 = TestCertificates.keytool(directory, "p384", "p384", "-keyalg", "EC", "-groupname", "secp384r1");
        var p521 = TestCertificates.keytool(directory, "p521", "p521", "-keyalg", "EC", "-groupname", "secp521r1");
        Router router = Tables.with(
                ROUTER,
                Map.of("rsa.org", Optional.of(rsa), "p384.org", Optional.of(p384), "p521.org", Optional.of(p521)));
        try (var server = new EchoServer(new TlsContexts(new LiveRouter(router), null, provider), LONG)) {
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                for (String name : List.of("rsa", "p384", "p521")) {
                    assertThat(shown(server, name + ".org", protocol)).isEqualTo(name);
                }
                assertThat(shown(server, null, protocol)).isEqualTo("ingress4j default");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void httpOneIsAgreedOnAndAnythingElseIsLeftOpen(SslProvider provider) throws Exception {
        try (var server = new EchoServer(contexts(provider), LONG)) {
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                try (SSLSocket socket = new TlsClient().connect(server, null, protocol, "h2", "http/1.1")) {
                    assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
                }
                try (SSLSocket socket = new TlsClient().connect(server, null, protocol, "h2")) {
                    assertThat(socket.getApplicationProtocol()).isEmpty();
                    assertThat(TlsClient.echo(socket, "ping")).isEqualTo("ping");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void oldVersionsAreRefused(SslProvider provider) throws Exception {
        try (var server = new EchoServer(contexts(provider), LONG)) {
            int[] ciphers = {ECDSA_AES_128_GCM, 0xc009, 0xc00a, 0x2f};
            assertThat(answer(server, ClientHello.record(TLS_1_2, "a.example.com", 0, ciphers)))
                    .isEqualTo(0x16);
            for (int version : new int[] {0x0300, 0x0301, 0x0302}) {
                int answer = answer(server, ClientHello.record(version, "a.example.com", 0, ciphers));
                assertThat(answer).describedAs("version %x", version).isIn(0x15, -1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void ciphersWithoutForwardSecrecyOrAuthenticationAreNotOffered(SslProvider provider, @TempDir Path directory)
            throws Exception {
        var rsa = TestCertificates.keytool(directory, "rsa", "rsa", "-keyalg", "RSA", "-keysize", "2048");
        Router router = Tables.with(ROUTER, "rsa.org", rsa);
        try (var server = new EchoServer(new TlsContexts(new LiveRouter(router), DEFAULT, provider), LONG)) {
            assertThat(answer(server, ClientHello.record(TLS_1_2, "rsa.org", 0, 0xc02f)))
                    .isEqualTo(0x16);
            int[] weak = {
                0x0000,
                0x0001,
                0x0003,
                0x0004,
                0x0005,
                0x0008,
                0x0009,
                0x000a, // NULL, EXPORT, RC4, DES, 3DES
                0x0016,
                0x0018,
                0x001b,
                0x0034,
                0x006c, // DHE 3DES, anonymous
                0x002f,
                0x0035,
                0x003c,
                0x009c,
                0x009d, // static RSA
                0x0033,
                0x0039,
                0x009e, // DHE
                0xc006,
                0xc007,
                0xc008,
                0xc010,
                0xc011,
                0xc012,
                0xc018, // ECDHE with NULL, RC4, 3DES; ECDH_anon
                0xc009,
                0xc00a,
                0xc013,
                0xc014,
                0xc023,
                0xc027 // CBC
            };
            for (String name : List.of("rsa.org", "a.example.com")) {
                for (int cipher : weak) {
                    int answer = answer(server, ClientHello.record(TLS_1_2, name, 0, cipher));
                    assertThat(answer).describedAs("%s %04x", name, cipher).isIn(0x15, -1);
                }
                assertThat(answer(server, ClientHello.record(TLS_1_2, name, 0, weak)))
                        .isIn(0x15, -1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void renegotiationByTheClientIsRefused(SslProvider provider) throws Exception {
        try (var server = new EchoServer(contexts(provider), LONG);
                SSLSocket socket = new TlsClient().connect(server, "a.example.com", "TLSv1.2")) {
            assertThat(TlsClient.echo(socket, "before")).isEqualTo("before");

            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        TlsClient.echo(socket, "after");
                    })
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(java.net.SocketTimeoutException.class);
            server.awaitNothingLeft();
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void whatIsNoTlsIsClosedAndLeavesNothing(SslProvider provider) throws Exception {
        byte[] noise = new byte[3000];
        new Random(7).nextBytes(noise);
        noise[0] = 'x';
        try (var server = new EchoServer(contexts(provider), LONG)) {
            for (byte[] bytes : List.of(
                    "GET / HTTP/1.1\r\nHost: a.example.com\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                    noise,
                    new byte[100],
                    ClientHello.framed(0x17, TLS_1_2, new byte[50]),
                    ClientHello.framed(0x15, TLS_1_2, new byte[] {2, 40}),
                    ClientHello.framed(0x14, TLS_1_2, new byte[] {1}))) {
                assertThat(answer(server, bytes)).isIn(0x15, -1);
            }
            server.awaitNothingLeft();
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aHandshakeThatGoesWrongInTheMiddleLeavesNothing(SslProvider provider) throws Exception {
        byte[] hello = ClientHello.record(TLS_1_2, "a.example.com", 0, ECDSA_AES_128_GCM);
        var random = new Random(11);
        try (var server = new EchoServer(contexts(provider), LONG)) {
            for (int i = 0; i < 200; i++) {
                byte[] broken = hello.clone();
                for (int edits = 0; edits <= i % 4; edits++) {
                    broken[5 + random.nextInt(broken.length - 5)] = (byte) random.nextInt();
                }
                try (Socket socket = server.connect()) {
                    OutputStream out = socket.getOutputStream();
                    out.write(broken, 0, i % 3 == 0 ? random.nextInt(broken.length) : broken.length);
                    if (i % 5 == 0) {
                        socket.setSoLinger(true, 0); // goes with a reset
                    }
                }
            }
            server.awaitNothingLeft();
            assertThat(shown(server, "a.example.com", "TLSv1.3")).isEqualTo("exact");
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void whoeverIsSilentIsClosed(SslProvider provider) throws Exception {
        byte[] hello = ClientHello.record(TLS_1_2, "a.example.com", 0, ECDSA_AES_128_GCM);
        try (var server = new EchoServer(contexts(provider), SHORT)) {
            for (int sent : new int[] {0, 3, 5, 40, hello.length}) {
                try (Socket socket = server.connect()) {
                    socket.getOutputStream().write(hello, 0, sent);
                    drain(socket);
                }
            }
            server.awaitNothingLeft();
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aHelloInPiecesIsReadAndOneThatIsTooLongIsNot(SslProvider provider) throws Exception {
        byte[] good = ClientHello.message(TLS_1_2, "a.example.com", 9_000, ECDSA_AES_128_GCM);
        byte[] huge = ClientHello.message(TLS_1_2, "a.example.com", 40_000, ECDSA_AES_128_GCM);
        try (var server = new EchoServer(contexts(provider), LONG)) {
            assertThat(answerInRecords(server, good, 1_000)).isEqualTo(0x16);
            assertThat(answerInRecords(server, good, 8_000)).isEqualTo(0x16);
            assertThat(answerInRecords(server, huge, 16_000)).isIn(0x15, -1);
            assertThat(answerInRecords(server, huge, 1)).isIn(0x15, -1);
            byte[] announced = {1, 0x7f, (byte) 0xff, (byte) 0xff, 3, 3};
            assertThat(answer(server, ClientHello.framed(0x16, 0x0301, announced)))
                    .isIn(0x15, -1);
            server.awaitNothingLeft();
        }
    }

    private static int answerInRecords(EchoServer server, byte[] message, int size) throws IOException {
        try (Socket socket = server.connect()) {
            try {
                OutputStream out = socket.getOutputStream();
                for (int at = 0; at < message.length && at / size < 50; at += size) {
                    byte[] piece = java.util.Arrays.copyOfRange(message, at, Math.min(message.length, at + size));
                    out.write(ClientHello.framed(0x16, 0x0301, piece));
                }
                return socket.getInputStream().read();
            } catch (SocketException e) {
                return -1;
            }
        }
    }

    /** Sends bytes and returns the first byte that comes back: the type of a record, or -1 for a closed connection. */
    private static int answer(EchoServer server, byte[] bytes) throws IOException {
        try (Socket socket = server.connect()) {
            try {
                socket.getOutputStream().write(bytes);
                return socket.getInputStream().read();
            } catch (SocketException e) {
                return -1;
            }
        }
    }

    /** Reads until the connection is closed. */
    private static void drain(Socket socket) throws IOException {
        try {
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {}
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }
}
