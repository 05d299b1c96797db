package io.ingress4j.matcher.translate;

import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** Secrets of namespace {@code shop} with certificates for {@code h0.com} and {@code tls.example.com}. */
final class TestCertificates {
    private TestCertificates() {}

    static Secret one(String name) {
        return secret(name, "one.crt", "one.key");
    }

    static Secret two(String name) {
        return secret(name, "two.crt", "two.key");
    }

    /** A certificate with the key of another. */
    static Secret broken(String name) {
        return secret(name, "one.crt", "two.key");
    }

    private static Secret secret(String name, String certificate, String key) {
        return new Secret(
                new ObjectKey("shop", name),
                "kubernetes.io/tls",
                Map.of("tls.crt", bytes(certificate), "tls.key", bytes(key)));
    }

    private static byte[] bytes(String resource) {
        try (InputStream in = TestCertificates.class.getResourceAsStream(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
