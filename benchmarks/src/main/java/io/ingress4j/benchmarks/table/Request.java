package io.ingress4j.benchmarks.table;

/**
 * What a server has at hand when it begins to route.
 *
 * @param host the host without a port
 * @param path the path without a query
 */
public record Request(String host, String path) {}
