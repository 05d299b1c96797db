package io.ingress4j.matcher.translate;

import io.ingress4j.matcher.feature.serveralias.ServerAliasPolicy;
import io.ingress4j.matcher.feature.www.WwwPolicy;
import io.ingress4j.matcher.route.PolicySet;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.IngressRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An Ingress of ours with its annotations read.
 *
 * @param ingress the Ingress
 * @param policies what its annotations ask for
 * @param verdict what its annotations mean for its routes as a whole
 * @param rules the positions of its rules, by host
 * @param diagnostics what there is to say about it
 */
record ServedIngress(
        Ingress ingress,
        PolicySet policies,
        Verdict verdict,
        Map<String, List<Integer>> rules,
        List<Diagnostic> diagnostics) {

    /** What annotations mean for the routes of an Ingress as a whole. */
    enum Verdict {
        /** They are served. */
        SERVED,
        /** A protection is asked for that nobody applies, so they answer 503. */
        CLOSED,
        /** The same, and the protection holds for every Ingress of its hosts. */
        HOST_CLOSED,
        /** The Ingress contributes nothing at all. */
        LEFT_OUT
    }

    /** Oldest first; among equals the greater {@code namespace/name} first, as ingress-nginx sorts. */
    static final Comparator<ServedIngress> ORDER = Comparator.comparing(
                    (ServedIngress served) -> served.ingress().created())
            .thenComparing(served -> served.ingress().key().toString(), Comparator.reverseOrder());

    static ServedIngress of(Ingress ingress, PolicySet policies, Verdict verdict, List<Diagnostic> diagnostics) {
        Map<String, List<Integer>> rules = new LinkedHashMap<>();
        for (int i = 0; i < ingress.rules().size(); i++) {
            IngressRule rule = ingress.rules().get(i);
            rules.computeIfAbsent(rule.host(), host -> new ArrayList<>()).add(i);
        }
        return new ServedIngress(ingress, policies, verdict, rules, List.copyOf(diagnostics));
    }

    /** Returns an empty set that tells Ingresses apart by identity, since to compare their parts takes long. */
    static Set<ServedIngress> identities() {
        return Collections.newSetFromMap(new IdentityHashMap<>(2));
    }

    boolean isSame(ServedIngress other) {
        return ingress.key().equals(other.ingress.key());
    }

    boolean leftOut() {
        return verdict == Verdict.LEFT_OUT;
    }

    boolean closed() {
        return verdict == Verdict.CLOSED || verdict == Verdict.HOST_CLOSED;
    }

    boolean closesHosts() {
        return verdict == Verdict.HOST_CLOSED;
    }

    /** Returns the hosts that it has rules for, the empty one included, and the twins that it makes. */
    Set<String> hosts() {
        Set<String> hosts = new LinkedHashSet<>(rules.keySet());
        if (policies.find(WwwPolicy.class).isPresent()) {
            rules.keySet().stream()
                    .filter(WwwPolicy::hasTwin)
                    .map(WwwPolicy::twinOf)
                    .forEach(hosts::add);
        }
        if (isCatchAll()) {
            hosts.add("");
        }
        return hosts;
    }

    /** Returns the hosts that it has rules for, the empty one included. */
    Set<String> namedHosts() {
        return rules.keySet();
    }

    /** Returns the further names that it claims for its hosts. */
    List<String> aliases() {
        return policies.find(ServerAliasPolicy.class)
                .map(ServerAliasPolicy::names)
                .orElse(List.of());
    }

    boolean names(String host) {
        return rules.containsKey(host);
    }

    /** Returns whether it has no rules, so that its default backend takes what no host does. */
    boolean isCatchAll() {
        return rules.isEmpty() && ingress.defaultBackend().isPresent();
    }
}
