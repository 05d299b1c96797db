package io.ingress4j.proxy.netty.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingress4j.matcher.tls.CertificateNames;
import io.ingress4j.matcher.tls.ServerCertificate;
import io.ingress4j.model.ObjectKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificateFilesTest {
    @TempDir
    Path directory;

    private Path pem(String name, String type, byte[]... contents) throws IOException {
        var text = new StringBuilder();
        for (byte[] content : contents) {
            text.append("-----BEGIN ").append(type).append("-----\n");
            text.append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content));
            text.append("\n-----END ").append(type).append("-----\n");
        }
        return Files.writeString(directory.resolve(name), text);
    }

    private static byte[] encoded(Certificate certificate) throws Exception {
        return certificate.getEncoded();
    }

    private static byte[] encoded(Key key) {
        return key.getEncoded();
    }

    @Test
    void aChainAndItsKeyAreReadInTheirOrder() throws Exception {
        ServerCertificate leaf = TestCertificates.ec("leaf", "leaf.example.com");
        ServerCertificate above = TestCertificates.ec("above", "above");
        Path chain = pem(
                "chain.pem",
                "CERTIFICATE",
                encoded(leaf.chain().get(0)),
                encoded(above.chain().get(0)));
        Path key = pem("key.pem", "PRIVATE KEY", encoded(leaf.key()));

        ServerCertificate read = CertificateFiles.read(chain, key);

        assertThat(read.chain())
                .containsExactly(leaf.chain().get(0), above.chain().get(0));
        assertThat(read.key()).isEqualTo(leaf.key());
    }

    @Test
    void whatIsWrongWithAFileIsSaidWithItsName() throws Exception {
        ServerCertificate one = TestCertificates.ec("one", "one");
        Path chain = pem("chain.pem", "CERTIFICATE", encoded(one.chain().get(0)));
        Path key = pem("key.pem", "PRIVATE KEY", encoded(one.key()));
        Path strange = pem(
                "strange.pem",
                "PRIVATE KEY",
                encoded(TestCertificates.ec("b", "b").key()));
        Path text = Files.writeString(directory.resolve("text.pem"), "no certificate at all\n");
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");
        Path large = Files.write(directory.resolve("large.pem"), new byte[2 << 20]);
        Path absent = directory.resolve("absent.pem");

        assertRefused(absent, key, absent);
        assertRefused(chain, absent, absent);
        assertRefused(directory, key, directory);
        assertRefused(Path.of("/dev/zero"), key, Path.of("/dev/zero"));
        assertRefused(large, key, large);
        assertRefused(text, key, text);
        assertRefused(empty, key, empty);
        assertRefused(chain, text, text);
        assertRefused(chain, empty, empty);
        assertRefused(chain, strange, strange);
        assertRefused(key, chain, key);
    }

    private static void assertRefused(Path chain, Path key, Path guilty) {
        assertThatThrownBy(() -> CertificateFiles.read(chain, key))
                .isInstanceOf(IOException.class)
                .message()
                .contains(guilty.toString())
                .hasLineCount(1);
    }

    @Test
    void theSelfMadeCertificateIsAWellFormedOneForLocalhost() throws Exception {
        ServerCertificate made = SelfMadeCertificate.create();
        X509Certificate leaf = made.chain().get(0);

        leaf.verify(leaf.getPublicKey());
        leaf.checkValidity();
        assertThat(leaf.getVersion()).isEqualTo(3);
        assertThat(leaf.getSerialNumber()).isPositive();
        assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=ingress4j default");
        assertThat(leaf.getIssuerX500Principal()).isEqualTo(leaf.getSubjectX500Principal());
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getKeyUsage()).startsWith(true, false);
        assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(leaf.getSubjectAlternativeNames()).containsExactly(List.of(2, "localhost"));
        assertThat(CertificateNames.of(made).all()).containsExactly("localhost");
        assertThat(SelfMadeCertificate.create()).isNotEqualTo(made);
        Path chain = pem("chain.pem", "CERTIFICATE", encoded(leaf));
        Path key = pem("key.pem", "PRIVATE KEY", encoded(made.key()));
        assertThat(CertificateFiles.read(chain, key).chain()).containsExactly(leaf);
    }

    @Test
    void itIsValidFromADayBeforeForAYearAlsoBeyondTwoDigitYears() {
        for (String moment : List.of("2026-11-24T15:00:00Z", "2049-06-01T00:00:00Z", "2077-01-01T12:34:56Z")) {
            Instant now = Instant.parse(moment);
            X509Certificate leaf = SelfMadeCertificate.create(new ObjectKey("", "x"), "x", List.of(), now)
                    .chain()
                    .get(0);

            assertThat(leaf.getNotBefore().toInstant()).isEqualTo(now.minus(Duration.ofDays(1)));
            assertThat(leaf.getNotAfter().toInstant()).isEqualTo(now.plus(Duration.ofDays(365)));
        }
    }

    @Test
    void derLengthsAndNumbersHaveTheirShortestForm() {
        assertThat(Der.octets(new byte[127])).startsWith(0x04, 0x7f).hasSize(129);
        assertThat(Der.octets(new byte[128])).startsWith(0x04, 0x81, 0x80).hasSize(131);
        assertThat(Der.octets(new byte[256])).startsWith(0x04, 0x82, 0x01, 0x00).hasSize(260);
        assertThat(Der.octets(new byte[65536])).startsWith(0x04, 0x83, 0x01, 0x00, 0x00);
        assertThat(Der.integer(BigInteger.valueOf(128))).containsExactly(0x02, 0x02, 0x00, 0x80);
        assertThat(Der.oid(1, 2, 840, 10045, 4, 3, 2))
                .containsExactly(0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02);
        assertThat(Der.oid(2, 5, 29, 0, 127, 128)).containsExactly(0x06, 0x06, 0x55, 0x1d, 0x00, 0x7f, 0x81, 0x00);
    }
}
