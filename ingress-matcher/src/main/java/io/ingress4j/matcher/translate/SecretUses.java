package io.ingress4j.matcher.translate;

import io.ingress4j.model.IngressTls;
import io.ingress4j.model.ObjectKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which Ingresses name which Secrets in their {@code tls} sections. What is kept grows with the entries, and not with the
 * hosts that look through them.
 */
final class SecretUses {
    private final Map<ObjectKey, Set<ServedIngress>> users = new HashMap<>();

    /** Adds an Ingress. */
    void add(ServedIngress user) {
        secretsOf(user)
                .forEach(secret -> users.computeIfAbsent(secret, s -> ServedIngress.identities())
                        .add(user));
    }

    /** Takes an Ingress out. */
    void remove(ServedIngress user) {
        secretsOf(user)
                .forEach(secret -> users.computeIfPresent(
                        secret, (s, others) -> others.remove(user) && others.isEmpty() ? null : others));
    }

    /** Returns the keys of the Secrets that an Ingress names, some of them more than once. */
    static Stream<ObjectKey> secretsOf(ServedIngress user) {
        String namespace = user.ingress().key().namespace();
        return user.ingress().tls().stream()
                .map(IngressTls::secretName)
                .filter(name -> !name.isEmpty())
                .map(name -> new ObjectKey(namespace, name));
    }

    /** Returns whether some Ingress names a Secret. */
    boolean isUsed(ObjectKey secret) {
        return users.containsKey(secret);
    }

    /**
     * Returns the names whose certificate may be that of one of some Secrets: those beside them, and all hosts that no
     * entry of their Ingress names, since they show whatever fits.
     */
    Set<String> namesFor(Set<ObjectKey> secrets) {
        Set<ServedIngress> concerned = ServedIngress.identities();
        secrets.forEach(secret -> concerned.addAll(users.getOrDefault(secret, Set.of())));
        Set<String> names = new LinkedHashSet<>();
        for (ServedIngress user : concerned) {
            String namespace = user.ingress().key().namespace();
            Set<String> named = new HashSet<>();
            for (IngressTls entry : user.ingress().tls()) {
                named.addAll(entry.hosts());
                if (secrets.contains(new ObjectKey(namespace, entry.secretName()))) {
                    names.addAll(entry.hosts());
                }
            }
            user.hosts().stream().filter(host -> !named.contains(host)).forEach(names::add);
        }
        return names;
    }

    boolean isEmpty() {
        return users.isEmpty();
    }
}
