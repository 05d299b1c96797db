package io.ingress4j.proxy.netty.observe;

import static java.util.Objects.requireNonNull;

import io.ingress4j.proxy.netty.config.Listener;
import java.net.InetSocketAddress;

/**
 * A client's connection. Each is an object of its own: two that are equal need not be the same one.
 *
 * @param listener the listener that accepted it
 * @param remote the peer: the client, or a load balancer in front
 * @param local the address that the peer connected to
 */
public record DownstreamConnection(Listener listener, InetSocketAddress remote, InetSocketAddress local) {

    /** Checks that no part is null. */
    public DownstreamConnection {
        requireNonNull(listener, "listener");
        requireNonNull(remote, "remote");
        requireNonNull(local, "local");
    }
}
