package io.ingress4j.matcher.translate;

import io.ingress4j.matcher.tls.CertificateNames;
import io.ingress4j.matcher.tls.CertificateReader;
import io.ingress4j.matcher.tls.ServerCertificate;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Chooses the certificate of one host. The oldest Ingress with a {@code tls} section decides, even where what it names is
 * of no use; the default certificate is shown then.
 */
final class CertificateChoice {
    private final String host;
    private final Function<ServedIngress, TlsSection> sections;
    private final List<Diagnostic> diagnostics;
    private boolean tls;

    /**
     * Makes the choice for one host.
     *
     * @param host the host
     * @param sections the {@code tls} section of an Ingress
     * @param diagnostics where remarks go
     */
    CertificateChoice(String host, Function<ServedIngress, TlsSection> sections, List<Diagnostic> diagnostics) {
        this.host = host;
        this.sections = sections;
        this.diagnostics = diagnostics;
    }

    /** Returns whether some Ingress has a {@code tls} section for the host. */
    boolean hasTls() {
        return tls;
    }

    /** Chooses among Ingresses, oldest first; nothing means the default certificate, or none without a section. */
    Optional<ServerCertificate> choose(List<ServedIngress> owners) {
        Optional<ServerCertificate> chosen = Optional.empty();
        TlsSection decider = null;
        for (ServedIngress owner : owners) {
            if (owner.ingress().tls().isEmpty()) {
                continue;
            }
            TlsSection section = sections.apply(owner);
            if (decider == null) {
                decider = section;
                tls = true;
                chosen = decide(section);
            } else {
                reportLosers(section, decider);
            }
        }
        return chosen;
    }

    /** Returns what there is to say about names in a {@code tls} section that no rule of the Ingress has. */
    static List<Diagnostic> namesWithoutRule(Ingress ingress) {
        if (ingress.tls().isEmpty()) {
            return List.of();
        }
        Set<String> ruled = ingress.rules().stream()
                .flatMap(rule -> CertificateNames.matching(rule.host()))
                .collect(Collectors.toSet());
        List<Diagnostic> remarks = new ArrayList<>();
        for (int i = 0; i < ingress.tls().size(); i++) {
            for (String name : ingress.tls().get(i).hosts()) {
                if (!ruled.contains(name)) {
                    remarks.add(Diagnostic.warning(
                            "tls-without-rule",
                            ingress.id(),
                            "spec.tls[" + i + "].hosts",
                            name,
                            "expected: the host of one of its rules; nothing is served under this name"));
                }
            }
        }
        return remarks;
    }

    private Optional<ServerCertificate> decide(TlsSection section) {
        List<Integer> naming = section.naming(host);
        if (!naming.isEmpty()) {
            return read(section, naming.get(0));
        }
        Optional<ServerCertificate> fitting = section.certificateFor(host);
        if (fitting.isEmpty() && section.hasSecret()) {
            diagnostics.add(Diagnostic.note(
                    "no-certificate",
                    section.ingress().id(),
                    "spec.tls",
                    "",
                    "no entry names " + host
                            + ", and none has a certificate for it; the default certificate is shown"));
        }
        return fitting;
    }

    private static String fieldOf(int entry) {
        return "spec.tls[" + entry + "].secretName";
    }

    private void reportLosers(TlsSection section, TlsSection decider) {
        List<Integer> naming = section.naming(host);
        if (naming.isEmpty()) {
            return;
        }
        ObjectKey winner = decider.ingress().key();
        Set<String> same =
                section.ingress().key().namespace().equals(winner.namespace()) ? decider.secretsNaming(host) : Set.of();
        for (int position : naming) {
            String secret = section.entry(position).secretName();
            if (!secret.isEmpty() && !same.contains(secret)) {
                diagnostics.add(Diagnostic.warning(
                        "duplicate-certificate",
                        section.ingress().id(),
                        fieldOf(position),
                        secret,
                        "Ingress " + winner + " is older and decides about the certificate of " + host
                                + "; this one is ignored"));
            }
        }
    }

    private Optional<ServerCertificate> read(TlsSection section, int position) {
        String secret = section.entry(position).secretName();
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        Optional<SecretReadings.Reading> reading = section.reading(position);
        Optional<ServerCertificate> fitting = reading.filter(
                        found -> found.names().include(host))
                .flatMap(found -> found.result().certificate());
        if (fitting.isEmpty()) {
            report(section.ingress(), fieldOf(position), secret, reading.map(SecretReadings.Reading::result));
        }
        return fitting;
    }

    private void report(Ingress ingress, String field, String secret, Optional<CertificateReader.Result> reading) {
        String consequence = "; the default certificate is shown for " + host;
        if (reading.isEmpty()) {
            String namespace = ingress.key().namespace();
            diagnostics.add(Diagnostic.note(
                    "missing-secret",
                    ingress.id(),
                    field,
                    secret,
                    "no Secret of this name in namespace " + namespace + consequence));
        } else {
            boolean isOne = reading.get().certificate().isPresent();
            String problem =
                    isOne ? "its certificate is not for " + host : reading.get().problem();
            diagnostics.add(
                    Diagnostic.warning("unusable-certificate", ingress.id(), field, secret, problem + consequence));
        }
    }
}
