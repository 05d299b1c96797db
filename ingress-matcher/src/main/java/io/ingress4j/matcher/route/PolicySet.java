package io.ingress4j.matcher.route;

import java.util.List;
import java.util.Optional;

/**
 * The policies of a route, in the order of their features; at most one of each type.
 *
 * @param policies the policies
 */
public record PolicySet(List<Policy> policies) {

    /** No policy. */
    public static final PolicySet EMPTY = new PolicySet(List.of());

    /** Copies the list. */
    public PolicySet {
        policies = List.copyOf(policies);
    }

    /** Returns the policy of a type, or nothing where the author did not ask for it. */
    public <P extends Policy> Optional<P> find(Class<P> type) {
        for (Policy policy : policies) {
            if (type.isInstance(policy)) {
                return Optional.of(type.cast(policy));
            }
        }
        return Optional.empty();
    }

    /** Returns the policies, or nothing at all where there are none. */
    @Override
    public String toString() {
        return policies.isEmpty() ? "" : " " + policies;
    }
}
