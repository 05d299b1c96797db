package io.ingress4j.matcher.translate;

import io.ingress4j.matcher.tls.CertificateReader;
import io.ingress4j.matcher.tls.ServerCertificate;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.IngressTls;
import io.ingress4j.model.ObjectKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Chooses the certificate of one host. The oldest Ingress with a {@code tls} section decides, even where what it names is
 * of no use; the default certificate is shown then.
 */
final class CertificateChoice {
    private final String host;
    private final Function<ObjectKey, Optional<CertificateReader.Result>> readings;
    private final List<Diagnostic> diagnostics;
    private final Set<ObjectKey> secrets = new HashSet<>();
    private boolean tls;

    /**
     * Makes the choice for one host.
     *
     * @param host the host
     * @param readings what the Secret of a key holds, or nothing where there is no such Secret
     * @param diagnostics where remarks go
     */
    CertificateChoice(
            String host,
            Function<ObjectKey, Optional<CertificateReader.Result>> readings,
            List<Diagnostic> diagnostics) {
        this.host = host;
        this.readings = readings;
        this.diagnostics = diagnostics;
    }

    /** Returns whether some Ingress has a {@code tls} section for the host. */
    boolean hasTls() {
        return tls;
    }

    /** Returns the Secrets that were asked for, there or not. */
    Set<ObjectKey> secrets() {
        return secrets;
    }

    /** Chooses among Ingresses, oldest first; nothing means the default certificate, or none without a section. */
    Optional<ServerCertificate> choose(List<ServedIngress> owners) {
        Optional<ServerCertificate> chosen = Optional.empty();
        Ingress decider = null;
        for (ServedIngress owner : owners) {
            Ingress ingress = owner.ingress();
            if (ingress.tls().isEmpty()) {
                continue;
            }
            if (decider == null) {
                decider = ingress;
                tls = true;
                chosen = decide(ingress);
            } else {
                reportLosers(ingress, decider);
            }
        }
        return chosen;
    }

    /** Returns what there is to say about names in a {@code tls} section that no rule of the Ingress has. */
    static List<Diagnostic> namesWithoutRule(Ingress ingress) {
        List<Diagnostic> remarks = new ArrayList<>();
        for (int i = 0; i < ingress.tls().size(); i++) {
            for (String name : ingress.tls().get(i).hosts()) {
                if (ingress.rules().stream().noneMatch(rule -> isFor(name, rule.host()))) {
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

    private static boolean isFor(String name, String host) {
        return name.equals(host)
                || (name.startsWith("*.")
                        && host.indexOf('.') > 0
                        && host.substring(host.indexOf('.')).equals(name.substring(1)));
    }

    private Optional<ServerCertificate> decide(Ingress ingress) {
        for (int i = 0; i < ingress.tls().size(); i++) {
            IngressTls entry = ingress.tls().get(i);
            if (entry.hosts().contains(host)) {
                return entry.secretName().isEmpty() ? Optional.empty() : read(ingress, entry, fieldOf(i), true);
            }
        }
        boolean named = false;
        for (int i = 0; i < ingress.tls().size(); i++) {
            IngressTls entry = ingress.tls().get(i);
            if (!entry.secretName().isEmpty()) {
                named = true;
                Optional<ServerCertificate> fitting = read(ingress, entry, fieldOf(i), false);
                if (fitting.isPresent()) {
                    return fitting;
                }
            }
        }
        if (named) {
            diagnostics.add(Diagnostic.note(
                    "no-certificate",
                    ingress.id(),
                    "spec.tls",
                    "",
                    "no entry names " + host
                            + ", and none has a certificate for it; the default certificate is shown"));
        }
        return Optional.empty();
    }

    private static String fieldOf(int entry) {
        return "spec.tls[" + entry + "].secretName";
    }

    private void reportLosers(Ingress ingress, Ingress decider) {
        for (int i = 0; i < ingress.tls().size(); i++) {
            IngressTls entry = ingress.tls().get(i);
            boolean same = ingress.key().namespace().equals(decider.key().namespace())
                    && decider.tls().stream()
                            .anyMatch(other -> other.hosts().contains(host)
                                    && other.secretName().equals(entry.secretName()));
            if (entry.hosts().contains(host) && !entry.secretName().isEmpty() && !same) {
                diagnostics.add(Diagnostic.warning(
                        "duplicate-certificate",
                        ingress.id(),
                        fieldOf(i),
                        entry.secretName(),
                        "Ingress " + decider.key() + " is older and decides about the certificate of " + host
                                + "; this one is ignored"));
            }
        }
    }

    private Optional<ServerCertificate> read(Ingress ingress, IngressTls entry, String field, boolean report) {
        var key = new ObjectKey(ingress.key().namespace(), entry.secretName());
        secrets.add(key);
        Optional<CertificateReader.Result> reading = readings.apply(key);
        Optional<ServerCertificate> fitting = reading.flatMap(CertificateReader.Result::certificate)
                .filter(certificate -> CertificateReader.isFor(certificate, host));
        if (fitting.isEmpty() && report) {
            report(ingress, entry, field, reading);
        }
        return fitting;
    }

    private void report(Ingress ingress, IngressTls entry, String field, Optional<CertificateReader.Result> reading) {
        String consequence = "; the default certificate is shown for " + host;
        if (reading.isEmpty()) {
            String namespace = ingress.key().namespace();
            diagnostics.add(Diagnostic.note(
                    "missing-secret",
                    ingress.id(),
                    field,
                    entry.secretName(),
                    "no Secret of this name in namespace " + namespace + consequence));
        } else {
            boolean isOne = reading.get().certificate().isPresent();
            String problem =
                    isOne ? "its certificate is not for " + host : reading.get().problem();
            diagnostics.add(Diagnostic.warning(
                    "unusable-certificate", ingress.id(), field, entry.secretName(), problem + consequence));
        }
    }
}
