package io.ingress4j.proxy.netty.upstream;

import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.matcher.cluster.InwardAddress;
import io.ingress4j.proxy.netty.config.ProxyLimits;
import io.ingress4j.proxy.netty.http.ResponseDecoder;
import io.ingress4j.proxy.netty.observe.ProxyObserver;
import io.ingress4j.proxy.netty.time.Seldom;
import io.ingress4j.proxy.netty.time.Ticker;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The upstream connections of one event loop: made on it, pooled for it, last in first out by endpoint. No lock and no
 * other thread is involved, the lookup of a name aside. Used on its event loop only.
 */
public final class UpstreamLoop {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamLoop.class);
    private static final int MAX_IDLE_PER_ENDPOINT = 256;
    private static final int REPLAY_BUDGET_BYTES = 4 << 20;
    private static final int MAX_ADDRESSES = 3;
    private static final int MAX_AGAIN = 3;
    /** One read of the socket for each that is asked for, so that no more than that comes unasked. */
    private static final RecvByteBufAllocator READ =
            new AdaptiveRecvByteBufAllocator(512, 4096, 1 << 16).maxMessagesPerRead(1);

    private final EventLoop loop;
    private final int index;
    private final Ticker ticker;
    private final ProxyLimits limits;
    private final NameLookup names;
    private final ChannelFactory<? extends SocketChannel> channels;
    private final Map<Endpoint, ArrayDeque<UpstreamConnection>> idle = new HashMap<>();
    private final Set<UpstreamConnection> open = new HashSet<>();
    private final AtomicInteger count = new AtomicInteger(); // written on the loop only
    private final @Nullable ProxyObserver observer;
    private int replayBytes;
    private final Seldom warning = new Seldom();

    /**
     * Makes the upstream side of a loop.
     *
     * @param index the place of the loop among its siblings, from 0
     * @param observer who is told of connections and exchanges, or null
     */
    public UpstreamLoop(
            EventLoop loop,
            int index,
            ProxyLimits limits,
            NameLookup names,
            ChannelFactory<? extends SocketChannel> channels,
            @Nullable ProxyObserver observer) {
        this.loop = loop;
        this.index = index;
        this.limits = limits;
        this.names = names;
        this.channels = channels;
        this.observer = observer;
        this.ticker = new Ticker(loop);
        loop.execute(() -> ticker.add(new Sweep()));
    }

    /** Returns the timer of the loop. */
    public Ticker ticker() {
        return ticker;
    }

    /** Returns the place of the loop among its siblings. */
    public int index() {
        return index;
    }

    /** Returns whether the caller is on the loop. */
    public boolean isHere() {
        return loop.inEventLoop();
    }

    /** Does something on the loop, later. */
    public void execute(Runnable task) {
        loop.execute(task);
    }

    /** Returns the limits of the proxy. */
    public ProxyLimits limits() {
        return limits;
    }

    /** Returns who is told of connections and exchanges, or null where nobody is. */
    public @Nullable ProxyObserver observer() {
        return observer;
    }

    /** Returns how many upstream connections are open, idle ones included. Any thread may ask. */
    public int openConnections() {
        return count.get();
    }

    /** Ends every connection and the timer. Nothing may be acquired afterwards. */
    public void close() {
        ticker.stop();
        List.copyOf(open).forEach(UpstreamConnection::end);
    }

    void opened(UpstreamConnection connection, long nanos) {
        open.add(connection);
        count.lazySet(open.size());
        if (observer != null) {
            observer.upstreamOpened(connection.endpoint(), Duration.ofNanos(nanos));
        }
    }

    private void closed(UpstreamConnection connection) {
        if (open.remove(connection)) {
            count.lazySet(open.size());
            if (observer != null) {
                observer.upstreamClosed(connection.endpoint());
            }
        }
    }

    private void failed(Endpoint endpoint, boolean timedOut) {
        if (observer != null) {
            observer.upstreamFailed(endpoint, timedOut);
        }
    }

    /** Takes from the budget of bytes kept for a second attempt; returns whether they were there. */
    public boolean takeReplay(int bytes) {
        if (replayBytes + bytes > REPLAY_BUDGET_BYTES) {
            return false;
        }
        replayBytes += bytes;
        return true;
    }

    /** Gives bytes back to the budget. */
    public void giveReplay(int bytes) {
        replayBytes -= bytes;
    }

    /**
     * Gets a connection, an idle one where there is one; the sink hears of it, maybe before this returns.
     *
     * @param connectMillis the longest wait for a new connection
     * @param fresh whether idle connections are left alone
     */
    public void acquire(Endpoint endpoint, int connectMillis, boolean fresh, ResponseSink sink) {
        if (!fresh) {
            UpstreamConnection kept = poll(endpoint);
            if (kept != null) {
                kept.lend(sink, true);
                sink.onConnected(kept);
                return;
            }
        }
        InetAddress literal = NameLookup.literal(endpoint.host());
        if (literal != null) {
            connect(endpoint, new InetAddress[] {literal}, 0, connectMillis, sink);
        } else {
            var lookup = new Lookup(endpoint, connectMillis, sink);
            ticker.add(lookup);
            names.find(endpoint.host(), loop, lookup::found);
        }
    }

    /** A name that is being looked up; the resolver's own patience is longer than a client's. */
    private final class Lookup extends Ticker.Timed {
        private final Endpoint endpoint;
        private final int connectMillis;
        private final ResponseSink sink;
        private final long deadline;
        private boolean over;

        Lookup(Endpoint endpoint, int connectMillis, ResponseSink sink) {
            this.endpoint = endpoint;
            this.connectMillis = connectMillis;
            this.sink = sink;
            this.deadline = ticker.now() + connectMillis;
        }

        @Override
        protected void tick(long now) {
            if (now > deadline) {
                over = true;
                ticker.remove(this);
                sink.onFailure(UpstreamFailure.CONNECT_TIMEOUT);
            }
        }

        void found(InetAddress[] addresses) {
            if (!over) {
                over = true;
                ticker.remove(this);
                connect(endpoint, addresses, 0, connectMillis, sink);
            }
        }
    }

    private boolean refuses(Endpoint endpoint, InetAddress address) {
        boolean refused = endpoint.outwardOnly() && InwardAddress.isInward(address);
        if (refused && warning.isTime()) {
            LOG.warn(
                    "{}: leads to {} (expected: an address outside loopback, link-local and metadata addresses)",
                    endpoint,
                    address.getHostAddress());
        }
        return refused;
    }

    private @Nullable UpstreamConnection poll(Endpoint endpoint) {
        ArrayDeque<UpstreamConnection> kept = idle.get(endpoint);
        UpstreamConnection one;
        while (kept != null && (one = kept.pollFirst()) != null) {
            if (one.isActive()) {
                return one;
            }
        }
        return null;
    }

    private void connect(Endpoint endpoint, InetAddress[] addresses, int next, int connectMillis, ResponseSink sink) {
        connect(endpoint, addresses, next, connectMillis, MAX_AGAIN, sink);
    }

    /**
     * Connects to the first address that takes the connection, from {@code next} on. Nobody closes a socket that is being
     * connected; where it is closed all the same, an event of the socket that had its descriptor before was taken for one
     * of its own, which happens to epoll where sockets come and go quickly. It is tried again then.
     */
    private void connect(
            Endpoint endpoint, InetAddress[] addresses, int next, int connectMillis, int again, ResponseSink sink) {
        int end = Math.min(addresses.length, MAX_ADDRESSES);
        int place = next;
        while (place < end && refuses(endpoint, addresses[place])) {
            place++;
        }
        if (place >= end) {
            sink.onFailure(UpstreamFailure.CONNECT);
            return;
        }
        int chosen = place;
        int following = place + 1;
        long begun = observer == null ? 0 : System.nanoTime();
        var opened = new UpstreamConnection[1];
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channelFactory(channels)
                .disableResolver()
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.AUTO_CLOSE, false) // what was said before a failed write is still read
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(32 << 10, 64 << 10))
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.config().setRecvByteBufAllocator(READ);
                        var decoder = new ResponseDecoder(limits.maxHeaderBytes());
                        opened[0] = new UpstreamConnection(UpstreamLoop.this, endpoint, channel, decoder);
                        channel.pipeline().addLast(decoder, opened[0]);
                    }
                })
                .connect(new InetSocketAddress(addresses[place], endpoint.port()));
        connecting.addListener(done -> onLoop(() -> {
            if (done.isSuccess()) {
                opened(opened[0], observer == null ? 0 : System.nanoTime() - begun);
                opened[0].lend(sink, false);
                sink.onConnected(opened[0]);
                return;
            }
            if (done.cause() instanceof ClosedChannelException && again > 0) {
                connect(endpoint, addresses, chosen, connectMillis, again - 1, sink);
                return;
            }
            boolean timedOut = done.cause() instanceof ConnectTimeoutException;
            failed(endpoint, timedOut);
            if (following < end) {
                connect(endpoint, addresses, following, connectMillis, sink);
            } else {
                sink.onFailure(timedOut ? UpstreamFailure.CONNECT_TIMEOUT : UpstreamFailure.CONNECT);
            }
        }));
    }

    /** Where no socket could be made, for want of descriptors, Netty tells of it on a thread of its own. */
    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    boolean keep(UpstreamConnection connection) {
        ArrayDeque<UpstreamConnection> kept = idle.computeIfAbsent(connection.endpoint(), e -> new ArrayDeque<>(4));
        if (kept.size() >= MAX_IDLE_PER_ENDPOINT) {
            return false;
        }
        kept.addFirst(connection);
        return true;
    }

    void forget(UpstreamConnection connection) {
        closed(connection);
        ArrayDeque<UpstreamConnection> kept = idle.get(connection.endpoint());
        if (kept != null && kept.removeFirstOccurrence(connection) && kept.isEmpty()) {
            idle.remove(connection.endpoint());
        }
    }

    /** Closes what nobody used for long; the oldest stand last. */
    private final class Sweep extends Ticker.Timed {
        private long next;

        @Override
        protected void tick(long now) {
            if (now < next) {
                return;
            }
            next = now + 1000;
            long oldest = now - limits.upstreamIdle().toMillis();
            for (Iterator<ArrayDeque<UpstreamConnection>> it = idle.values().iterator(); it.hasNext(); ) {
                ArrayDeque<UpstreamConnection> kept = it.next();
                UpstreamConnection last;
                while ((last = kept.peekLast()) != null && last.idleSince() < oldest) {
                    kept.pollLast();
                    last.close();
                }
                if (kept.isEmpty()) {
                    it.remove();
                }
            }
        }
    }
}
