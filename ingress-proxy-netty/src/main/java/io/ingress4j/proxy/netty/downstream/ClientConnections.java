package io.ingress4j.proxy.netty.downstream;

import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.proxy.netty.config.Listener;
import io.ingress4j.proxy.netty.exchange.RouteHandles;
import io.ingress4j.proxy.netty.upstream.UpstreamLoop;
import io.netty.channel.socket.SocketChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clients' connections of one event loop. Used on that loop, {@link #exchanges} aside. */
public final class ClientConnections {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnections.class);

    private final LiveRouter router;
    private final RouteHandles routes;
    private final UpstreamLoop loop;
    private final Set<ClientConnection> open = new HashSet<>();
    private final AtomicInteger exchanges = new AtomicInteger(); // written on the loop only
    private boolean draining;
    private long drainingSince;
    private boolean closed;

    /**
     * Makes the connections of a loop; none is there yet.
     *
     * @param routes what the routes mean to the proxy
     * @param loop the upstream side of the loop
     */
    public ClientConnections(LiveRouter router, RouteHandles routes, UpstreamLoop loop) {
        this.router = router;
        this.routes = routes;
        this.loop = loop;
    }

    /** Serves HTTP on a channel that a listener accepted: adds what that takes to the end of its pipeline. */
    public void serve(SocketChannel channel, Listener listener) {
        if (closed) {
            channel.close();
            return;
        }
        var connection = new ClientConnection(this, channel, listener);
        channel.pipeline().addLast(connection.decoder(), connection);
    }

    /** From now on every response ends its connection, and connections without a request are closed soon. */
    public void drain() {
        if (!draining) {
            draining = true;
            drainingSince = loop.ticker().now();
        }
    }

    /** Ends every connection at once, so that clients see which responses are not complete; none is served afterwards. */
    public void close() {
        closed = true;
        for (ClientConnection connection : List.copyOf(open)) {
            try {
                connection.cut();
            } catch (RuntimeException e) { // which would leave the others open
                LOG.error("a connection could not be cut", e);
            }
        }
    }

    /** Returns how many exchanges are under way, tunnels included. Any thread may ask. */
    public int exchanges() {
        return exchanges.get();
    }

    LiveRouter router() {
        return router;
    }

    RouteHandles routes() {
        return routes;
    }

    UpstreamLoop loop() {
        return loop;
    }

    boolean isDraining() {
        return draining;
    }

    long drainingSince() {
        return drainingSince;
    }

    void opened(ClientConnection connection) {
        open.add(connection);
    }

    void ended(ClientConnection connection) {
        open.remove(connection);
    }

    void exchangeBegan() {
        exchanges.lazySet(exchanges.getPlain() + 1);
    }

    void exchangeEnded() {
        exchanges.lazySet(exchanges.getPlain() - 1);
    }
}
