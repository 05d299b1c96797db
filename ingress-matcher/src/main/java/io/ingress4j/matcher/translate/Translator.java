package io.ingress4j.matcher.translate;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.cluster.Cluster;
import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.matcher.feature.FeatureSet;
import io.ingress4j.matcher.feature.GlobalSettings;
import io.ingress4j.matcher.feature.serveralias.ServerAliasPolicy;
import io.ingress4j.matcher.route.Policy;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RouteAction;
import io.ingress4j.matcher.route.RoutingSnapshot;
import io.ingress4j.matcher.route.VirtualHost;
import io.ingress4j.model.ConfigMap;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.EndpointSlice;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * From objects to the routing table. It remembers which hosts depend on which objects and redoes those only; a change of
 * endpoints redoes none. For the configuration thread alone.
 */
public final class Translator {
    private final TranslationSettings settings;
    private final FeatureSet features;
    private final Set<Class<? extends Policy>> mechanisms;
    private final ClassSelection classes;
    private final ClusterResolver resolver;

    private GlobalSettings globals;
    private Resources resources = Resources.empty();
    private RoutingSnapshot snapshot = RoutingSnapshot.empty();
    private final Map<ObjectKey, ServedIngress> served = new HashMap<>();
    private final Map<String, TreeSet<ServedIngress>> byHost = new HashMap<>();
    private final Map<String, Set<String>> hostsByAlias = new HashMap<>();
    private final Map<ObjectKey, Set<String>> hostsBySecret = new HashMap<>();
    private final Map<ObjectKey, Set<ClusterName>> clustersByService = new HashMap<>();
    private final Map<ClusterName, Cluster> clusters = new HashMap<>();
    private final Map<ClusterName, Integer> uses = new HashMap<>();
    private final Map<String, List<Diagnostic>> diagnostics = new TreeMap<>();
    private long hostsTranslated;

    /**
     * Makes a translator that knows no object.
     *
     * @param settings what the operator decides
     * @param features the features, in order
     * @param mechanisms the mechanism policies that every data plane applies
     */
    public Translator(TranslationSettings settings, FeatureSet features, Set<Class<? extends Policy>> mechanisms) {
        this.settings = requireNonNull(settings, "settings");
        this.features = requireNonNull(features, "features");
        this.mechanisms = Set.copyOf(mechanisms);
        this.classes = new ClassSelection(settings);
        this.resolver = new ClusterResolver(settings);
        this.globals = new GlobalSettings(Map.of(), settings.advertisedHttpsPort());
    }

    /**
     * A table and the hosts in which it differs from the table before.
     *
     * @param snapshot the table
     * @param changedHosts the names of the hosts that differ
     */
    public record Result(RoutingSnapshot snapshot, Set<String> changedHosts) {
        /** Copies the names. */
        public Result {
            requireNonNull(snapshot, "snapshot");
            changedHosts = Set.copyOf(changedHosts);
        }
    }

    /**
     * Follows a change.
     *
     * @param next all objects
     * @param changed the keys in which they differ from those of the call before
     */
    public Result translate(Resources next, Set<ResourceId> changed) {
        resources = next;
        Set<ObjectKey> ingresses = new HashSet<>();
        Set<String> hosts = new HashSet<>();
        Set<ObjectKey> services = new HashSet<>();
        boolean all = false;
        for (ResourceId id : changed) {
            switch (id.kind()) {
                case INGRESS -> ingresses.add(id.key());
                case SECRET -> hosts.addAll(hostsBySecret.getOrDefault(id.key(), Set.of()));
                case SERVICE -> services.add(id.key());
                case INGRESS_CLASS -> {
                    String name = id.key().name();
                    ingresses.addAll(classes.follow(name, next.ingressClass(name)));
                }
                case CONFIG_MAP ->
                    all |= settings.configMap().filter(id.key()::equals).isPresent();
                case ENDPOINT_SLICE -> services.addAll(servicesOf(id));
            }
        }
        if (all) {
            readGlobals();
            next.all(Ingress.class).forEach(ingress -> ingresses.add(ingress.key()));
        }
        ingresses.forEach(key -> hosts.addAll(replace(key)));
        Set<String> redone = redo(hosts);
        refreshClusters(services);
        return new Result(snapshot, redone);
    }

    /** Returns the live cluster of a name; made when it is first asked for. */
    public Cluster cluster(ClusterName name) {
        return clusters.computeIfAbsent(name, Cluster::new);
    }

    /** Returns what there is to say about the objects of the last call. */
    public List<Diagnostic> diagnostics() {
        return diagnostics.values().stream().flatMap(List::stream).toList();
    }

    /** Returns how many hosts were translated since the beginning; a change of endpoints does not count it up. */
    public long hostsTranslated() {
        return hostsTranslated;
    }

    private final Map<ResourceId, ObjectKey> serviceOfSlice = new HashMap<>();

    /** The Services that a slice belongs to now and belonged to before. */
    private Set<ObjectKey> servicesOf(ResourceId slice) {
        Set<ObjectKey> services = new HashSet<>();
        ObjectKey before = serviceOfSlice.remove(slice);
        if (before != null) {
            services.add(before);
        }
        resources.find(slice).ifPresent(found -> {
            ObjectKey now = ((EndpointSlice) found).serviceKey();
            serviceOfSlice.put(slice, now);
            services.add(now);
        });
        return services;
    }

    private void readGlobals() {
        Map<String, String> values = settings.configMap()
                .flatMap(resources::configMap)
                .map(ConfigMap::data)
                .orElse(Map.of());
        globals = new GlobalSettings(values, settings.advertisedHttpsPort());
    }

    /** Takes an Ingress out and puts it in again as it is now; returns the hosts that it touches. */
    private Set<String> replace(ObjectKey key) {
        Set<String> touched = new HashSet<>();
        ServedIngress old = served.remove(key);
        if (old != null) {
            for (String host : old.hosts()) {
                TreeSet<ServedIngress> owners = byHost.get(host);
                if (owners != null && owners.remove(old) && owners.isEmpty()) {
                    byHost.remove(host);
                }
            }
            touch(old, touched);
        }
        String slot = "ingress " + key;
        diagnostics.remove(slot);
        Optional<Ingress> now = resources.ingress(key);
        classes.follow(key, now);
        if (now.isEmpty()) {
            return touched;
        }
        Optional<Diagnostic> refusal = classes.refusal(now.get(), resources);
        if (refusal.isPresent()) {
            diagnostics.put(slot, List.of(refusal.get()));
            return touched;
        }
        ServedIngress fresh = ServedIngress.read(now.get(), settings, globals, features, mechanisms);
        if (!fresh.diagnostics().isEmpty()) {
            diagnostics.put(slot, fresh.diagnostics());
        }
        if (!fresh.leftOut()) {
            served.put(key, fresh);
            fresh.hosts()
                    .forEach(host -> byHost.computeIfAbsent(host, h -> new TreeSet<>(ServedIngress.ORDER))
                            .add(fresh));
            touch(fresh, touched);
        }
        return touched;
    }

    /** The hosts of an Ingress, and hosts that have one of them for an alias: a name of its own is no alias. */
    private void touch(ServedIngress ingress, Set<String> touched) {
        for (String host : ingress.hosts()) {
            touched.add(host);
            touched.addAll(hostsByAlias.getOrDefault(host, Set.of()));
        }
        ingress.policies()
                .find(ServerAliasPolicy.class)
                .ifPresent(policy -> policy.names()
                        .forEach(name -> hostsByAlias
                                .computeIfAbsent(name, n -> new HashSet<>())
                                .addAll(ingress.hosts())));
    }

    private Set<String> redo(Set<String> hosts) {
        Map<String, Optional<VirtualHost>> changes = new LinkedHashMap<>();
        for (String host : new TreeSet<>(hosts)) {
            hostsTranslated++;
            var translator = new HostTranslator(
                    host,
                    List.copyOf(byHost.getOrDefault(host, new TreeSet<>(ServedIngress.ORDER))),
                    resources,
                    this::hasRule);
            Optional<VirtualHost> now = translator.translate();
            translator
                    .secrets()
                    .forEach(secret -> hostsBySecret
                            .computeIfAbsent(secret, s -> new HashSet<>())
                            .add(host));
            if (translator.diagnostics().isEmpty()) {
                diagnostics.remove("host " + host);
            } else {
                diagnostics.put("host " + host, List.copyOf(translator.diagnostics()));
            }
            Optional<VirtualHost> before = snapshot.host(host);
            if (!now.equals(before)) {
                changes.put(host, now);
                now.ifPresent(made -> made.routes().forEach(route -> count(route, 1)));
                before.ifPresent(gone -> gone.routes().forEach(route -> count(route, -1)));
            }
        }
        snapshot = snapshot.with(changes);
        return changes.keySet();
    }

    private boolean hasRule(String host) {
        return byHost.getOrDefault(host, new TreeSet<>(ServedIngress.ORDER)).stream()
                .anyMatch(owner -> owner.names(host));
    }

    private void count(Route route, int by) {
        if (!(route.action() instanceof RouteAction.Forward forward)) {
            return;
        }
        ClusterName name = forward.cluster();
        int count = uses.merge(name, by, Integer::sum);
        Set<ClusterName> ofService = clustersByService.computeIfAbsent(name.service(), s -> new HashSet<>());
        if (count > 0 && ofService.add(name)) {
            refresh(name);
        } else if (count == 0) {
            uses.remove(name);
            clusters.remove(name);
            diagnostics.remove("service " + name);
            ofService.remove(name);
            if (ofService.isEmpty()) {
                clustersByService.remove(name.service());
            }
        }
    }

    private void refreshClusters(Set<ObjectKey> services) {
        for (ObjectKey service : services) {
            new ArrayList<>(clustersByService.getOrDefault(service, Set.of())).forEach(this::refresh);
        }
    }

    private void refresh(ClusterName name) {
        ClusterResolver.Resolution resolution = resolver.resolve(name, resources);
        cluster(name).endpoints(resolution.endpoints());
        if (resolution.diagnostics().isEmpty()) {
            diagnostics.remove("service " + name);
        } else {
            diagnostics.put("service " + name, resolution.diagnostics());
        }
    }
}
