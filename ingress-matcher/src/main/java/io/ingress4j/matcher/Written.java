package io.ingress4j.matcher;

import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.feature.FeatureSet;
import io.ingress4j.matcher.http.PathReading;
import io.ingress4j.matcher.route.Policy;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RouteAction;
import io.ingress4j.matcher.route.RouteMatch;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.HttpPath;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.IngressRule;
import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.Origin;
import io.ingress4j.model.PathType;
import io.ingress4j.model.Remarks;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What authors wrote, as it was when one table was made: from a route back to its Ingress, field, annotations and remarks.
 * The remarks are put in order when somebody first asks. For any thread.
 */
final class Written {
    /** Nobody knows what was written. */
    static final Written NOTHING =
            new Written(Resources.empty(), id -> Origin.NONE, new FeatureSet(List.of()), "", Remarks.none());

    private static final Pattern PATH_FIELD = Pattern.compile("spec\\.rules\\[(\\d+)]\\.http\\.paths\\[(\\d+)].*");

    private static final int MOST_ROUTES_ASKED = 100;

    private final Resources resources;
    private final Function<ResourceId, Origin> origins;
    private final FeatureSet features;
    private final String prefix;
    private final Remarks remarks;
    private volatile @Nullable Index index;

    /**
     * Remembers what was written.
     *
     * @param resources the objects
     * @param origins where they were read
     * @param features who reads annotations
     * @param prefix the prefix of our annotations, without the slash
     * @param remarks what there is to say about the objects, places left out
     */
    Written(
            Resources resources,
            Function<ResourceId, Origin> origins,
            FeatureSet features,
            String prefix,
            Remarks remarks) {
        this.resources = resources;
        this.origins = origins;
        this.features = features;
        this.prefix = prefix;
        this.remarks = remarks;
    }

    /** A path that an older Ingress has; by rule and path it is found in its Ingress. */
    private record Duplicate(Ingress ingress, int rule, int path, Diagnostic remark) {
        HttpPath written() {
            return ingress.rules().get(rule).paths().get(path);
        }
    }

    /** The remarks by what is asked: by object, and by the host that a lost or unserved rule is for. */
    private record Index(
            Map<String, List<Diagnostic>> byObject,
            Map<String, List<Duplicate>> duplicates,
            Map<String, List<Diagnostic>> notServed) {}

    private Index index() {
        Index known = index;
        if (known == null) {
            known = new Index(new HashMap<>(), new HashMap<>(), new HashMap<>());
            for (Diagnostic remark : remarks.all()) {
                known.byObject
                        .computeIfAbsent(remark.object(), o -> new ArrayList<>(1))
                        .add(remark);
                enter(known, remark);
            }
            index = known;
        }
        return known;
    }

    private void enter(Index into, Diagnostic remark) {
        boolean duplicate = remark.code().equals("duplicate-path");
        if (!duplicate && !remark.code().equals("not-served")) {
            return;
        }
        Ingress ingress = resources.ingress(keyOf(remark.object())).orElse(null);
        Matcher field = PATH_FIELD.matcher(remark.field());
        if (ingress != null && duplicate && field.matches()) {
            var entry =
                    new Duplicate(ingress, Integer.parseInt(field.group(1)), Integer.parseInt(field.group(2)), remark);
            String host = ingress.rules().get(entry.rule()).host();
            into.duplicates.computeIfAbsent(host, h -> new ArrayList<>(1)).add(entry);
        } else if (ingress != null && !duplicate) {
            ingress.rules().stream()
                    .map(IngressRule::host)
                    .distinct()
                    .forEach(host -> into.notServed
                            .computeIfAbsent(host, h -> new ArrayList<>(1))
                            .add(remark));
        }
    }

    /** Returns where the rule of a route was written. */
    Explanation.Place placeOf(String host, Route route) {
        Optional<Ingress> ingress = resources.ingress(route.ingress());
        return ingress.isEmpty()
                ? Explanation.Place.UNKNOWN
                : place(ingress.get().key(), fieldOf(ingress.get(), host, route));
    }

    private Explanation.Place place(ObjectKey ingress, String field) {
        Origin origin = origins.apply(new ResourceId(Kind.INGRESS, ingress));
        return new Explanation.Place(field, origin.source(), origin.lineOf(field));
    }

    private static String fieldOf(Ingress ingress, String host, Route route) {
        for (int r = 0; r < ingress.rules().size(); r++) {
            IngressRule rule = ingress.rules().get(r);
            for (int p = 0; rule.host().equals(host) && p < rule.paths().size(); p++) {
                if (isOf(route.match(), rule.paths().get(p))) {
                    return "spec.rules[" + r + "].http.paths[" + p + "]";
                }
            }
        }
        boolean own =
                ingress.defaultBackend().isPresent(); // what the oldest Ingress leaves to the operator's is not its own
        return own && route.action() instanceof RouteAction.Forward ? "spec.defaultBackend" : "";
    }

    /** Whether a path as written is the one that a route was made of; expressions also come with a slash at their end. */
    private static boolean isOf(RouteMatch match, HttpPath path) {
        boolean exact = path.type() == PathType.EXACT;
        String text = path.path().isEmpty() ? "/" : path.path();
        return switch (match.kind()) {
            case EXACT -> exact && hasReading(text, match.path());
            case PREFIX -> !exact && hasReading(text, match.path());
            case REGEX -> text.equals(match.path()) || (!exact && (text + "/").equals(match.path()));
        };
    }

    private static boolean hasReading(String written, String path) {
        return written.equals(path) || path.equals(PathReading.ofRule(written));
    }

    /** Returns the policies of a route with the annotations that they were read from; some come from another Ingress of the host. */
    List<Explanation.AskedFor> policiesOf(Route route, List<CompiledRoute> ofHost) {
        List<Explanation.AskedFor> all = new ArrayList<>();
        for (Policy policy : route.policies().policies()) {
            List<String> from = annotationsOf(policy, route.ingress());
            for (int i = 0; from.isEmpty() && i < Math.min(ofHost.size(), MOST_ROUTES_ASKED); i++) {
                Route other = ofHost.get(i).route();
                if (other.policies().policies().contains(policy)) {
                    from = annotationsOf(policy, other.ingress());
                }
            }
            all.add(new Explanation.AskedFor(policy, from));
        }
        return all;
    }

    private List<String> annotationsOf(Policy policy, ObjectKey key) {
        List<String> found = new ArrayList<>();
        Optional<Ingress> ingress = resources.ingress(key);
        for (Feature<?> feature : ingress.isEmpty() ? List.<Feature<?>>of() : features.features()) {
            for (AnnotationKey annotation :
                    feature.policyType().isInstance(policy) ? feature.annotations() : List.<AnnotationKey>of()) {
                String name = annotation.under(prefix);
                String value = ingress.get().annotations().get(name);
                if (value != null) {
                    found.add(name + ": \"" + value + '"');
                }
            }
        }
        return found;
    }

    /** Returns the rules that lost their path to the Ingress of a route, as the remarks tell. */
    List<Explanation.RunnerUp> youngerThan(Route winner, String host) {
        List<Explanation.RunnerUp> younger = new ArrayList<>();
        for (Duplicate duplicate : index().duplicates.getOrDefault(host, List.of())) {
            if (isOf(winner.match(), duplicate.written())) {
                ObjectKey key = duplicate.ingress().key();
                String field = "spec.rules[" + duplicate.rule() + "].http.paths[" + duplicate.path() + "]";
                younger.add(new Explanation.RunnerUp(
                        key,
                        host,
                        winner.match(),
                        place(key, field),
                        duplicate.remark().message()));
            }
        }
        return younger;
    }

    private static ObjectKey keyOf(String object) {
        String key = object.substring(object.indexOf(' ') + 1);
        int slash = key.indexOf('/');
        return new ObjectKey(slash < 0 ? "" : key.substring(0, slash), key.substring(slash + 1));
    }

    /** Returns the remarks about an object that are at least so grave. */
    List<Diagnostic> remarksOn(ResourceId id, Diagnostic.Severity least) {
        return index().byObject.getOrDefault(id.toString(), List.of()).stream()
                .filter(remark -> remark.severity().compareTo(least) <= 0)
                .map(remark -> remark.at(origins.apply(id)))
                .toList();
    }

    /** Returns the remarks on Ingresses that have a rule for a host and are not served, their class being none of ours for instance. */
    List<Diagnostic> notServed(String host) {
        return index().notServed.getOrDefault(host, List.of()).stream()
                .map(remark -> remark.at(origins.apply(new ResourceId(Kind.INGRESS, keyOf(remark.object())))))
                .toList();
    }
}
