package io.ingress4j.source.k8s;

import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.source.ResourceSink;
import io.ingress4j.source.k8s.api.ApiResource;
import io.ingress4j.source.k8s.api.ApiServer;
import io.ingress4j.source.k8s.api.Trouble;
import io.ingress4j.source.k8s.api.Watch;
import io.ingress4j.source.k8s.api.Work;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All watches of a source, and the moment when all of them have listed what there is. Of several namespaces those that refuse
 * to be read hold up the others for a bounded time only: whoever owns one may take its Role away.
 */
final class Following {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesSource.class);

    private final Work work;
    private final Timing timing;
    private final Set<String> namespaces;
    private final Table table;
    private final Ingresses ingresses;
    private final Watch.Tools tools;
    private final List<Watch<?>> watches = new ArrayList<>();
    private boolean listed;
    private boolean waitsForSecrets;

    /**
     * Makes what is still to be started.
     *
     * @param namespaces the only ones to follow, or none for all of them
     */
    Following(ResourceSink sink, ApiServer server, Work work, Timing timing, Set<String> namespaces) {
        this.work = work;
        this.timing = timing;
        this.namespaces = namespaces;
        this.table = new Table(sink, work, timing.api());
        this.tools = new Watch.Tools(
                server, work, timing.api(), new Trouble(KubernetesSource.class, new TroubleRemarks(table)));
        this.ingresses = new Ingresses(tools, timing, table, !namespaces.isEmpty(), this::completeWhereListed);
    }

    /** Makes the watches, for {@link #start}. */
    List<Watch<?>> watches(Set<ObjectKey> configMaps, Set<ObjectKey> secrets) {
        Set<String> places = namespaces.isEmpty() ? Set.of("") : namespaces;
        boolean hasRoles = !namespaces.isEmpty(); // which give nothing that is cluster-wide
        watches.add(new Watch<>(
                ApiResource.INGRESS_CLASSES, "", "", !hasRoles, plain(ApiResource.INGRESS_CLASSES.kind()), tools));
        for (String place : places) {
            watches.add(new Watch<>(ApiResource.INGRESSES, place, "", true, ingresses, tools));
            for (ApiResource resource : List.of(ApiResource.SERVICES, ApiResource.ENDPOINT_SLICES)) {
                watches.add(new Watch<>(resource, place, "", true, plain(resource.kind()), tools));
            }
            var follower = ingresses
                    .secrets()
                    .in(key -> place.isEmpty() || key.namespace().equals(place));
            watches.add(new Watch<>(ApiResource.SECRETS, place, "", true, follower, tools));
        }
        for (ObjectKey key : secrets) {
            if (hasRoles && !namespaces.contains(key.namespace())) {
                var follower = ingresses.secrets().in(key::equals);
                watches.add(new Watch<>(ApiResource.SECRETS, key.namespace(), key.name(), true, follower, tools));
            }
        }
        for (ObjectKey key : configMaps) {
            watches.add(new Watch<>(
                    ApiResource.CONFIG_MAPS, key.namespace(), key.name(), true, plain(Kind.CONFIG_MAP), tools));
        }
        return List.copyOf(watches);
    }

    private Plain plain(Kind kind) {
        return new Plain(kind, table, this::completeWhereListed);
    }

    void start(Collection<ObjectKey> secrets) {
        secrets.forEach(ingresses.secrets()::name);
        watches.forEach(watch -> watch.start(this::completeWithoutRefused));
    }

    private void completeWithoutRefused() {
        if (namespaces.size() > 1 && !table.isComplete()) {
            work.after(timing.firstRights(), this::completeWhereListed);
        }
    }

    private void completeWhereListed() {
        if (table.isComplete()) {
            return;
        }
        if (!listed) {
            List<Watch<?>> open =
                    watches.stream().filter(watch -> !watch.isSynced()).toList();
            if (!canDoWithout(open)) {
                return;
            }
            if (!open.isEmpty()) {
                LOG.warn(
                        "the first table is without what namespaces {} have refused for {} s (expected: their Roles); it"
                                + " comes when they no longer do",
                        scopes(open),
                        timing.firstRights().toSeconds());
            }
            listed = true;
            ingresses.secrets().begin();
        }
        if (ingresses.secrets().areSettled()) {
            table.complete();
        } else if (!waitsForSecrets) {
            waitsForSecrets = true;
            work.after(timing.firstSecrets(), () -> {
                if (!table.isComplete()) {
                    ingresses.tellAll();
                    table.complete();
                }
            });
        }
    }

    /** Returns whether that is nothing, or only what namespaces have refused for long while another one is read. */
    private boolean canDoWithout(List<Watch<?>> open) {
        Set<String> scopes = scopes(open);
        return open.isEmpty()
                || (namespaces.containsAll(scopes)
                        && !scopes.containsAll(namespaces)
                        && open.stream().allMatch(watch -> watch.refused().compareTo(timing.firstRights()) >= 0));
    }

    private static Set<String> scopes(List<Watch<?>> watches) {
        return watches.stream().map(Watch::scope).collect(Collectors.toSet());
    }
}
