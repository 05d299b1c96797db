package io.ingress4j.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One entry of {@code spec.tls}.
 *
 * @param hosts the names that the certificate is for, lower case; may be empty
 * @param secretName the Secret in the Ingress's namespace, or empty for the default certificate
 */
public record IngressTls(List<String> hosts, String secretName) {

    /** Copies the hosts. */
    public IngressTls {
        hosts = List.copyOf(hosts);
        requireNonNull(secretName, "secretName");
    }
}
