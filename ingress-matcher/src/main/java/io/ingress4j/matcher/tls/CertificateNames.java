package io.ingress4j.matcher.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * The names that a certificate is for: its alternative names of hosts, or its common name without any (RFC 6125, 6.4).
 *
 * @param all the names, lower case; a wildcard stands for one label (RFC 6125, 6.4.3)
 */
public record CertificateNames(Set<String> all) {
    private static final int DNS_NAME = 2;

    /** Copies the names. */
    public CertificateNames {
        all = Set.copyOf(all);
    }

    /** Reads the names of a certificate: none where they cannot be read. */
    public static CertificateNames of(ServerCertificate certificate) {
        X509Certificate leaf = certificate.chain().get(0);
        Set<String> names = new HashSet<>();
        try {
            Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> entry : alternatives) {
                    if (entry.get(0).equals(DNS_NAME)) {
                        names.add(((String) entry.get(1)).toLowerCase(Locale.ROOT));
                    }
                }
            }
            if (names.isEmpty()) {
                for (Rdn part : new LdapName(leaf.getSubjectX500Principal().getName()).getRdns()) {
                    if (part.getType().equalsIgnoreCase("CN")) {
                        names.add(part.getValue().toString().toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (CertificateException | InvalidNameException e) {
            return new CertificateNames(Set.of());
        }
        return new CertificateNames(names);
    }

    /** Returns whether the certificate is for a host. */
    public boolean include(String host) {
        return matching(host).anyMatch(all::contains);
    }

    /** Returns the names by which a certificate is for a host: its own, and that of the wildcard above it. */
    public static Stream<String> matching(String host) {
        int dot = host.indexOf('.');
        return dot > 0 ? Stream.of(host, "*" + host.substring(dot)) : Stream.of(host);
    }
}
