package io.ingress4j.proxy.netty.downstream;

import io.ingress4j.proxy.netty.config.ProxyLimits;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the clients' connections of a proxy and lets in as many as the limits allow. Safe for use by several threads;
 * asked once for each connection, never for a request.
 */
public final class Admission {
    private final ProxyLimits limits;
    private final AtomicInteger all = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

    /** Makes one that nobody has come through. */
    public Admission(ProxyLimits limits) {
        this.limits = limits;
    }

    /** Returns how many connections are open. */
    public int open() {
        return all.get();
    }

    /** Makes the door of a listener. */
    public Door door() {
        return new Door();
    }

    /** Where the connections of one listener come in. */
    public final class Door {
        private final AtomicInteger own = new AtomicInteger();

        private Door() {}

        /** Returns whether a connection may come in. Where it may, {@link #leave} has to follow with the same address. */
        public boolean enter(InetAddress client) {
            if (!take(all, limits.maxConnections())) {
                return false;
            }
            if (!take(own, limits.maxConnectionsPerListener())) {
                all.decrementAndGet();
                return false;
            }
            if (!takeAddress(client)) {
                own.decrementAndGet();
                all.decrementAndGet();
                return false;
            }
            return true;
        }

        /** Counts a connection no longer. */
        public void leave(InetAddress client) {
            if (countsAddresses()) {
                byAddress.computeIfPresent(network(client), (same, count) -> count == 1 ? null : count - 1);
            }
            own.decrementAndGet();
            all.decrementAndGet();
        }
    }

    private static boolean take(AtomicInteger count, int limit) {
        if (count.incrementAndGet() <= limit) {
            return true;
        }
        count.decrementAndGet();
        return false;
    }

    private boolean takeAddress(InetAddress client) {
        if (!countsAddresses()) {
            return true;
        }
        int limit = limits.maxConnectionsPerAddress();
        var taken = new boolean[1];
        byAddress.compute(network(client), (same, count) -> {
            int before = count == null ? 0 : count;
            taken[0] = before < limit;
            return taken[0] ? Integer.valueOf(before + 1) : count;
        });
        return taken[0];
    }

    /** Addresses are counted only where their limit can be the one that is reached. */
    private boolean countsAddresses() {
        return limits.maxConnectionsPerAddress() < limits.maxConnections();
    }

    /** One subscriber has a whole /64 of IPv6 addresses: RFC 6177, 2. */
    private static InetAddress network(InetAddress client) {
        if (!(client instanceof Inet6Address)) {
            return client;
        }
        byte[] bytes = client.getAddress();
        Arrays.fill(bytes, 8, 16, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e); // never: the length fits
        }
    }
}
