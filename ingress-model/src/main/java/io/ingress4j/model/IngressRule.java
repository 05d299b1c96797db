package io.ingress4j.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The paths of one host.
 *
 * @param host an exact name, {@code *.} and a suffix, or empty for every host; lower case
 * @param paths the paths in the order written; empty where the rule has no {@code http}, which makes it a catch-all for
 *     its host
 */
public record IngressRule(String host, List<HttpPath> paths) {

    /** Copies the paths. */
    public IngressRule {
        requireNonNull(host, "host");
        paths = List.copyOf(paths);
    }
}
