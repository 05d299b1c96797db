package io.ingress4j.proxy.netty;

/**
 * What a proxy is doing at a moment.
 *
 * @param connections how many clients' connections are open
 * @param exchanges how many exchanges are under way, tunnels included
 * @param upstreamConnections how many connections to endpoints are open, idle ones included
 */
public record ProxyLoad(int connections, int exchanges, int upstreamConnections) {}
