package io.ingress4j.matcher.translate;

import io.ingress4j.model.Diagnostic;
import java.util.List;

/**
 * Chooses the aliases of one host: the oldest Ingress that has some decides, and of the hosts that it decides about the
 * first gets them.
 */
final class AliasChoice {
    private final String host;
    private final TakenNames names;
    private final String annotationPrefix;
    private final List<Diagnostic> diagnostics;

    /**
     * Makes the choice for one host.
     *
     * @param host the host
     * @param names which names are taken
     * @param annotationPrefix the prefix of our annotations, without the slash
     * @param diagnostics where remarks go
     */
    AliasChoice(String host, TakenNames names, String annotationPrefix, List<Diagnostic> diagnostics) {
        this.host = host;
        this.names = names;
        this.annotationPrefix = annotationPrefix;
        this.diagnostics = diagnostics;
    }

    /** Chooses among the aliases that Ingresses with rules for the host ask for, oldest first. */
    List<String> choose(List<ServedIngress> naming) {
        List<ServedIngress> claiming =
                naming.stream().filter(owner -> !owner.aliases().isEmpty()).toList();
        if (claiming.isEmpty()) {
            return List.of();
        }
        ServedIngress oldest = claiming.get(0);
        for (ServedIngress other : claiming) {
            if (!other.aliases().equals(oldest.aliases())) {
                lostAll(
                        other,
                        "Ingress " + oldest.ingress().key() + " is older and decides about the aliases of " + host
                                + "; this one is ignored");
            }
        }
        if (host.isEmpty()) {
            lostAll(oldest, "a rule without host has no alias; ignored");
            return List.of();
        }
        String bearer = names.bearerOf(oldest);
        if (!bearer.equals(host)) {
            lostAll(
                    oldest,
                    "the first host of this Ingress, " + bearer + ", has the aliases; " + host + " has none of them");
            return List.of();
        }
        return oldest.aliases().stream().filter(alias -> isFree(alias, oldest)).toList();
    }

    private boolean isFree(String alias, ServedIngress owner) {
        if (names.isHost(alias)) {
            lost(owner, alias, "it is a host of its own; it is no alias of " + host);
            return false;
        }
        String claimant = names.claimantOf(alias);
        if (!claimant.equals(host)) {
            lost(owner, alias, "host " + claimant + " has it, by an older Ingress; it is no alias of " + host);
            return false;
        }
        return true;
    }

    private void lost(ServedIngress owner, String value, String message) {
        diagnostics.add(Diagnostic.warning(
                "duplicate-alias",
                owner.ingress().id(),
                "metadata.annotations[" + annotationPrefix + "/server-alias]",
                value,
                message));
    }

    /** One remark for all aliases, since an Ingress may have thousands of both hosts and aliases. */
    private void lostAll(ServedIngress owner, String message) {
        List<String> aliases = owner.aliases();
        int others = aliases.size() - 1;
        lost(owner, aliases.get(0) + (others == 0 ? "" : " and " + others + " more"), message);
    }
}
