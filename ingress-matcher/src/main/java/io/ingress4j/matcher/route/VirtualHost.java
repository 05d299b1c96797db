package io.ingress4j.matcher.route;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.tls.ServerCertificate;
import java.util.List;
import java.util.Optional;

/**
 * Everything that holds for one host.
 *
 * @param host an exact name, {@code *.} and a suffix, or empty for requests that no other host takes; lower case
 * @param aliases further names of the host: exact, {@code *.suffix} over any number of labels, or {@code prefix.*}
 * @param routes its routes; those of a host with regular expressions in the order in which they are tried, all others in
 *     the order of {@link RouteMatch}
 * @param tls whether a certificate, the default one included, is configured for the host
 * @param certificate the host's own certificate, or nothing where it has none or the default one
 */
public record VirtualHost(
        String host, List<String> aliases, List<Route> routes, boolean tls, Optional<ServerCertificate> certificate) {

    /** Copies the lists. */
    public VirtualHost {
        requireNonNull(host, "host");
        aliases = List.copyOf(aliases);
        routes = List.copyOf(routes);
        requireNonNull(certificate, "certificate");
    }

    /** Returns whether the host's paths are regular expressions. */
    public boolean usesRegex() {
        return !routes.isEmpty() && routes.get(0).match().kind() == RouteMatch.Kind.REGEX;
    }
}
