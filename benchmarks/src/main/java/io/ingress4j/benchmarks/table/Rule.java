package io.ingress4j.benchmarks.table;

/**
 * One path rule of one host, in the terms that every router of the comparison has.
 *
 * @param host an exact name or {@code *.} and a suffix
 * @param exact whether the whole path is meant, or all below it too
 * @param path the path, without a slash at its end unless it is the root
 * @param ingress the number of the Ingress that it is part of
 */
public record Rule(String host, boolean exact, String path, int ingress) {

    /** Returns whether the host is one label of any name and a suffix. */
    public boolean isWildcard() {
        return host.startsWith("*.");
    }
}
