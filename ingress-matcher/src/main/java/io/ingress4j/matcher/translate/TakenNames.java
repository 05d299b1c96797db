package io.ingress4j.matcher.translate;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which names are taken, and by whom. Good for one table, since it remembers who was found. */
final class TakenNames {
    private final Map<String, Set<ServedIngress>> byHost;
    private final Map<String, Set<ServedIngress>> byAlias;
    private final IdentityHashMap<ServedIngress, String> bearers = new IdentityHashMap<>();

    /**
     * Makes one of the Ingresses that are served.
     *
     * @param byHost those that name a host or make it as a twin, oldest first
     * @param byAlias those that claim an alias, oldest first
     */
    TakenNames(Map<String, Set<ServedIngress>> byHost, Map<String, Set<ServedIngress>> byAlias) {
        this.byHost = byHost;
        this.byAlias = byAlias;
    }

    /** Returns whether there is a virtual host of this name. */
    boolean isHost(String name) {
        return byHost.containsKey(name);
    }

    /** Returns the host that an alias belongs to: of those that claim it, the one whose Ingress is the oldest. */
    String claimantOf(String alias) {
        for (ServedIngress claimant : byAlias.getOrDefault(alias, Set.of())) {
            String bearer = bearerOf(claimant);
            if (!bearer.isEmpty()) {
                return bearer;
            }
        }
        return "";
    }

    /**
     * Returns the host that has the aliases of an Ingress: the first, by its text, of those that it names and of which
     * nobody older decides about the aliases; empty where there is none.
     */
    String bearerOf(ServedIngress claimant) {
        return bearers.computeIfAbsent(claimant, this::findBearer);
    }

    private String findBearer(ServedIngress claimant) {
        for (String host : new TreeSet<>(claimant.namedHosts())) {
            Optional<ServedIngress> first = byHost.getOrDefault(host, Set.of()).stream()
                    .filter(owner -> owner.names(host))
                    .filter(owner -> !owner.aliases().isEmpty())
                    .findFirst();
            if (!host.isEmpty() && first.filter(claimant::isSame).isPresent()) {
                return host;
            }
        }
        return "";
    }
}
