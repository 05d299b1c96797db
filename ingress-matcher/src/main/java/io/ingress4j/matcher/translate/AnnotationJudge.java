package io.ingress4j.matcher.translate;

import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.AnnotationReader;
import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.feature.FeatureSet;
import io.ingress4j.matcher.route.Policy;
import io.ingress4j.matcher.route.PolicySet;
import io.ingress4j.matcher.translate.ServedIngress.Verdict;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Ingress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the annotations of one Ingress: what features make of them, and what the rest means. An annotation that protects
 * something and that nobody applies closes the routes; any other that nobody applies is reported.
 */
final class AnnotationJudge {
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");

    private final Ingress ingress;
    private final TranslationSettings operator;
    private final Claims claims;
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private Verdict verdict = Verdict.SERVED;

    private AnnotationJudge(Ingress ingress, TranslationSettings operator, Claims claims) {
        this.ingress = ingress;
        this.operator = operator;
        this.claims = claims;
    }

    /**
     * The annotations that features read, without prefix.
     *
     * @param ofFeatures all of them
     * @param applied those whose policies somebody applies
     */
    record Claims(Set<String> ofFeatures, Set<String> applied) {

        static Claims of(FeatureSet features, Set<Class<? extends Policy>> mechanisms) {
            var claims = new Claims(new HashSet<>(), new HashSet<>());
            for (Feature<?> feature : features.features()) {
                boolean isApplied = !feature.isMechanism() || mechanisms.contains(feature.policyType());
                for (AnnotationKey key : feature.annotations()) {
                    claims.ofFeatures.add(key.name());
                    if (isApplied) {
                        claims.applied.add(key.name());
                    }
                }
            }
            return claims;
        }
    }

    static ServedIngress read(
            Ingress ingress,
            TranslationSettings operator,
            GlobalsReader.Globals globals,
            FeatureSet features,
            Claims claims,
            SharedValues values) {
        var judge = new AnnotationJudge(ingress, operator, claims);
        var reader = new AnnotationReader(ingress, operator.annotationPrefix(), globals.settings());
        List<Policy> policies = new ArrayList<>();
        for (Feature<?> feature : features.features()) {
            feature.parse(reader).ifPresent(policies::add);
        }
        judge.judgeAll();
        judge.followGlobals(globals.closing());
        if (reader.isRefused()) {
            judge.verdict = Verdict.LEFT_OUT;
        }
        judge.diagnostics.addAll(reader.diagnostics());
        return ServedIngress.of(ingress, values.shared(new PolicySet(policies)), judge.verdict, judge.diagnostics);
    }

    private void judgeAll() {
        String prefix = operator.annotationPrefix() + "/";
        for (var annotation : new TreeMap<>(ingress.annotations()).entrySet()) {
            String name = annotation.getKey();
            if (name.startsWith(prefix) && !claims.applied.contains(name.substring(prefix.length()))) {
                judge(name.substring(prefix.length()), annotation.getValue());
            }
        }
    }

    private void judge(String name, String value) {
        if (name.equals(KnownAnnotations.CANARY.name())) {
            judgeCanary(name, value);
        } else if (KnownAnnotations.closesRoute(name, value)) {
            close(name, value);
        } else if (name.startsWith("canary-") && KnownAnnotations.isKnown(name)) {
            if (!isMeantAsCanary()) {
                warn(
                        "unused-annotation",
                        name,
                        value,
                        "expected: canary: \"true\" beside it; ignored, and the Ingress is an ordinary one,"
                                + " as in ingress-nginx");
            }
        } else if (!KnownAnnotations.isAccess(name) && !isOptOut(name, value)) {
            unapplied(name, value);
        }
    }

    private static boolean isOptOut(String name, String value) {
        return name.equals("enable-global-auth") && KnownAnnotations.isFalse(value);
    }

    private boolean isMeantAsCanary() {
        String value = ingress.annotations().getOrDefault(operator.annotationPrefix() + "/canary", "");
        return !value.isBlank() && !KnownAnnotations.isFalse(value);
    }

    /** An unreadable value does not make an ordinary Ingress of what was to be a canary. */
    private void judgeCanary(String name, String value) {
        if (!isMeantAsCanary()) {
            return;
        }
        verdict = Verdict.LEFT_OUT;
        String expected = TRUE.contains(value) ? "" : "expected: true or false; ";
        error(
                "canary-left-out",
                name,
                value,
                expected + "canaries are not served yet; the Ingress is left out, all requests go to the other one");
    }

    private void close(String name, String value) {
        if (operator.allowedAnnotations().contains(name)) {
            warn(
                    "unapplied-protection",
                    name,
                    value,
                    "nobody applies it; served without it, since a setting allows that");
            return;
        }
        boolean host = KnownAnnotations.concernsHost(name);
        if (verdict != Verdict.LEFT_OUT && verdict != Verdict.HOST_CLOSED) {
            verdict = host ? Verdict.HOST_CLOSED : Verdict.CLOSED;
        }
        error(
                "unapplied-protection",
                name,
                value,
                "nobody applies it yet; the routes of " + (host ? "its hosts" : "the Ingress")
                        + " answer 503 unless a setting allows " + name + " to go unapplied");
    }

    private void unapplied(String name, String value) {
        if (claims.ofFeatures.contains(name) || KnownAnnotations.isKnown(name)) {
            warn("unapplied-annotation", name, value, "nobody applies it yet; ignored");
            return;
        }
        Optional<String> near = KnownAnnotations.nearest(name, claims.ofFeatures);
        String message = "no annotation has this name; ignored" + KnownAnnotations.instead(name, claims.ofFeatures);
        if (near.filter(KnownAnnotations::isAccess).isPresent()) {
            error("unknown-annotation", name, value, message);
        } else {
            warn("unknown-annotation", name, value, message);
        }
    }

    /** Global protections close the routes, too, but for those that the Ingress itself switches off. */
    private void followGlobals(Set<String> closing) {
        for (String name : closing) {
            boolean optedOut = switch (name) {
                case "global-auth-url" -> isOff("enable-global-auth");
                case "enable-modsecurity", "enable-owasp-modsecurity-crs" -> isOff("enable-modsecurity");
                default -> false;
            };
            if (!optedOut && verdict == Verdict.SERVED) {
                verdict = Verdict.CLOSED;
            }
        }
    }

    private boolean isOff(String annotation) {
        return KnownAnnotations.isFalse(
                ingress.annotations().getOrDefault(operator.annotationPrefix() + "/" + annotation, ""));
    }

    private String field(String name) {
        return "metadata.annotations[" + operator.annotationPrefix() + "/" + name + "]";
    }

    private void warn(String code, String name, String value, String message) {
        diagnostics.add(Diagnostic.warning(code, ingress.id(), field(name), value, message));
    }

    private void error(String code, String name, String value, String message) {
        diagnostics.add(Diagnostic.error(code, ingress.id(), field(name), value, message));
    }
}
