package io.ingress4j.proxy.netty.tls;

import io.ingress4j.matcher.tls.ServerCertificate;
import io.ingress4j.model.ObjectKey;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The certificate that is shown where no other fits and none was configured: signed by itself, with a fresh P-256 key,
 * for {@code localhost}, valid for a year (RFC 5280). No client trusts it, which is the point: a name without a
 * certificate fails loudly, while {@code curl -k} still gets an answer.
 */
public final class SelfMadeCertificate {
    private static final ObjectKey NAME = new ObjectKey("", "ingress4j-default");
    private static final Duration VALIDITY = Duration.ofDays(365);
    private static final Duration CLOCK_SKEW = Duration.ofHours(24);
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 2));

    private SelfMadeCertificate() {}

    /** Returns a new certificate, different each time, under the name {@code ingress4j-default}. */
    public static ServerCertificate create() {
        return create(NAME, "ingress4j default", List.of("localhost"), Instant.now());
    }

    /**
     * Returns a certificate that was made at a given moment.
     *
     * @param secret the name it goes by
     * @param commonName the common name of subject and issuer
     * @param dnsNames the alternative names; none of them makes a certificate without that extension
     * @param now the moment; it is valid from a day before, for clocks that are late, to a year after
     */
    static ServerCertificate create(ObjectKey secret, String commonName, List<String> dnsNames, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            byte[] body = body(commonName, dnsNames, keys.getPublic().getEncoded(), now);
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(keys.getPrivate());
            signer.update(body);
            byte[] whole = Der.sequence(body, ECDSA_WITH_SHA256, Der.bits(0, signer.sign()));
            var certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
            return new ServerCertificate(secret, List.of(certificate), keys.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot make an EC certificate on P-256", e);
        }
    }

    private static byte[] body(String commonName, List<String> dnsNames, byte[] publicKey, Instant now) {
        byte[] name = Der.sequence(Der.set(Der.sequence(Der.oid(2, 5, 4, 3), Der.utf8(commonName))));
        byte[] validity = Der.sequence(Der.time(now.minus(CLOCK_SKEW)), Der.time(now.plus(VALIDITY)));
        // Positive and of 127 random bits: RFC 5280 allows at most 20 bytes.
        BigInteger serial = new BigInteger(127, new SecureRandom()).add(BigInteger.ONE);
        return Der.sequence(
                Der.value(0xa0, Der.integer(BigInteger.TWO)), // version 3
                Der.integer(serial),
                ECDSA_WITH_SHA256,
                name,
                validity,
                name,
                publicKey,
                Der.value(0xa3, extensions(dnsNames)));
    }

    private static byte[] extensions(List<String> dnsNames) {
        byte[] constraints = extension(Der.oid(2, 5, 29, 19), true, Der.sequence());
        byte[] digitalSignature = extension(Der.oid(2, 5, 29, 15), true, Der.bits(7, new byte[] {(byte) 0x80}));
        byte[] serverAuth = extension(Der.oid(2, 5, 29, 37), false, Der.sequence(Der.oid(1, 3, 6, 1, 5, 5, 7, 3, 1)));
        if (dnsNames.isEmpty()) {
            return Der.sequence(constraints, digitalSignature, serverAuth);
        }
        byte[][] names = dnsNames.stream()
                .map(name -> Der.value(0x82, name.getBytes(StandardCharsets.US_ASCII)))
                .toArray(byte[][]::new);
        byte[] alternatives = extension(Der.oid(2, 5, 29, 17), false, Der.sequence(names));
        return Der.sequence(constraints, digitalSignature, serverAuth, alternatives);
    }

    private static byte[] extension(byte[] oid, boolean critical, byte[] content) {
        return critical
                ? Der.sequence(oid, Der.bool(true), Der.octets(content))
                : Der.sequence(oid, Der.octets(content));
    }
}
