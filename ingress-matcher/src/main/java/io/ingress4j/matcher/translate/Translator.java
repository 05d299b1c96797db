package io.ingress4j.matcher.translate;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.cluster.Cluster;
import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.matcher.cluster.EndpointSet;
import io.ingress4j.matcher.feature.FeatureSet;
import io.ingress4j.matcher.feature.accesslog.AccessLogPolicy;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.route.Policy;
import io.ingress4j.matcher.route.PolicySet;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RouteAction;
import io.ingress4j.matcher.route.RouteMatch;
import io.ingress4j.matcher.route.RoutingSnapshot;
import io.ingress4j.matcher.route.VirtualHost;
import io.ingress4j.model.ConfigMap;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.EndpointSlice;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.Remarks;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * From objects to the routing table. It remembers which hosts depend on which objects and redoes those only; a change of
 * endpoints redoes none. For the configuration thread alone.
 */
public final class Translator {
    private static final String DEFAULT_HOST = "";
    private static final RouteAction OK = new RouteAction.Respond(DirectResponse.of(200));
    private static final RouteAction NOT_FOUND = new RouteAction.Respond(DirectResponse.NOT_FOUND);
    private static final RouteAction UNAVAILABLE = new RouteAction.Respond(DirectResponse.UNAVAILABLE);

    private final TranslationSettings settings;
    private final FeatureSet features;
    private final AnnotationJudge.Claims claims;
    private final ClassSelection classes;
    private final ClusterResolver resolver;

    private final DefaultCertificate defaultCertificate;
    private final GlobalsReader globalsReader;
    private GlobalsReader.Globals globals;
    private Resources resources = Resources.empty();
    private RoutingSnapshot snapshot = RoutingSnapshot.empty();
    private final Map<ObjectKey, ServedIngress> served = new HashMap<>();
    private final Map<String, Set<ServedIngress>> byHost = new HashMap<>();
    private final Map<String, Set<ServedIngress>> byAlias = new HashMap<>();
    private final SecretUses secretUses = new SecretUses();
    private final SecretReadings secretReadings = new SecretReadings();
    private final Map<ObjectKey, Set<ClusterName>> clustersByService = new HashMap<>();
    private final Map<ClusterName, Cluster> clusters = new HashMap<>();
    private final Map<ClusterName, Integer> uses = new HashMap<>();
    private Remarks remarks = Remarks.none();
    private final Map<ResourceId, ObjectKey> serviceOfSlice = new HashMap<>();
    private final SharedValues values = new SharedValues();
    private long hostsTranslated;
    private boolean draining;

    // What is still to be done. It is emptied step by step, so that nothing is lost where a step fails.
    private final Set<ObjectKey> ingressesToRead = new LinkedHashSet<>();
    private final Set<ObjectKey> secretsToForget = new HashSet<>();
    private Set<String> hostsToTranslate = new LinkedHashSet<>();
    private final Set<ClusterName> clustersToRefresh = new LinkedHashSet<>();
    private Set<String> hostsToReport = new LinkedHashSet<>();

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
        this.claims = AnnotationJudge.Claims.of(features, mechanisms);
        this.classes = new ClassSelection(settings);
        this.resolver = new ClusterResolver(settings);
        this.defaultCertificate = new DefaultCertificate(settings);
        if (settings.defaultBackend().isPresent() || !settings.healthPath().isEmpty()) {
            hostsToTranslate.add(DEFAULT_HOST);
        }
        this.globalsReader = new GlobalsReader(settings, features);
        this.globals = globalsReader.read(new ConfigMap(new ObjectKey("", ""), Map.of()));
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
     * Follows a change. Where a call ends with an exception, a feature's or a supplier's, the next one also does what that
     * one left undone.
     *
     * @param next all objects
     * @param changed the keys in which they differ from those of the call before
     * @return the table, and how it differs from the one that was returned before
     */
    public Result translate(Resources next, Set<ResourceId> changed) {
        resources = next;
        Set<ObjectKey> secrets = new HashSet<>();
        for (ResourceId id : changed) {
            switch (id.kind()) {
                case INGRESS -> ingressesToRead.add(id.key());
                case SECRET -> secrets.add(id.key());
                case SERVICE -> clustersToRefresh.addAll(clustersByService.getOrDefault(id.key(), Set.of()));
                case INGRESS_CLASS -> {
                    String name = id.key().name();
                    ingressesToRead.addAll(classes.follow(name, next.ingressClass(name)));
                }
                case CONFIG_MAP -> readGlobals(id.key());
                case ENDPOINT_SLICE -> followSlice(id);
            }
        }
        followSecrets(secrets);
        for (ObjectKey key : List.copyOf(ingressesToRead)) {
            takeOut(key);
            putIn(key);
            ingressesToRead.remove(key);
        }
        secretsToForget.stream().filter(secret -> !secretUses.isUsed(secret)).forEach(secretReadings::forget);
        secretsToForget.clear();
        translateHosts();
        for (ClusterName name : List.copyOf(clustersToRefresh)) {
            refresh(name);
            clustersToRefresh.remove(name);
        }
        snapshot = snapshot.withDefaultCertificate(defaultCertificate.current());
        var result = new Result(snapshot, hostsToReport);
        hostsToReport = new LinkedHashSet<>(); // one that held everything once is slow to clear for ever
        return result;
    }

    /** From the next table on, the health path of the operator answers that nobody should send more. */
    public void drain() {
        if (!draining) {
            draining = true;
            hostsToTranslate.add(DEFAULT_HOST);
        }
    }

    private HostTranslator.Defaults defaults() {
        RouteAction otherwise = settings.defaultBackend()
                .<RouteAction>map(service -> new RouteAction.Forward(new ClusterName(service, "")))
                .orElse(NOT_FOUND);
        if (settings.healthPath().isEmpty()) {
            return new HostTranslator.Defaults(otherwise, Optional.empty());
        }
        var match = new RouteMatch(RouteMatch.Kind.EXACT, settings.healthPath());
        var unlogged = new PolicySet(List.of(new AccessLogPolicy(false)));
        var health = new Route(Route.NO_INGRESS, match, draining ? UNAVAILABLE : OK, unlogged);
        return new HostTranslator.Defaults(otherwise, Optional.of(health));
    }

    /** Returns the live cluster of a name; made when it is first asked for. */
    public Cluster cluster(ClusterName name) {
        return clusters.computeIfAbsent(name, Cluster::new);
    }

    /** Returns what there is to say about the objects of the last call. */
    public Remarks remarks() {
        List<Diagnostic> ofSettings = new ArrayList<>(globals.diagnostics());
        settings.configMap()
                .filter(key -> resources.configMap(key).isEmpty())
                .ifPresent(key -> ofSettings.add(Diagnostic.error(
                        "missing-configmap",
                        new ResourceId(Kind.CONFIG_MAP, key),
                        "",
                        "",
                        "no such ConfigMap; the default settings hold, and no global protection applies")));
        defaultCertificate.remark().ifPresent(ofSettings::add);
        return remarks.with("", ofSettings);
    }

    /** Returns how many hosts were translated since the beginning; a change of endpoints does not count it up. */
    public long hostsTranslated() {
        return hostsTranslated;
    }

    /** Returns how many Secrets were read since the beginning. */
    long secretsRead() {
        return secretReadings.count();
    }

    /** Returns whether nothing is remembered of any object. */
    boolean remembersNothing() {
        return Stream.of(served, byHost, byAlias, clustersByService, clusters, uses, serviceOfSlice)
                        .allMatch(Map::isEmpty)
                && remarks.isEmpty()
                && secretUses.isEmpty()
                && secretReadings.isEmpty();
    }

    /** A key that is gone leaves the memory with its Secret, although its hosts still ask for it. */
    private void followSecrets(Set<ObjectKey> secrets) {
        secretUses.namesFor(secrets).stream().filter(byHost::containsKey).forEach(hostsToTranslate::add);
        for (ObjectKey secret : secrets) {
            defaultCertificate.follow(secret, resources);
            if (resources.secret(secret).isEmpty()) {
                secretReadings.forget(secret);
            }
        }
    }

    /** A slice concerns the Service that it belongs to now and the one that it belonged to before. */
    private void followSlice(ResourceId slice) {
        ObjectKey before = serviceOfSlice.remove(slice);
        if (before != null) {
            clustersToRefresh.addAll(clustersByService.getOrDefault(before, Set.of()));
        }
        resources.find(slice).ifPresent(found -> {
            ObjectKey now = ((EndpointSlice) found).serviceKey();
            serviceOfSlice.put(slice, now);
            clustersToRefresh.addAll(clustersByService.getOrDefault(now, Set.of()));
        });
    }

    private void readGlobals(ObjectKey configMap) {
        if (settings.configMap().filter(configMap::equals).isEmpty()) {
            return;
        }
        ConfigMap written = resources.configMap(configMap).orElseGet(() -> new ConfigMap(configMap, Map.of()));
        GlobalsReader.Globals now = globalsReader.read(written);
        boolean changed =
                !now.settings().equals(globals.settings()) || !now.closing().equals(globals.closing());
        globals = now;
        if (changed) {
            resources.all(Ingress.class).forEach(ingress -> ingressesToRead.add(ingress.key()));
        }
    }

    private void takeOut(ObjectKey key) {
        remarks = remarks.with(topicOf(key), List.of());
        ServedIngress old = served.get(key);
        if (old == null) {
            return;
        }
        touch(old);
        served.remove(key);
        old.hosts().forEach(host -> remove(byHost, host, old));
        old.aliases().forEach(alias -> remove(byAlias, alias, old));
        secretUses.remove(old);
        SecretUses.secretsOf(old).forEach(secretsToForget::add);
    }

    private static void remove(Map<String, Set<ServedIngress>> index, String name, ServedIngress old) {
        index.computeIfPresent(name, (n, ingresses) -> ingresses.remove(old) && ingresses.isEmpty() ? null : ingresses);
    }

    private void putIn(ObjectKey key) {
        Optional<Ingress> now = resources.ingress(key);
        classes.follow(key, now);
        if (now.isEmpty()) {
            return;
        }
        Optional<Diagnostic> refusal = classes.refusal(now.get(), resources);
        if (refusal.isPresent()) {
            remarks = remarks.with(topicOf(key), List.of(refusal.get()));
            return;
        }
        ServedIngress fresh = read(now.get());
        List<Diagnostic> ofIngress = new ArrayList<>(fresh.diagnostics());
        ClassSelection.conflict(now.get()).ifPresent(ofIngress::add);
        ofIngress.addAll(CertificateChoice.namesWithoutRule(now.get()));
        remarks = remarks.with(topicOf(key), ofIngress);
        if (!fresh.leftOut()) {
            served.put(key, fresh);
            fresh.hosts().forEach(host -> add(byHost, host, fresh));
            fresh.aliases().forEach(alias -> add(byAlias, alias, fresh));
            secretUses.add(fresh);
            touch(fresh);
        }
    }

    /** A feature that fails on one Ingress closes that one and leaves all others alone. */
    private ServedIngress read(Ingress ingress) {
        try {
            return AnnotationJudge.read(ingress, settings, globals, features, claims, values);
        } catch (RuntimeException e) {
            var remark = Diagnostic.error(
                    "failed-feature",
                    ingress.id(),
                    "metadata.annotations",
                    "",
                    "a feature failed to read them: " + e + "; the routes of the Ingress answer 503");
            return ServedIngress.of(ingress, PolicySet.EMPTY, ServedIngress.Verdict.CLOSED, List.of(remark));
        }
    }

    private static void add(Map<String, Set<ServedIngress>> index, String name, ServedIngress fresh) {
        index.computeIfAbsent(name, n -> new TreeSet<>(ServedIngress.ORDER)).add(fresh);
    }

    private static String topicOf(ObjectKey ingress) {
        return "ingress " + ingress;
    }

    /**
     * Marks the hosts that an Ingress may change: its own; those that have one of them for an alias, since a host is no
     * alias; and those that claim an alias which one of its hosts claims now or may cease to claim.
     */
    private void touch(ServedIngress ingress) {
        Set<ServedIngress> owners = ServedIngress.identities();
        Set<ServedIngress> claimants = ServedIngress.identities();
        for (String host : ingress.hosts()) {
            hostsToTranslate.add(host);
            owners.addAll(sharing(byHost, host));
            claimants.addAll(sharing(byAlias, host));
        }
        owners.forEach(owner -> owner.aliases().forEach(alias -> claimants.addAll(sharing(byAlias, alias))));
        claimants.forEach(claimant -> hostsToTranslate.addAll(claimant.hosts()));
    }

    private static Set<ServedIngress> sharing(Map<String, Set<ServedIngress>> index, String name) {
        Set<ServedIngress> found = index.get(name);
        return found == null ? Set.of() : found;
    }

    /** All hosts first, what others see of them after that. A host that fails is closed and leaves all others alone. */
    private void translateHosts() {
        Map<String, Optional<VirtualHost>> changes = new LinkedHashMap<>();
        HostTranslator.Defaults defaults = defaults();
        var names = new TakenNames(byHost, byAlias);
        var sections = new IdentityHashMap<ServedIngress, TlsSection>();
        for (String host : hostsToTranslate) {
            hostsTranslated++;
            var translator = new HostTranslator(
                    host,
                    List.copyOf(sharing(byHost, host)),
                    names,
                    defaults,
                    values,
                    owner -> sections.computeIfAbsent(owner, this::tlsOf),
                    settings.annotationPrefix());
            Optional<VirtualHost> before = snapshot.host(host);
            Optional<VirtualHost> now;
            boolean same;
            try {
                now = translator.translate();
                same = now.equals(before);
            } catch (RuntimeException | StackOverflowError e) {
                now = translator.failed(e);
                same = false;
            }
            remarks = remarks.with("host " + host, translator.diagnostics());
            if (!same) {
                changes.put(host, now);
            }
        }
        // What comes is counted before what goes, so that a cluster which passes from host to host stays the same.
        changes.values().forEach(now -> now.ifPresent(host -> host.routes().forEach(this::countIn)));
        changes.keySet()
                .forEach(name ->
                        snapshot.host(name).ifPresent(gone -> gone.routes().forEach(this::countOut)));
        snapshot = snapshot.with(changes);
        hostsToReport.addAll(changes.keySet());
        hostsToTranslate = new LinkedHashSet<>();
    }

    private TlsSection tlsOf(ServedIngress owner) {
        return new TlsSection(
                owner.ingress(), secret -> resources.secret(secret).map(secretReadings::of));
    }

    private void countIn(Route route) {
        if (route.action() instanceof RouteAction.Forward forward) {
            ClusterName name = forward.cluster();
            if (uses.merge(name, 1, Integer::sum) == 1) {
                clustersByService
                        .computeIfAbsent(name.service(), s -> new HashSet<>())
                        .add(name);
                clustersToRefresh.add(name);
            }
        }
    }

    private void countOut(Route route) {
        if (route.action() instanceof RouteAction.Forward forward) {
            ClusterName name = forward.cluster();
            if (uses.merge(name, -1, Integer::sum) == 0) {
                uses.remove(name);
                clusters.remove(name);
                clustersToRefresh.remove(name);
                remarks = remarks.with("service " + name, List.of());
                clustersByService.computeIfPresent(
                        name.service(), (s, names) -> names.remove(name) && names.isEmpty() ? null : names);
            }
        }
    }

    /** A cluster that fails has no endpoint and leaves all others alone. */
    private void refresh(ClusterName name) {
        ClusterResolver.Resolution resolution;
        try {
            resolution = resolver.resolve(name, resources);
        } catch (RuntimeException | StackOverflowError e) {
            cluster(name).endpoints(EndpointSet.EMPTY);
            remarks = remarks.with(
                    "service " + name,
                    List.of(Diagnostic.error(
                            "failed-cluster",
                            new ResourceId(Kind.SERVICE, name.service()),
                            "spec.ports",
                            name.port(),
                            "its endpoints cannot be found: " + e + "; it has none")));
            return;
        }
        cluster(name).endpoints(resolution.endpoints());
        remarks = remarks.with("service " + name, resolution.diagnostics());
    }
}
