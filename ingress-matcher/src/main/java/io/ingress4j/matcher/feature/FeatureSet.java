package io.ingress4j.matcher.feature;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.route.Policy;
import io.ingress4j.matcher.route.Route;
import java.util.ArrayList;
import java.util.List;

/**
 * Features in the order in which their filters see a request.
 *
 * @param features the features
 */
public record FeatureSet(List<Feature<?>> features) {

    /** Copies the list. */
    public FeatureSet {
        features = List.copyOf(features);
    }

    /** Returns this set with {@code feature} at its end. */
    public FeatureSet with(Feature<?> feature) {
        List<Feature<?>> longer = new ArrayList<>(features);
        longer.add(requireNonNull(feature, "feature"));
        return new FeatureSet(longer);
    }

    /** Returns the filters of a route, in the order of the features. */
    public List<HttpFilter> filters(Route route) {
        if (route.policies().policies().isEmpty()) {
            return List.of();
        }
        List<HttpFilter> filters = new ArrayList<>();
        for (Feature<?> feature : features) {
            addFilter(feature, route, filters);
        }
        return filters;
    }

    private static <P extends Policy> void addFilter(Feature<P> feature, Route route, List<HttpFilter> filters) {
        route.policies()
                .find(feature.policyType())
                .flatMap(policy -> feature.filter(policy, route))
                .ifPresent(filters::add);
    }
}
