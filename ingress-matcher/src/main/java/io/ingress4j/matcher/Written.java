package io.ingress4j.matcher;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.feature.FeatureSet;
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
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What authors wrote, for explanations: from a route back to its Ingress, field, annotations and remarks.
 *
 * @param resources the objects
 * @param origins where they were read
 * @param features who reads annotations
 * @param prefix the prefix of our annotations, without the slash
 * @param remarks what there is to say about the objects, places left out
 */
record Written(
        Resources resources,
        Function<ResourceId, Origin> origins,
        FeatureSet features,
        String prefix,
        List<Diagnostic> remarks) {

    /** Nobody knows what was written. */
    static final Written NOTHING =
            new Written(Resources.empty(), id -> Origin.NONE, new FeatureSet(List.of()), "", List.of());

    /** Checks that no part is null; the list is one that nobody changes. */
    Written {
        requireNonNull(resources, "resources");
        requireNonNull(origins, "origins");
        requireNonNull(features, "features");
        requireNonNull(prefix, "prefix");
        requireNonNull(remarks, "remarks");
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
        return route.action() instanceof RouteAction.Forward ? "spec.defaultBackend" : "";
    }

    /** Whether a path as written is the one that a route was made of; expressions also come with a slash at their end. */
    private static boolean isOf(RouteMatch match, HttpPath path) {
        boolean exact = path.type() == PathType.EXACT;
        String text = path.path().isEmpty() ? "/" : path.path();
        return switch (match.kind()) {
            case EXACT -> exact && text.equals(match.path());
            case PREFIX -> !exact && text.equals(match.path());
            case REGEX -> text.equals(match.path()) || (!exact && (text + "/").equals(match.path()));
        };
    }

    /** Returns the policies of a route with the annotations that they were read from; some come from another Ingress of the host. */
    List<Explanation.AskedFor> policiesOf(Route route, List<CompiledRoute> ofHost) {
        List<Explanation.AskedFor> all = new ArrayList<>();
        for (Policy policy : route.policies().policies()) {
            List<String> from = annotationsOf(policy, route.ingress());
            for (int i = 0; from.isEmpty() && i < ofHost.size(); i++) {
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
                String name = prefix + "/" + annotation.name();
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
        for (Diagnostic remark : remarks) {
            if (!remark.code().equals("duplicate-path")) {
                continue;
            }
            ObjectKey key = keyOf(remark.object());
            Optional<Ingress> ingress = resources.ingress(key);
            for (int r = 0; ingress.isPresent() && r < ingress.get().rules().size(); r++) {
                IngressRule rule = ingress.get().rules().get(r);
                String fields = "spec.rules[" + r + "].http.paths[";
                if (!rule.host().equals(host) || !remark.field().startsWith(fields)) {
                    continue;
                }
                for (int p = 0; p < rule.paths().size(); p++) {
                    if (remark.field().startsWith(fields + p + "]")
                            && isOf(winner.match(), rule.paths().get(p))) {
                        younger.add(new Explanation.RunnerUp(
                                key, host, winner.match(), place(key, fields + p + "]"), remark.message()));
                    }
                }
            }
        }
        return younger;
    }

    private static ObjectKey keyOf(String object) {
        String key = object.substring(object.indexOf(' ') + 1);
        int slash = key.indexOf('/');
        return new ObjectKey(slash < 0 ? "" : key.substring(0, slash), key.substring(slash + 1));
    }

    /** Returns the remarks about an object that are no notes. */
    List<Diagnostic> remarksOn(ResourceId id, Diagnostic.Severity least) {
        String object = id.toString();
        return remarks.stream()
                .filter(remark -> remark.severity().compareTo(least) <= 0
                        && remark.object().equals(object))
                .map(remark -> remark.at(origins.apply(id)))
                .toList();
    }

    /** Returns the remarks on Ingresses that have a rule for a host and are not served, their class being none of ours for instance. */
    List<Diagnostic> notServed(String host) {
        List<Diagnostic> found = new ArrayList<>();
        for (Diagnostic remark : remarks) {
            if (remark.code().equals("not-served")) {
                var id = new ResourceId(Kind.INGRESS, keyOf(remark.object()));
                boolean names = resources
                        .ingress(id.key())
                        .filter(ingress -> ingress.rules().stream()
                                .anyMatch(rule -> rule.host().equals(host)))
                        .isPresent();
                if (names) {
                    found.add(remark.at(origins.apply(id)));
                }
            }
        }
        return found;
    }
}
