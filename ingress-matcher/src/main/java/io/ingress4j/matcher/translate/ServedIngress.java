package io.ingress4j.matcher.translate;

import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.AnnotationReader;
import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.feature.FeatureSet;
import io.ingress4j.matcher.feature.GlobalSettings;
import io.ingress4j.matcher.feature.serveralias.ServerAliasPolicy;
import io.ingress4j.matcher.feature.www.WwwPolicy;
import io.ingress4j.matcher.route.Policy;
import io.ingress4j.matcher.route.PolicySet;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.IngressRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An Ingress of ours with its annotations read.
 *
 * @param ingress the Ingress
 * @param policies what its annotations ask for
 * @param closed whether an annotation asks for a protection that nobody applies, so that its routes answer 503
 * @param leftOut whether it contributes nothing at all
 * @param diagnostics what there is to say about it
 */
record ServedIngress(
        Ingress ingress, PolicySet policies, boolean closed, boolean leftOut, List<Diagnostic> diagnostics) {

    /** Oldest first; among equals the greater {@code namespace/name} first, as ingress-nginx sorts. */
    static final Comparator<ServedIngress> ORDER = Comparator.comparing(
                    (ServedIngress served) -> served.ingress().created())
            .thenComparing(served -> served.ingress().key().toString(), Comparator.reverseOrder());

    static ServedIngress read(
            Ingress ingress,
            TranslationSettings settings,
            GlobalSettings globals,
            FeatureSet features,
            Set<Class<? extends Policy>> mechanisms) {
        var reader = new AnnotationReader(ingress, settings.annotationPrefix(), globals);
        List<Policy> policies = new ArrayList<>();
        List<Diagnostic> diagnostics = new ArrayList<>();
        Set<String> claimed = new LinkedHashSet<>();
        Set<String> ofFeatures = new LinkedHashSet<>();
        for (Feature<?> feature : features.features()) {
            Optional<? extends Policy> policy = feature.parse(reader);
            policy.ifPresent(policies::add);
            boolean applied = !feature.isMechanism() || mechanisms.contains(feature.policyType());
            for (AnnotationKey key : feature.annotations()) {
                ofFeatures.add(key.name());
                if (applied) {
                    claimed.add(key.name());
                }
            }
        }
        boolean closed = false;
        boolean canary = false;
        String prefix = settings.annotationPrefix() + "/";
        for (var annotation : ingress.annotations().entrySet()) {
            if (!annotation.getKey().startsWith(prefix)) {
                continue;
            }
            String name = annotation.getKey().substring(prefix.length());
            if (claimed.contains(name)) {
                continue;
            }
            String field = "metadata.annotations[" + annotation.getKey() + "]";
            String value = annotation.getValue();
            if (name.equals("canary")) {
                canary |= value.equals("true") || value.equals("1") || value.equalsIgnoreCase("t");
                if (canary) {
                    diagnostics.add(
                            Diagnostic.error(
                                    "canary-left-out",
                                    ingress.id(),
                                    field,
                                    value,
                                    "canaries are not served yet; the Ingress is left out and all requests go to the other one"));
                }
            } else if (KnownAnnotations.closesRoute(name, value)) {
                boolean allowed = settings.allowedAnnotations().contains(name);
                closed |= !allowed;
                diagnostics.add(
                        allowed
                                ? Diagnostic.warning(
                                        "unapplied-protection",
                                        ingress.id(),
                                        field,
                                        value,
                                        "nobody applies it; served without it, since a setting allows that")
                                : Diagnostic.error(
                                        "unapplied-protection",
                                        ingress.id(),
                                        field,
                                        value,
                                        "nobody applies it yet; the routes of the Ingress answer 503 unless"
                                                + " a setting allows " + name + " to go unapplied"));
            } else if (!name.equals("backend-protocol")) {
                diagnostics.add(unapplied(ingress, field, name, value, ofFeatures));
            }
        }
        diagnostics.addAll(reader.diagnostics());
        return new ServedIngress(
                ingress, new PolicySet(policies), closed, canary || reader.isRefused(), List.copyOf(diagnostics));
    }

    private static Diagnostic unapplied(
            Ingress ingress, String field, String name, String value, Set<String> ofFeatures) {
        if (ofFeatures.contains(name) || KnownAnnotations.isKnown(name)) {
            return Diagnostic.warning(
                    "unapplied-annotation", ingress.id(), field, value, "nobody applies it yet; ignored");
        }
        String hint = KnownAnnotations.nearest(name, ofFeatures)
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
        return Diagnostic.warning(
                "unknown-annotation", ingress.id(), field, value, "no annotation has this name; ignored" + hint);
    }

    /** Returns the hosts that it has rules for, the empty one included, and the twins that it makes. */
    Set<String> hosts() {
        Set<String> hosts = new LinkedHashSet<>();
        boolean www = policies.find(WwwPolicy.class).isPresent();
        for (IngressRule rule : ingress.rules()) {
            hosts.add(rule.host());
            if (www && !rule.host().isEmpty() && !rule.host().startsWith("*")) {
                hosts.add(WwwPolicy.twinOf(rule.host()));
            }
        }
        if (ingress.rules().isEmpty() && ingress.defaultBackend().isPresent()) {
            hosts.add("");
        }
        return hosts;
    }

    /** Returns the hosts that it has rules for, the empty one included. */
    Set<String> namedHosts() {
        Set<String> hosts = new LinkedHashSet<>();
        ingress.rules().forEach(rule -> hosts.add(rule.host()));
        return hosts;
    }

    /** Returns the further names that it claims for its hosts. */
    List<String> aliases() {
        return policies.find(ServerAliasPolicy.class)
                .map(ServerAliasPolicy::names)
                .orElse(List.of());
    }

    boolean names(String host) {
        return ingress.rules().stream().anyMatch(rule -> rule.host().equals(host));
    }
}
