package io.ingress4j.matcher.translate;

import io.ingress4j.matcher.tls.CertificateNames;
import io.ingress4j.matcher.tls.CertificateReader;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.Secret;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The certificates in Secrets, each read once for all hosts that show it. */
final class SecretReadings {
    private static final CertificateNames NONE = new CertificateNames(Set.of());

    private final Map<ObjectKey, Reading> readings = new HashMap<>();
    private long count;

    /**
     * What a Secret holds.
     *
     * @param secret the Secret
     * @param result its certificate, or why there is none
     * @param names what the certificate is for; none without one
     */
    record Reading(Secret secret, CertificateReader.Result result, CertificateNames names) {}

    /** Returns what a Secret holds. */
    Reading of(Secret secret) {
        Reading known = readings.get(secret.key());
        if (known == null || !known.secret.equals(secret)) {
            count++;
            CertificateReader.Result result = CertificateReader.read(secret);
            known = new Reading(
                    secret,
                    result,
                    result.certificate().map(CertificateNames::of).orElse(NONE));
            readings.put(secret.key(), known);
        }
        return known;
    }

    /** Forgets a Secret that is gone or that nobody names any more. */
    void forget(ObjectKey secret) {
        readings.remove(secret);
    }

    boolean isEmpty() {
        return readings.isEmpty();
    }

    /** Returns how many Secrets were read since the beginning. */
    long count() {
        return count;
    }
}
