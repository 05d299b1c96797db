package io.ingress4j.matcher.feature.approot;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.route.Policy;

/**
 * Where a request for exactly {@code /} is redirected, whichever path of the host would take it.
 *
 * <p><b>Source.</b> The annotation {@code app-root}.
 *
 * @param path a path
 */
public record AppRootPolicy(String path) implements Policy {

    /** Checks that the path is not null. */
    public AppRootPolicy {
        requireNonNull(path, "path");
    }
}
