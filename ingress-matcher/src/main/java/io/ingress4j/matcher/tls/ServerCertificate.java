package io.ingress4j.matcher.tls;

import static java.util.Objects.requireNonNull;

import io.ingress4j.model.ObjectKey;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate that a server can show, with its key. Equal by Secret and chain. Its text never shows the key.
 *
 * @param secret the Secret that it comes from
 * @param chain the certificates, leaf first; at least one
 * @param key the private key of the leaf
 */
public record ServerCertificate(ObjectKey secret, List<X509Certificate> chain, PrivateKey key) {

    /** Copies the chain. */
    public ServerCertificate {
        requireNonNull(secret, "secret");
        chain = List.copyOf(chain);
        requireNonNull(key, "key");
    }

    /** Returns whether {@code other} shows the same chain from the same Secret. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ServerCertificate that && secret.equals(that.secret) && chain.equals(that.chain);
    }

    @Override
    public int hashCode() {
        return 31 * secret.hashCode() + chain.hashCode();
    }

    /** Returns the Secret and the subject. */
    @Override
    public String toString() {
        return "ServerCertificate[" + secret + ", " + chain.get(0).getSubjectX500Principal() + "]";
    }
}
