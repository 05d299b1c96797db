package io.ingress4j.examples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate of its own making with its key, as the JDK's keytool makes it.
 *
 * @param certificate the certificate in PEM
 * @param key the key in PEM
 */
record TestSecret(String certificate, String key) {

    /** Makes a P-256 certificate for a DNS name; its subject is {@code CN=subject}. */
    static TestSecret ec(Path directory, String subject, String dnsName) throws Exception {
        return ec(directory, subject, dnsName, 90);
    }

    /** Makes a P-256 certificate as {@link #ec(Path, String, String)}, good for so many days from now. */
    static TestSecret ec(Path directory, String subject, String dnsName, int days) throws Exception {
        Path store = keytool(
                directory,
                subject,
                dnsName,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                Integer.toString(days));
        return read(store, "PRIVATE KEY", 0);
    }

    /** Makes an RSA certificate for a DNS name, with the key in the PKCS#1 form of the official conformance suite. */
    static TestSecret rsa(Path directory, String subject, String dnsName) throws Exception {
        Path store = keytool(directory, subject, dnsName, "-keyalg", "RSA", "-keysize", "2048");
        return read(store, "RSA PRIVATE KEY", 26); // the length of what PKCS#8 puts before a key of 2048 bits
    }

    private static Path keytool(Path directory, String subject, String dnsName, String... algorithm) throws Exception {
        Path store = directory.resolve(subject + ".p12");
        Path log = directory.resolve(subject + ".log");
        String program =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var command = new ArrayList<>(List.of(program, "-genkeypair", "-alias", "it", "-dname", "CN=" + subject));
        command.addAll(List.of("-ext", "san=dns:" + dnsName, "-storetype", "PKCS12", "-storepass", "secret"));
        command.addAll(List.of("-keystore", store.toString(), "-J-XX:TieredStopAtLevel=1"));
        command.addAll(Arrays.asList(algorithm));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException(Files.readString(log));
        }
        return store;
    }

    private static TestSecret read(Path store, String keyLabel, int skipped)
            throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "secret".toCharArray());
        }
        byte[] key = keys.getKey("it", "secret".toCharArray()).getEncoded();
        return new TestSecret(
                pem("CERTIFICATE", keys.getCertificate("it").getEncoded()),
                pem(keyLabel, Arrays.copyOfRange(key, skipped, key.length)));
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    /** Returns the manifest of a Secret with both. */
    String manifest(String namespace, String name) {
        return """
                apiVersion: v1
                kind: Secret
                metadata: {name: %s, namespace: %s}
                type: kubernetes.io/tls
                data:
                  tls.crt: %s
                  tls.key: %s
                """.formatted(name, namespace, base64(certificate), base64(key));
    }

    /** Returns the manifest of a Secret with both in the clear. */
    String manifestOfStrings(String namespace, String name) {
        return """
                apiVersion: v1
                kind: Secret
                metadata: {name: %s, namespace: %s}
                type: kubernetes.io/tls
                stringData:
                  tls.crt: |
                %s  tls.key: |
                %s""".formatted(name, namespace, certificate.indent(4), key.indent(4));
    }

    /** Returns a certificate in PEM. */
    static String pem(X509Certificate certificate) throws CertificateEncodingException {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
