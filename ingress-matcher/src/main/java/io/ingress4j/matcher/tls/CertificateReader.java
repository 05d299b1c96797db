package io.ingress4j.matcher.tls;

import io.ingress4j.model.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.KeyAgreement;

/**
 * Reads {@code tls.crt} and {@code tls.key} of a Secret: a PEM chain, leaf first, and a key in PKCS#8, PKCS#1 (RSA) or
 * SEC1 (EC). The key has to belong to the leaf. No message holds a byte of the key.
 */
public final class CertificateReader {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);
    private static final byte[] RSA = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };
    private static final byte[] EC_OID = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private static final Set<String> KINDS = Set.of("RSA", "EC", "EdDSA");

    private CertificateReader() {}

    /**
     * A certificate, or why there is none.
     *
     * @param certificate the certificate, or nothing
     * @param problem what is wrong, or empty
     */
    public record Result(Optional<ServerCertificate> certificate, String problem) {}

    /** Reads the certificate of a Secret. */
    public static Result read(Secret secret) {
        for (String name : List.of("tls.crt", "tls.key")) {
            if (!secret.has(name)) {
                return problem("the Secret has no value " + name);
            }
        }
        List<X509Certificate> chain;
        try {
            chain = chain(secret.value("tls.crt"));
        } catch (CertificateException | RuntimeException e) {
            return problem("tls.crt is no chain of PEM certificates");
        }
        String kind = chain.get(0).getPublicKey().getAlgorithm();
        if (!KINDS.contains(kind)) {
            return problem("the key of tls.crt is of kind " + kind + " (expected: RSA, EC, Ed25519 or Ed448)");
        }
        try {
            PrivateKey key = key(new String(secret.value("tls.key"), StandardCharsets.ISO_8859_1), chain.get(0));
            return belongs(key, chain.get(0))
                    ? new Result(Optional.of(new ServerCertificate(secret.key(), chain, key)), "")
                    : problem("tls.key does not belong to tls.crt");
        } catch (GeneralSecurityException | RuntimeException e) {
            return problem("tls.key is no PEM key in PKCS#8, PKCS#1 or SEC1 that belongs to tls.crt");
        }
    }

    private static Result problem(String text) {
        return new Result(Optional.empty(), text);
    }

    private static List<X509Certificate> chain(byte[] pem) throws CertificateException {
        List<X509Certificate> chain = new ArrayList<>();
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (Certificate certificate : factory.generateCertificates(new ByteArrayInputStream(pem))) {
            chain.add((X509Certificate) certificate);
        }
        if (chain.isEmpty()) {
            throw new CertificateException("empty");
        }
        return chain;
    }

    private static PrivateKey key(String pem, X509Certificate leaf) throws GeneralSecurityException {
        Matcher blocks = PEM.matcher(pem);
        while (blocks.find()) {
            byte[] der = Base64.getMimeDecoder().decode(blocks.group(2).strip());
            byte[] pkcs8 = switch (blocks.group(1)) {
                case "PRIVATE KEY" -> der;
                case "RSA PRIVATE KEY" -> wrap(RSA, der);
                case "EC PRIVATE KEY" -> wrap(ecAlgorithm(leaf), der);
                default -> new byte[0];
            };
            if (pkcs8.length > 0) {
                return KeyFactory.getInstance(leaf.getPublicKey().getAlgorithm())
                        .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            }
        }
        throw new IllegalArgumentException("no key");
    }

    /** The curve stands in the leaf's public key: its algorithm identifier serves the private key, too. */
    private static byte[] ecAlgorithm(X509Certificate leaf) {
        byte[] spki = leaf.getPublicKey().getEncoded();
        int outer = (spki[1] & 0x80) == 0 ? 2 : 2 + (spki[1] & 0x7f);
        int length = spki[outer + 1] + 2;
        byte[] algorithm = java.util.Arrays.copyOfRange(spki, outer, outer + length);
        for (int i = 0; i < EC_OID.length; i++) {
            if (algorithm[2 + i] != EC_OID[i]) {
                throw new IllegalArgumentException("not an EC key");
            }
        }
        return algorithm;
    }

    /** PrivateKeyInfo of RFC 5208: version 0, algorithm, the key in an octet string. */
    private static byte[] wrap(byte[] algorithm, byte[] key) {
        byte[] octets = element(0x04, key);
        var body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {0x02, 0x01, 0x00});
        body.writeBytes(algorithm);
        body.writeBytes(octets);
        return element(0x30, body.toByteArray());
    }

    private static byte[] element(int tag, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 128) {
            out.write(content.length);
        } else if (content.length < 256) {
            out.write(0x81);
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    /** Numbers are compared where both keys have them: to sign takes milliseconds, which is long for a start. */
    private static boolean belongs(PrivateKey key, X509Certificate leaf) throws GeneralSecurityException {
        PublicKey shown = leaf.getPublicKey();
        if (key.getAlgorithm().equals("RSA")
                && key instanceof RSAPrivateCrtKey whole
                && shown instanceof RSAPublicKey rsa) {
            return rsa.getModulus().equals(whole.getModulus())
                    && rsa.getPublicExponent().equals(whole.getPublicExponent())
                    && isSound(whole);
        }
        if (key instanceof ECPrivateKey secret && shown instanceof ECPublicKey ec) {
            return secret.getParams().getCurve().equals(ec.getParams().getCurve()) && isPointOf(secret, ec);
        }
        return verifies(key, shown);
    }

    /**
     * Agrees upon a secret with the generator of the curve, which gives the public point of the key, or its first number
     * at least. The point across has the same; nobody has its key who has not made it of this one.
     */
    private static boolean isPointOf(ECPrivateKey key, ECPublicKey shown) throws GeneralSecurityException {
        ECParameterSpec curve = shown.getParams();
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(key);
        agreement.doPhase(
                KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(curve.getGenerator(), curve)), true);
        return new BigInteger(1, agreement.generateSecret()).equals(shown.getW().getAffineX());
    }

    /** Returns whether the secret numbers fit the public ones, which anybody could have copied from the certificate. */
    private static boolean isSound(RSAPrivateCrtKey key) {
        BigInteger p = key.getPrimeP();
        BigInteger q = key.getPrimeQ();
        return p.multiply(q).equals(key.getModulus())
                && isSound(key, p, key.getPrimeExponentP())
                && isSound(key, q, key.getPrimeExponentQ())
                && q.multiply(key.getCrtCoefficient()).mod(p).equals(BigInteger.ONE);
    }

    private static boolean isSound(RSAPrivateCrtKey key, BigInteger prime, BigInteger exponent) {
        BigInteger order = prime.subtract(BigInteger.ONE);
        return exponent.equals(key.getPrivateExponent().mod(order))
                && exponent.multiply(key.getPublicExponent()).mod(order).equals(BigInteger.ONE);
    }

    private static boolean verifies(PrivateKey key, PublicKey shown) throws GeneralSecurityException {
        String name = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : key.getAlgorithm();
        byte[] sample = {1, 2, 3, 4};
        Signature signer = Signature.getInstance(name);
        signer.initSign(key);
        signer.update(sample);
        byte[] signature = signer.sign();
        Signature verifier = Signature.getInstance(name);
        verifier.initVerify(shown);
        verifier.update(sample);
        return verifier.verify(signature);
    }
}
