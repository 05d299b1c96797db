package io.ingress4j.proxy.netty.tls;

import io.ingress4j.matcher.tls.CertificateReader;
import io.ingress4j.matcher.tls.ServerCertificate;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Reads a certificate and its key from two PEM files, by the same rules as from a Secret. */
public final class CertificateFiles {
    private static final int MAX_BYTES = 1 << 20;

    private CertificateFiles() {}

    /**
     * Reads a certificate.
     *
     * @param chain a file of PEM certificates, leaf first
     * @param key a file with the key of the leaf: PEM, in PKCS#8, PKCS#1 (RSA) or SEC1 (EC), not encrypted
     * @throws IOException if a file cannot be read or does not hold what it should; the message is one line, names the
     *     file and never shows the key
     */
    public static ServerCertificate read(Path chain, Path key) throws IOException {
        byte[] chainBytes = bytes(chain);
        byte[] keyBytes = bytes(key);
        // Named like the file, so that two defaults are never taken for one.
        var name = new ObjectKey("", chain.toString());
        var secret = new Secret(name, "kubernetes.io/tls", Map.of("tls.crt", chainBytes, "tls.key", keyBytes));
        CertificateReader.Result result = CertificateReader.read(secret);
        return result.certificate()
                .orElseThrow(() -> new IOException(
                        result.problem().replace("tls.crt", chain.toString()).replace("tls.key", key.toString())));
    }

    private static byte[] bytes(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(file + ": no such file (expected: a PEM file)");
        }
        if (!Files.isRegularFile(file)) { // a pipe would block us, a device never end
            throw new IOException(file + ": not a file (expected: a PEM file)");
        }
        if (!Files.isReadable(file)) {
            throw new IOException(file + ": not readable by this user (expected: a PEM file)");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new IOException(file + ": more than " + MAX_BYTES + " bytes (expected: a PEM file)");
            }
            return content;
        }
    }
}
