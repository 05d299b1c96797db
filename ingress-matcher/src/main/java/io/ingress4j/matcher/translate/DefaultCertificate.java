package io.ingress4j.matcher.translate;

import io.ingress4j.matcher.tls.CertificateReader;
import io.ingress4j.matcher.tls.ServerCertificate;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.Resources;
import io.ingress4j.model.Secret;
import java.util.Optional;

/** The certificate in the Secret that the operator names, for all names that have none of their own. */
final class DefaultCertificate {
    private static final String MISSING = "no such Secret";

    private final Optional<ObjectKey> wanted;
    private CertificateReader.Result reading = new CertificateReader.Result(Optional.empty(), MISSING);

    DefaultCertificate(TranslationSettings settings) {
        this.wanted = settings.defaultCertificate();
    }

    /** Looks again where the Secret that changed is the one. */
    void follow(ObjectKey changed, Resources resources) {
        if (wanted.filter(changed::equals).isPresent()) {
            Optional<Secret> secret = resources.secret(changed);
            reading = secret.map(CertificateReader::read)
                    .orElseGet(() -> new CertificateReader.Result(Optional.empty(), MISSING));
        }
    }

    /** Returns the certificate, or nothing where there is none. */
    Optional<ServerCertificate> current() {
        return reading.certificate();
    }

    /** Returns why there is none although the operator names one. */
    Optional<Diagnostic> remark() {
        return reading.certificate().isPresent()
                ? Optional.empty()
                : wanted.map(secret -> Diagnostic.error(
                        reading.problem().equals(MISSING) ? "missing-default-certificate" : "unusable-certificate",
                        new ResourceId(Kind.SECRET, secret),
                        "",
                        "",
                        reading.problem()
                                + "; names without a certificate are shown the one of the data plane, and not this"));
    }
}
