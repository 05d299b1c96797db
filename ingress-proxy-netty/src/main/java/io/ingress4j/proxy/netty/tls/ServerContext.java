package io.ingress4j.proxy.netty.tls;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.tls.ServerCertificate;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The context of one certificate: TLS 1.2 and 1.3, forward secret and authenticated ciphers only, HTTP/1.1 by ALPN. */
final class ServerContext {
    private static final int MIN_RSA_BITS = 1024;
    private static final List<String> CURVES = List.of("secp256r1", "secp384r1", "secp521r1");
    private static final long SESSION_SECONDS = 2L * 60 * 60;
    private static final int SESSION_CACHE_SIZE = 256;

    static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    // Failing on a protocol we do not have is nothing that both providers can do; such a client gets no ALPN answer.
    private static final ApplicationProtocolConfig ALPN = new ApplicationProtocolConfig(
            ApplicationProtocolConfig.Protocol.ALPN,
            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_1_1);

    private final SslContext ssl;
    private final @Nullable OpenSslServerSessionContext ticketing;
    private volatile TicketKeys.@Nullable Generation generation;

    private ServerContext(SslContext ssl, @Nullable OpenSslServerSessionContext ticketing) {
        this.ssl = ssl;
        this.ticketing = ticketing;
    }

    /**
     * Makes the context of a certificate. Takes less than a millisecond once warm.
     *
     * @throws SSLException if the certificate cannot be served; the message says why
     */
    static ServerContext of(ServerCertificate certificate, SslProvider provider) throws SSLException {
        String problem = problem(certificate.chain().get(0).getPublicKey());
        if (problem != null) {
            throw new SSLException(problem);
        }
        // No OpenSslCachingX509KeyManagerFactory: Netty 4.2.18 caches the key without it as well, and where two first
        // handshakes meet, its second cache counts one user of the key too many.
        SslContextBuilder builder = SslContextBuilder.forServer(new OneKey(certificate))
                .sslProvider(provider)
                .trustManager(TrustNobody.INSTANCE)
                .protocols("TLSv1.3", "TLSv1.2")
                .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(ALPN)
                .sessionTimeout(SESSION_SECONDS)
                .sessionCacheSize(SESSION_CACHE_SIZE);
        SslContext ssl = builder.build();
        if (ssl.sessionContext() instanceof OpenSslServerSessionContext sessions) {
            // Tickets keep the state with the clients; and a ticket of one Secret is none for another.
            sessions.setSessionCacheEnabled(false);
            sessions.setSessionIdContext(digest(certificate.secret().toString()));
            return new ServerContext(ssl, sessions);
        }
        return new ServerContext(ssl, null);
    }

    private static byte[] digest(String text) throws SSLException {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new SSLException(e);
        }
    }

    /** Keys that a context would take, but with which every handshake would fail. */
    private static @Nullable String problem(PublicKey key) {
        switch (key.getAlgorithm()) {
            case "RSA":
                int bits = ((RSAKey) key).getModulus().bitLength();
                return bits >= MIN_RSA_BITS ? null : "an RSA key of " + bits + " bits (expected: " + MIN_RSA_BITS + ")";
            case "EC":
                return CURVES.stream().anyMatch(curve -> isOn(((ECKey) key).getParams(), curve))
                        ? null
                        : "an EC key on another curve (expected: P-256, P-384 or P-521)";
            default:
                return "a key for " + key.getAlgorithm() + " (expected: RSA or EC)";
        }
    }

    private static boolean isOn(ECParameterSpec parameters, String curve) {
        try {
            AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
            named.init(new ECGenParameterSpec(curve));
            ECParameterSpec expected = named.getParameterSpec(ECParameterSpec.class);
            return expected.getCurve().equals(parameters.getCurve())
                    && expected.getGenerator().equals(parameters.getGenerator());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /**
     * Returns the context for a new connection, with the ticket keys of now. Whoever asks gives it back once the
     * connection has it; null where it was let go.
     */
    @Nullable
    SslContext acquire(TicketKeys tickets) {
        try {
            ReferenceCountUtil.retain(ssl);
        } catch (IllegalReferenceCountException e) {
            return null;
        }
        if (ticketing != null) {
            TicketKeys.Generation now = tickets.now();
            if (now != generation) { // done twice by two threads at once: no harm
                ticketing.setTicketKeys(requireNonNull(now).keys());
                generation = now;
            }
        }
        return ssl;
    }

    /** Lets the context go: it ends with the last connection that has it. To be called once. */
    void release() {
        ReferenceCountUtil.release(ssl);
    }
}
