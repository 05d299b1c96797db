package io.ingress4j.matcher.feature;

import io.ingress4j.matcher.route.Policy;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.RouteMatch;
import java.util.List;
import java.util.Optional;

/**
 * One thing that an Ingress author can ask for: which annotations say so, the policy they mean, and the filter that
 * carries it out.
 *
 * @param <P> the policy that the annotations mean
 */
public interface Feature<P extends Policy> {

    /** Returns every annotation that this feature reads; no other feature reads it. */
    List<AnnotationKey> annotations();

    /** Returns every global setting that this feature reads; features may share one. */
    default List<SettingKey> settings() {
        return List.of();
    }

    /** Returns the type of the policy. */
    Class<P> policyType();

    /** Reads the policy, or nothing where the author did not ask for it and the global settings do not either. */
    Optional<P> parse(AnnotationReader in);

    /**
     * Makes the filter that applies the policy to a route, or nothing where the data plane or the translator applies it.
     *
     * @param policy the policy
     * @param match which paths the route takes
     */
    default Optional<HttpFilter> filter(P policy, RouteMatch match) {
        return Optional.empty();
    }

    /**
     * Makes the filter that applies the policy to a route, for a feature that has to know more of the route than its
     * paths.
     *
     * @param policy the policy
     * @param route the route
     */
    default Optional<HttpFilter> filter(P policy, Route route) {
        return filter(policy, route.match());
    }

    /** Returns whether a data plane has to name the policy among its mechanisms for it to be applied. */
    default boolean isMechanism() {
        return false;
    }
}
