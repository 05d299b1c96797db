package io.ingress4j.proxy.netty.tls;

import io.ingress4j.matcher.tls.ServerCertificate;
import io.ingress4j.model.ObjectKey;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes certificates for tests: EC ones by our own writer, all others by the JDK's keytool. */
final class TestCertificates {
    private TestCertificates() {}

    /** Returns a P-256 certificate with a common name. */
    static ServerCertificate ec(String secret, String commonName) {
        return SelfMadeCertificate.create(
                new ObjectKey("shop", secret), commonName, List.of(commonName), Instant.now());
    }

    /** Returns a certificate that keytool makes, with arguments such as {@code -keyalg RSA -keysize 2048}. */
    static ServerCertificate keytool(Path directory, String secret, String commonName, String... arguments)
            throws Exception {
        Path store = directory.resolve(secret + ".p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "it",
                "-dname",
                "CN=" + commonName,
                "-storetype",
                "PKCS12",
                "-storepass",
                "secret",
                "-keystore",
                store.toString()));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(secret + ".log").toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException(Files.readString(directory.resolve(secret + ".log")));
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "secret".toCharArray());
        }
        return new ServerCertificate(
                new ObjectKey("shop", secret), List.of((X509Certificate) keys.getCertificate("it")), (PrivateKey)
                        keys.getKey("it", "secret".toCharArray()));
    }
}
