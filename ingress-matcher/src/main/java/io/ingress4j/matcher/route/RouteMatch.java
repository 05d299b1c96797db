package io.ingress4j.matcher.route;

import static java.util.Objects.requireNonNull;

/**
 * Which paths of a virtual host a route takes.
 *
 * @param kind how the path is compared
 * @param path the path, or the regular expression's text
 */
public record RouteMatch(Kind kind, String path) implements Comparable<RouteMatch> {

    /** How a path is compared. */
    public enum Kind {
        /** The whole path. */
        EXACT,
        /** Element by element. */
        PREFIX,
        /** A regular expression, case insensitive, anchored at the start only. */
        REGEX
    }

    /** Checks that neither part is null. */
    public RouteMatch {
        requireNonNull(kind, "kind");
        requireNonNull(path, "path");
    }

    /** Orders by path, then by kind. */
    @Override
    public int compareTo(RouteMatch other) {
        int byPath = path.compareTo(other.path);
        return byPath != 0 ? byPath : kind.compareTo(other.kind);
    }

    /** Returns kind and path. */
    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + " " + path;
    }
}
