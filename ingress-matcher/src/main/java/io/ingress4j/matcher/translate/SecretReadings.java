package io.ingress4j.matcher.translate;

import io.ingress4j.matcher.tls.CertificateReader;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.Secret;
import java.util.HashMap;
import java.util.Map;

/** The certificates in Secrets, each read once for all hosts that show it. */
final class SecretReadings {
    private final Map<ObjectKey, Reading> readings = new HashMap<>();
    private long count;

    private record Reading(Secret secret, CertificateReader.Result result) {}

    /** Returns the certificate of a Secret, or why there is none. */
    CertificateReader.Result of(Secret secret) {
        Reading known = readings.get(secret.key());
        if (known == null || !known.secret.equals(secret)) {
            count++;
            known = new Reading(secret, CertificateReader.read(secret));
            readings.put(secret.key(), known);
        }
        return known.result;
    }

    /** Forgets a Secret that is gone or that no host shows any more. */
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
