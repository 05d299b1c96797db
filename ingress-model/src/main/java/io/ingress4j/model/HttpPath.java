package io.ingress4j.model;

import static java.util.Objects.requireNonNull;

/**
 * One path of a rule.
 *
 * @param path the path as written; empty means all paths
 * @param type how it is compared
 * @param backend where its requests go
 */
public record HttpPath(String path, PathType type, IngressBackend backend) {

    /** Checks that no part is null. */
    public HttpPath {
        requireNonNull(path, "path");
        requireNonNull(type, "type");
        requireNonNull(backend, "backend");
    }
}
