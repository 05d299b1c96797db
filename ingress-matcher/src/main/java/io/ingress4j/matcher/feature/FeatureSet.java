package io.ingress4j.matcher.feature;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.route.Policy;
import io.ingress4j.matcher.route.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    /**
     * Returns this set with {@code feature} before the one of type {@code successor}, so that its filters see a request
     * earlier.
     *
     * @throws IllegalArgumentException if there is no feature of that type
     */
    public FeatureSet before(Class<? extends Feature<?>> successor, Feature<?> feature) {
        List<Feature<?>> longer = new ArrayList<>(features);
        for (int i = 0; i < features.size(); i++) {
            if (successor.isInstance(features.get(i))) {
                longer.add(i, requireNonNull(feature, "feature"));
                return new FeatureSet(longer);
            }
        }
        throw new IllegalArgumentException("successor: " + successor.getName() + " (expected: the type of one of "
                + features.stream().map(f -> f.getClass().getSimpleName()).toList() + ")");
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
        Optional<P> policy = route.policies().find(feature.policyType());
        if (policy.isPresent()) {
            feature.filter(policy.get(), route).ifPresent(filters::add);
        }
    }
}
