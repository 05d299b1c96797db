package io.ingress4j.proxy.netty.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ingress4j.matcher.tls.ServerCertificate;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.PathType;
import io.ingress4j.model.Secret;
import io.ingress4j.proxy.netty.config.ProxyLimits;
import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.RecordingUpstream;
import io.ingress4j.proxy.netty.support.ScriptedUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole proxy behind TLS, on BoringSSL ({@code true}) and on the JDK's TLS ({@code false}). */
final class TlsListenerTest {
    private static final TlsClient CLIENT = new TlsClient();
    private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";
    private static RecordingUpstream upstream;

    @BeforeAll
    static void start() throws Exception {
        upstream = RecordingUpstream.start();
    }

    @AfterAll
    static void stop() throws Exception {
        upstream.close();
    }

    private static TestProxy.Builder proxy(boolean natives) throws CertificateEncodingException {
        return TestProxy.to(upstream.port())
                .natives(natives)
                .tls("a.test", "exact")
                .object(secret("exact", "exact-1"));
    }

    /** Returns a Secret whose certificate is for {@code a.test} and {@code *.b.test}. */
    private static Secret secret(String name, String commonName) throws CertificateEncodingException {
        ServerCertificate made = SelfMadeCertificate.create(
                new ObjectKey("shop", name), commonName, List.of("a.test", "*.b.test"), Instant.now());
        return new Secret(
                new ObjectKey("shop", name),
                "kubernetes.io/tls",
                Map.of(
                        "tls.crt", pem("CERTIFICATE", made.chain().get(0).getEncoded()),
                        "tls.key", pem("PRIVATE KEY", made.key().getEncoded())));
    }

    private static byte[] pem(String type, byte[] content) {
        return ("-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                        + type + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String shown(TestProxy proxy, String name) throws IOException {
        try (var socket = new TlsClient().connect(proxy.tlsPort(), name, "TLSv1.3")) {
            return TlsClient.shown(socket);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theNameDecidesOverTheCertificateAndTheHostOverTheRoute(boolean natives) throws Exception {
        Ingress wild = Ingress.builder("shop", "wild")
                .path("*.b.test", "/", PathType.PREFIX, "web", 80)
                .tls(List.of("*.b.test"), "wild")
                .build();
        try (TestProxy proxy =
                proxy(natives).object(wild).object(secret("wild", "wild-1")).start()) {
            assertThat(shown(proxy, "a.test")).isEqualTo("exact-1");
            assertThat(shown(proxy, "A.TEST")).isEqualTo("exact-1");
            assertThat(shown(proxy, "x.b.test")).isEqualTo("wild-1");
            String fallback = shown(proxy, "c.test");
            assertThat(fallback).isNotIn("exact-1", "wild-1");
            assertThat(shown(proxy, "x.y.b.test")).isEqualTo(fallback);
            assertThat(shown(proxy, "b.test")).isEqualTo(fallback);
            assertThat(shown(proxy, null)).isEqualTo(fallback);

            try (RawClient client = RawClient.over(CLIENT.connect(proxy.tlsPort(), "x.b.test", "TLSv1.3"))) {
                assertThat(client.send(GET).read().status()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void namesWithoutACertificateAreShownTheDefaultOneOfTheSecretOfThisMoment(boolean natives) throws Exception {
        ServerCertificate last = SelfMadeCertificate.create(
                new ObjectKey("", "last"), "last-resort", List.of("any.test"), Instant.now());
        try (TestProxy proxy = proxy(natives)
                .object(Ingress.builder("shop", "plain")
                        .path("plain.test", "/", PathType.PREFIX, "web", 80)
                        .tls(List.of("plain.test"), "")
                        .build())
                .operator(settings -> settings.defaultCertificate(new ObjectKey("shop", "default")))
                .with(settings -> settings.defaultCertificate(last))
                .start()) {
            for (String name : new String[] {"c.test", "plain.test", null}) {
                assertThat(shown(proxy, name)).isEqualTo("last-resort");
            }
            assertThat(proxy.engine().diagnostics())
                    .anySatisfy(d -> assertThat(d.code()).isEqualTo("missing-default-certificate"));

            for (String generation : List.of("default-1", "default-2")) {
                proxy.source().put(secret("default", generation));
                await().untilAsserted(() -> assertThat(shown(proxy, "c.test")).isEqualTo(generation));
                assertThat(shown(proxy, "plain.test")).isEqualTo(generation);
                assertThat(shown(proxy, null)).isEqualTo(generation);
                assertThat(shown(proxy, "a.test")).isEqualTo("exact-1");
            }

            proxy.source().remove(secret("default", "default-2").id());
            await().untilAsserted(() -> assertThat(shown(proxy, "c.test")).isEqualTo("last-resort"));
        }
    }

    @ParameterizedTest
    @CsvSource({"true,TLSv1.2", "true,TLSv1.3", "false,TLSv1.2", "false,TLSv1.3"})
    void requestsGoThroughAndSayThatTheyCameOverTls(boolean natives, String protocol) throws Exception {
        String body = "0123456789".repeat(20_000);
        try (TestProxy proxy = proxy(natives).start();
                RawClient client = RawClient.over(CLIENT.connect(proxy.tlsPort(), "a.test", protocol))) {
            for (int i = 0; i < 3; i++) {
                client.send("POST / HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-Proto: http\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body);
                assertThat(client.read().body()).isEqualTo("ok");
                assertThat(upstream.last())
                        .contains(
                                "\r\nX-Forwarded-Proto: https\r\n",
                                "\r\nX-Forwarded-Port: 443\r\n",
                                "\r\nX-Forwarded-Scheme: https\r\n",
                                "\r\nX-Scheme: https\r\n")
                        .endsWith("\r\n\r\n" + body);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReplacedCertificateIsShownToNewConnectionsAndOldOnesLiveOn(boolean natives) throws Exception {
        try (TestProxy proxy = proxy(natives).start();
                RawClient old = RawClient.over(CLIENT.connect(proxy.tlsPort(), "a.test", "TLSv1.3"))) {
            assertThat(old.send(GET).read().status()).isEqualTo(200);

            proxy.source().put(secret("exact", "exact-2"));
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(shown(proxy, "a.test")).isEqualTo("exact-2"));

            assertThat(old.send(GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void aHostWithTlsRedirectsWhoComesInTheClear() throws Exception {
        try (TestProxy proxy = proxy(true).start();
                RawClient client = proxy.connect()) {
            RawClient.Response answer = client.get("/x?y").read();
            assertThat(answer.status()).isEqualTo(308);
            assertThat(answer.field("location")).hasValue("https://a.test/x?y");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsNoTlsIsClosedAndReachesNobody(boolean natives) throws Exception {
        int before = upstream.requests().size();
        try (TestProxy proxy = proxy(natives).start()) {
            for (String bytes :
                    new String[] {GET, "\0\0\0\0\0\0\0\0", "\u0016\u0003\u0001\0\u0005hello", "x".repeat(100_000)}) {
                try (RawClient client = RawClient.connect(proxy.tlsPort())) {
                    client.send(bytes);
                    assertThat(answerOf(client)).doesNotContain("200 OK");
                }
            }
        }
        assertThat(upstream.requests()).hasSize(before);
    }

    private static String answerOf(RawClient client) throws IOException {
        try {
            return client.readAll();
        } catch (SocketException e) {
            return ""; // reset: closed, too
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoeverIsSilentInTheHandshakeIsClosed(boolean natives) throws Exception {
        try (TestProxy proxy = proxy(natives)
                        .limits(ProxyLimits.builder()
                                .handshake(Duration.ofMillis(400))
                                .build())
                        .start();
                RawClient silent = RawClient.connect(proxy.tlsPort());
                RawClient half = RawClient.connect(proxy.tlsPort())) {
            half.send("\u0016\u0003\u0001\u0002\0");
            assertThat(silent.readAll()).isEmpty();
            answerOf(half);
        }
    }

    @ParameterizedTest
    @CsvSource({"true,TLSv1.2", "true,TLSv1.3", "false,TLSv1.2", "false,TLSv1.3"})
    void anEarlyAnswerArrivesWholeBeforeAnUnfinishedUpload(boolean natives, String protocol) throws Exception {
        try (TestProxy proxy =
                        proxy(natives).annotation("proxy-body-size", "1k").start();
                RawClient client = RawClient.over(CLIENT.connect(proxy.tlsPort(), "a.test", protocol))) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 8000000\r\n\r\n");
            String block = "0123456789".repeat(10_000);
            for (int i = 0; i < 20; i++) {
                client.send(block);
            }

            assertThat(client.read().status()).isEqualTo(413);
            assertThat(client.readAll()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"true,TLSv1.2", "true,TLSv1.3", "false,TLSv1.2", "false,TLSv1.3"})
    void anAnswerThatEndsTheConnectionEndsItWithAFarewell(boolean natives, String protocol) throws Exception {
        try (TestProxy proxy = proxy(natives).start();
                RawClient client = RawClient.over(CLIENT.connect(proxy.tlsPort(), "a.test", protocol))) {
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.readAll()).isEmpty(); // the JDK's client throws where there is none
        }
    }

    @ParameterizedTest
    @CsvSource({"true,TLSv1.2", "true,TLSv1.3", "false,TLSv1.2", "false,TLSv1.3"})
    void aResponseThatWasCutShortEndsWithoutAFarewell(boolean natives, String protocol) throws Exception {
        try (ScriptedUpstream cutting = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
                });
                TestProxy proxy = TestProxy.to(cutting.port())
                        .natives(natives)
                        .tls("a.test", "exact")
                        .object(secret("exact", "exact-1"))
                        .start();
                RawClient client = RawClient.over(CLIENT.connect(proxy.tlsPort(), "a.test", protocol))) {
            client.send("GET / HTTP/1.0\r\nHost: a.test\r\n\r\n"); // only the end of the connection ends this response
            assertThatThrownBy(client::readAll).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"true,TLSv1.2", "true,TLSv1.3", "false,TLSv1.2", "false,TLSv1.3"})
    void aTunnelGoesThroughTlsAndEitherSideEndsItInOrder(boolean natives, String protocol) throws Exception {
        var ended = new CountDownLatch(1);
        try (ScriptedUpstream sockets = ScriptedUpstream.start((connection, number) -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
                    connection.send("<" + connection.readSome(100) + ">");
                    if (number == 0) {
                        assertThat(connection.readSome(1)).isEmpty(); // the client ends first
                        ended.countDown();
                    }
                });
                TestProxy proxy = TestProxy.to(sockets.port())
                        .natives(natives)
                        .tls("a.test", "exact")
                        .object(secret("exact", "exact-1"))
                        .start()) {
            String ask = "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
            try (RawClient client = RawClient.over(CLIENT.connect(proxy.tlsPort(), "a.test", protocol))) {
                assertThat(client.send(ask).read().status()).isEqualTo(101);
                assertThat(client.send("ping").readExactly(6)).isEqualTo("<ping>");
                client.socket().shutdownOutput();
                assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            try (RawClient client = RawClient.over(CLIENT.connect(proxy.tlsPort(), "a.test", protocol))) {
                assertThat(client.send(ask).read().status()).isEqualTo(101);
                assertThat(client.send("ping").readExactly(6)).isEqualTo("<ping>");
                assertThat(client.readAll()).isEmpty(); // throws where TLS was not ended in order
            }
            await().untilAsserted(
                            () -> assertThat(proxy.proxy().load().connections()).isZero());
        }
    }
}
