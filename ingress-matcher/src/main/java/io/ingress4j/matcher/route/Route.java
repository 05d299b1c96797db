package io.ingress4j.matcher.route;

import static java.util.Objects.requireNonNull;

import io.ingress4j.model.ObjectKey;

/**
 * One path of a virtual host.
 *
 * @param ingress the Ingress that it comes from, or {@link #NO_INGRESS}
 * @param match which paths it takes
 * @param action what becomes of its requests
 * @param policies what its author asked for
 */
public record Route(ObjectKey ingress, RouteMatch match, RouteAction action, PolicySet policies) {
    /** Stands where no Ingress is: the route is one that the operator asks for. */
    public static final ObjectKey NO_INGRESS = new ObjectKey("", "");

    /** Checks that no part is null. */
    public Route {
        requireNonNull(ingress, "ingress");
        requireNonNull(match, "match");
        requireNonNull(action, "action");
        requireNonNull(policies, "policies");
    }

    /** Returns the route in one line. */
    @Override
    public String toString() {
        String target = action instanceof RouteAction.Forward forward
                ? forward.cluster().toString()
                : "answer " + ((RouteAction.Respond) action).response().status();
        return match + " -> " + target + " [" + (ingress.equals(NO_INGRESS) ? "operator" : ingress) + "]" + policies;
    }
}
