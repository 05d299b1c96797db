package io.ingress4j.matcher.tls;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPrivateKeySpec;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys belong to which certificates; those of this folder have one key each, in PKCS#8. */
final class CertificateReaderTest {
    private static final String NOT_ITS_KEY = "tls.key does not belong to tls.crt";

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ec", "ed25519"})
    void aKeyOfTheCertificateIsTaken(String name) throws Exception {
        CertificateReader.Result result = read(name, file(name + ".key"));

        assertThat(result.problem()).isEmpty();
        assertThat(result.certificate()).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"rsa, RSA, 2048", "ec, EC, 256", "ec, EC, 384", "ed25519, Ed25519, 255"})
    void anotherKeyOfTheSameKindIsRefused(String name, String algorithm, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);

        assertRefused(read(name, pem(generator.generateKeyPair().getPrivate())), NOT_ITS_KEY);
    }

    @Test
    void aCertificateOfAKindThatNobodyShowsIsRefused() throws Exception {
        assertRefused(
                read("pss", file("pss.key")),
                "the key of tls.crt is of kind RSASSA-PSS (expected: RSA, EC, Ed25519 or Ed448)");
    }

    @ParameterizedTest
    @CsvSource({"rsa, pss", "rsa, ec", "pss, rsa", "ec, rsa", "ec, ed25519", "ed25519, ec"})
    void aKeyOfAnotherKindIsRefused(String certificate, String key) throws Exception {
        assertThat(read(certificate, file(key + ".key")).certificate()).isEmpty();
    }

    @Test
    void anRsaKeyWithoutItsPrimesIsTakenWhereItSignsForTheCertificate() throws Exception {
        RSAPrivateCrtKey key = rsaKey();
        PrivateKey bare = rsa(new RSAPrivateKeySpec(key.getModulus(), key.getPrivateExponent()));

        CertificateReader.Result result = read("rsa", pem(bare));

        assertThat(result.certificate()).isPresent();
        assertThat(result.certificate().get().key())
                .isInstanceOf(RSAPrivateKey.class)
                .isNotInstanceOf(RSAPrivateCrtKey.class);
    }

    @Test
    void anotherRsaKeyWithoutItsPrimesIsRefused() throws Exception {
        RSAPrivateCrtKey other = otherRsaKey();
        PrivateKey bare = rsa(new RSAPrivateKeySpec(other.getModulus(), other.getPrivateExponent()));

        assertRefused(read("rsa", pem(bare)), NOT_ITS_KEY);
    }

    @Test
    void anRsaKeyOfTheSameModulusWithAnotherExponentIsRefused() throws Exception {
        RSAPrivateCrtKey key = rsaKey();
        var exponent = BigInteger.valueOf(257);
        var p1 = key.getPrimeP().subtract(BigInteger.ONE);
        var q1 = key.getPrimeQ().subtract(BigInteger.ONE);
        var secret = exponent.modInverse(p1.multiply(q1));
        PrivateKey made = rsa(new RSAPrivateCrtKeySpec(
                key.getModulus(),
                exponent,
                secret,
                key.getPrimeP(),
                key.getPrimeQ(),
                secret.mod(p1),
                secret.mod(q1),
                key.getCrtCoefficient()));

        assertRefused(read("rsa", pem(made)), NOT_ITS_KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "primes", "exponents", "secret", "coefficient"})
    void anRsaKeyThatOnlyShowsTheNumbersOfTheCertificateIsRefused(String wrong) throws Exception {
        RSAPrivateCrtKey key = rsaKey();
        RSAPrivateCrtKey other = otherRsaKey();
        RSAPrivateCrtKey primes = wrong.equals("all") || wrong.equals("primes") ? other : key;
        RSAPrivateCrtKey exponents = wrong.equals("all") || wrong.equals("exponents") ? other : key;
        RSAPrivateCrtKey secret = wrong.equals("all") || wrong.equals("secret") ? other : key;
        RSAPrivateCrtKey coefficient = wrong.equals("all") || wrong.equals("coefficient") ? other : key;

        PrivateKey made = rsa(new RSAPrivateCrtKeySpec(
                key.getModulus(),
                key.getPublicExponent(),
                secret.getPrivateExponent(),
                primes.getPrimeP(),
                primes.getPrimeQ(),
                exponents.getPrimeExponentP(),
                exponents.getPrimeExponentQ(),
                coefficient.getCrtCoefficient()));

        assertRefused(read("rsa", pem(made)), NOT_ITS_KEY);
    }

    private static void assertRefused(CertificateReader.Result result, String problem) {
        assertThat(result.certificate()).isEmpty();
        assertThat(result.problem()).isEqualTo(problem);
    }

    private static RSAPrivateCrtKey rsaKey() throws Exception {
        String text = new String(file("rsa.key"), StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----", "");
        byte[] der = Base64.getMimeDecoder().decode(text);
        return (RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    private static RSAPrivateCrtKey otherRsaKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
    }

    private static PrivateKey rsa(KeySpec numbers) throws GeneralSecurityException {
        return KeyFactory.getInstance("RSA").generatePrivate(numbers);
    }

    private static CertificateReader.Result read(String certificate, byte[] key) throws IOException {
        return CertificateReader.read(new Secret(
                new ObjectKey("shop", certificate),
                "kubernetes.io/tls",
                Map.of("tls.crt", file(certificate + ".crt"), "tls.key", key)));
    }

    private static byte[] file(String name) throws IOException {
        try (InputStream in = requireNonNull(CertificateReaderTest.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        }
    }

    private static byte[] pem(PrivateKey key) {
        String text = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
