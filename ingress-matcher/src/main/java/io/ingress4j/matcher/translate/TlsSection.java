package io.ingress4j.matcher.translate;

import io.ingress4j.matcher.tls.CertificateNames;
import io.ingress4j.matcher.tls.ServerCertificate;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.IngressTls;
import io.ingress4j.model.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The {@code tls} section of an Ingress, found by name: an Ingress may have thousands of hosts and as many entries. Good
 * for one table, since it remembers what the certificates are for.
 */
final class TlsSection {
    private final Ingress ingress;
    private final Function<ObjectKey, Optional<SecretReadings.Reading>> readings;
    private final Map<String, List<Integer>> entries = new HashMap<>();
    private final boolean hasSecret;
    private @Nullable Map<String, Integer> certificates;

    /**
     * Reads the section of an Ingress.
     *
     * @param ingress the Ingress
     * @param readings what the Secret of a key holds, or nothing where there is no such Secret
     */
    TlsSection(Ingress ingress, Function<ObjectKey, Optional<SecretReadings.Reading>> readings) {
        this.ingress = ingress;
        this.readings = readings;
        this.hasSecret =
                ingress.tls().stream().anyMatch(entry -> !entry.secretName().isEmpty());
        for (int i = 0; i < ingress.tls().size(); i++) {
            for (String name : Set.copyOf(ingress.tls().get(i).hosts())) { // some name one twice
                entries.computeIfAbsent(name, n -> new ArrayList<>(1)).add(i);
            }
        }
    }

    /** Returns the Ingress. */
    Ingress ingress() {
        return ingress;
    }

    /** Returns the entry at a position. */
    IngressTls entry(int position) {
        return ingress.tls().get(position);
    }

    /** Returns the positions of the entries that name a host. */
    List<Integer> naming(String host) {
        return entries.getOrDefault(host, List.of());
    }

    /** Returns the names of the Secrets in the entries that name a host; those in the namespace of the Ingress. */
    Set<String> secretsNaming(String host) {
        Set<String> names = new HashSet<>();
        naming(host).forEach(position -> names.add(entry(position).secretName()));
        return names;
    }

    /** Returns whether some entry names a Secret. */
    boolean hasSecret() {
        return hasSecret;
    }

    /** Returns what the Secret of an entry holds, or nothing where there is no such Secret. */
    Optional<SecretReadings.Reading> reading(int position) {
        return readings.apply(
                new ObjectKey(ingress.key().namespace(), entry(position).secretName()));
    }

    /** Returns the first certificate of the section that is for a host, whichever hosts its entry names. */
    Optional<ServerCertificate> certificateFor(String host) {
        Map<String, Integer> first = certificates();
        OptionalInt position = CertificateNames.matching(host)
                .filter(first::containsKey)
                .mapToInt(first::get)
                .min();
        return position.isEmpty()
                ? Optional.empty()
                : reading(position.getAsInt())
                        .flatMap(reading -> reading.result().certificate());
    }

    /** Returns the position of the first entry by each name that its certificate has. */
    private Map<String, Integer> certificates() {
        Map<String, Integer> known = certificates;
        if (known == null) {
            known = new HashMap<>();
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < ingress.tls().size(); i++) {
                String secret = entry(i).secretName();
                if (!secret.isEmpty() && seen.add(secret)) {
                    for (String name : namesOf(i).toList()) {
                        known.putIfAbsent(name, i);
                    }
                }
            }
            certificates = known;
        }
        return known;
    }

    private Stream<String> namesOf(int position) {
        return reading(position).stream().flatMap(reading -> reading.names().all().stream());
    }
}
