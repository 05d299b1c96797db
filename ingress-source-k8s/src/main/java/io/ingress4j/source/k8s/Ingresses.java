package io.ingress4j.source.k8s;

import io.ingress4j.model.Ingress;
import io.ingress4j.model.IngressTls;
import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.ResourceId;
import io.ingress4j.source.k8s.api.ApiObject;
import io.ingress4j.source.k8s.api.Watch;
import io.ingress4j.source.k8s.api.Work;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows Ingresses, and names their Secrets. One that names a Secret not yet known waits for it a moment, so that both
 * are told together; what was told of it before stays as long.
 */
final class Ingresses implements Watch.Follower<Reading>, Secrets.Listener {
    private final Table table;
    private final Watch.Tools tools;
    private final Timing timing;
    private final Runnable progress;
    private final Secrets secrets;
    private final Map<ObjectKey, Set<ObjectKey>> named = new HashMap<>();
    private final Map<ObjectKey, Waiting> waiting = new HashMap<>();
    private final Map<ObjectKey, Set<ObjectKey>> waitingFor = new HashMap<>();

    /**
     * An Ingress that is still to be told.
     *
     * @param reading the Ingress
     * @param secrets what it names
     * @param limit what ends the wait
     */
    private record Waiting(Reading reading, Set<ObjectKey> secrets, Work.Later limit) {}

    /**
     * Makes a follower that knows no Ingress.
     *
     * @param hasRoles whether rights are given in single namespaces
     * @param progress what is done after each complete list and each Secret
     */
    Ingresses(Watch.Tools tools, Timing timing, Table table, boolean hasRoles, Runnable progress) {
        this.table = table;
        this.tools = tools;
        this.timing = timing;
        this.progress = progress;
        this.secrets = new Secrets(tools, hasRoles, this);
    }

    Secrets secrets() {
        return secrets;
    }

    @Override
    public Reading read(ApiObject object) {
        return Reading.of(object, Kind.INGRESS);
    }

    @Override
    public void changed(List<Reading> changed, List<ObjectKey> gone) {
        List<ResourceId> deletes = new ArrayList<>();
        List<Reading> ready = new ArrayList<>();
        for (ObjectKey key : gone) {
            deletes.add(new ResourceId(Kind.INGRESS, key));
            deletes.addAll(stopWaiting(key));
            deletes.addAll(secrets.unname(named.getOrDefault(key, Set.of())));
            named.remove(key);
        }
        for (Reading reading : changed) {
            ObjectKey key = reading.id().key();
            Set<ObjectKey> names = secretsOf(reading);
            names.forEach(secrets::name); // before those of its last state are given up: most are the same
            deletes.addAll(stopWaiting(key));
            if (names.stream().allMatch(secrets::isSettled)) {
                ready.add(reading);
                deletes.addAll(replace(key, names));
            } else {
                await(reading, names);
            }
        }
        table.tell(ready, deletes);
        progress.run(); // the last Secret that was waited for may have lost its name
    }

    private static Set<ObjectKey> secretsOf(Reading reading) {
        Set<ObjectKey> names = new LinkedHashSet<>();
        if (reading.resource().orElse(null) instanceof Ingress ingress) {
            for (IngressTls tls : ingress.tls()) {
                if (Secrets.isName(tls.secretName())) {
                    names.add(new ObjectKey(ingress.key().namespace(), tls.secretName()));
                }
            }
        }
        return names;
    }

    private void await(Reading reading, Set<ObjectKey> names) {
        ObjectKey key = reading.id().key();
        // The first complete state has a bound of its own.
        Work.Later limit = table.isComplete()
                ? tools.work().after(timing.secret(), () -> tell(List.of(), List.of(key)))
                : () -> {};
        waiting.put(key, new Waiting(reading, names, limit));
        names.forEach(name ->
                waitingFor.computeIfAbsent(name, secret -> new HashSet<>()).add(key));
    }

    /** Returns the Secrets that nobody names now. */
    private List<ResourceId> stopWaiting(ObjectKey key) {
        Waiting stopped = remove(key);
        return stopped == null ? List.of() : secrets.unname(stopped.secrets);
    }

    private @Nullable Waiting remove(ObjectKey key) {
        Waiting removed = waiting.remove(key);
        if (removed != null) {
            removed.limit.cancel();
            for (ObjectKey secret : removed.secrets) {
                Set<ObjectKey> others = waitingFor.getOrDefault(secret, Set.of());
                others.remove(key);
                if (others.isEmpty()) {
                    waitingFor.remove(secret);
                }
            }
        }
        return removed;
    }

    private List<ResourceId> replace(ObjectKey key, Set<ObjectKey> names) {
        Set<ObjectKey> before = names.isEmpty() ? named.remove(key) : named.put(key, names);
        return before == null ? List.of() : secrets.unname(before);
    }

    @Override
    public void settled(ObjectKey secret, Optional<Reading> reading) {
        List<ObjectKey> ready = waitingFor.getOrDefault(secret, Set.of()).stream()
                .filter(this::isReady)
                .toList();
        tell(reading.stream().toList(), ready);
        progress.run();
    }

    private boolean isReady(ObjectKey key) {
        Waiting waited = waiting.get(key);
        return waited != null && waited.secrets.stream().allMatch(secrets::isSettled);
    }

    /** Tells a Secret and Ingresses that waited, together. */
    private void tell(List<Reading> secret, Collection<ObjectKey> ready) {
        List<Reading> readings = new ArrayList<>(secret);
        List<ResourceId> deletes = new ArrayList<>();
        for (ObjectKey key : ready) {
            Waiting waited = remove(key);
            if (waited != null) {
                readings.add(waited.reading);
                deletes.addAll(replace(key, waited.secrets));
            }
        }
        table.tell(readings, deletes);
    }

    /** Waits for no Secret any longer. */
    void tellAll() {
        tell(List.of(), List.copyOf(waiting.keySet()));
    }

    @Override
    public void listed(Set<ObjectKey> all) {
        progress.run();
    }

    @Override
    public void listed() {
        progress.run();
    }

    @Override
    public boolean isComplete() {
        return table.isComplete();
    }
}
