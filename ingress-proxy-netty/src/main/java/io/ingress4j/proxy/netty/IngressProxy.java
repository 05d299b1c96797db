package io.ingress4j.proxy.netty;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.CompiledRoute;
import io.ingress4j.matcher.DataPlane;
import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.route.Policy;
import io.ingress4j.matcher.tls.ServerCertificate;
import io.ingress4j.proxy.netty.config.ListenException;
import io.ingress4j.proxy.netty.config.Listener;
import io.ingress4j.proxy.netty.config.ProxyLimits;
import io.ingress4j.proxy.netty.downstream.Admission;
import io.ingress4j.proxy.netty.downstream.ClientConnections;
import io.ingress4j.proxy.netty.exchange.RouteHandles;
import io.ingress4j.proxy.netty.observe.DownstreamConnection;
import io.ingress4j.proxy.netty.observe.ProxyObserver;
import io.ingress4j.proxy.netty.time.Waits;
import io.ingress4j.proxy.netty.tls.TlsContexts;
import io.ingress4j.proxy.netty.upstream.NameLookup;
import io.ingress4j.proxy.netty.upstream.UpstreamLoop;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP proxy for the routes of a {@link LiveRouter}. Safe for use by several threads; {@link #start} waits, so it must
 * not be called on an event loop. No thread is started before it.
 */
public final class IngressProxy implements DataPlane, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IngressProxy.class);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final LiveRouter router;
    private final List<Listener> listeners;
    private final ProxyLimits limits;
    private final String threadNames;
    private final boolean daemonThreads;
    private final int loopCount;
    private final RouteHandles routes;
    private final Transport transport;
    private final TlsContexts tls;
    private final NameLookup names;
    private final Admission admission;
    private final @Nullable ProxyObserver observer;
    private final @Nullable EventLoopGroup given;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    private volatile List<Loop> loops = List.of();
    private volatile boolean accepting = true;

    // Guarded by this; those that are no flags are not written any more once it is closed.
    private final List<Listening> bound = new ArrayList<>();
    private List<EventLoopGroup> own = List.of();
    private boolean started;
    private boolean draining;
    private boolean closed;

    private IngressProxy(Builder builder) {
        this.router = builder.router;
        this.listeners = List.copyOf(builder.listeners);
        this.limits = builder.limits;
        this.threadNames = builder.threadNames;
        this.daemonThreads = builder.daemonThreads;
        this.given = builder.eventLoops;
        this.loopCount = given == null ? Math.max(1, Runtime.getRuntime().availableProcessors()) : count(given);
        this.routes = new RouteHandles(this, loopCount);
        Transport wanted = builder.nativeLibraries ? Transport.best() : Transport.nio();
        this.transport = given == null ? wanted : Transport.of(given);
        this.tls = new TlsContexts(router, builder.defaultCertificate, builder.nativeLibraries);
        Executor resolving = builder.resolving;
        this.names = resolving == null ? new NameLookup(threads("names")) : new NameLookup(resolving);
        this.admission = new Admission(limits);
        this.observer = builder.observers.isEmpty() ? null : new Observers(builder.observers);
    }

    private static int count(EventLoopGroup group) {
        return (int) StreamSupport.stream(group.spliterator(), false).count();
    }

    private DefaultThreadFactory threads(String job) {
        return new DefaultThreadFactory(threadNames + "-" + job, daemonThreads);
    }

    /** Returns a builder of a proxy that follows {@code router}. */
    public static Builder builder(LiveRouter router) {
        return new Builder(router);
    }

    @Override
    public Set<Class<? extends Policy>> mechanisms() {
        return RouteHandles.MECHANISMS;
    }

    @Override
    public void prepare(Router next, List<CompiledRoute> fresh) {
        tls.prepare(next);
        fresh.forEach(routes::prepare);
    }

    @Override
    public void retire(Router previous, List<CompiledRoute> gone) {
        tls.retire();
    }

    /**
     * Binds every listener. One thread accepts for all of them; an event loop for each processor serves what it accepts,
     * unless event loops were given, which do both. When the process has no descriptor left, accepting pauses for a second
     * at a time.
     *
     * @throws IllegalStateException if it was started, drained or closed before, if the event loops that were given have been
     *     shut down, or if the process runs on a Netty that is too old to be safe
     * @throws ListenException if an address cannot be bound, since it is taken for instance; the proxy is then closed
     */
    public synchronized void start() {
        if (started || draining || closed) {
            throw new IllegalStateException("the proxy was started, drained or closed before (a proxy starts once)");
        }
        NettyVersion.check();
        if (given != null && given.isShuttingDown()) {
            throw new IllegalStateException("the event loops have been shut down (expected: running ones)");
        }
        started = true;
        EventLoopGroup serving = given;
        EventLoopGroup accepting = given;
        if (serving == null || accepting == null) {
            serving = new MultiThreadIoEventLoopGroup(loopCount, threads("proxy"), transport.handlers());
            own = List.of(serving);
            accepting = new MultiThreadIoEventLoopGroup(1, threads("accept"), transport.handlers());
            own = List.of(accepting, serving);
        }
        IdentityHashMap<EventExecutor, Loop> byExecutor = new IdentityHashMap<>();
        List<Loop> made = new ArrayList<>();
        for (EventExecutor executor : serving) {
            var upstream =
                    new UpstreamLoop((EventLoop) executor, made.size(), limits, names, transport.sockets(), observer);
            var loop = new Loop((EventLoop) executor, upstream, new ClientConnections(router, routes, upstream));
            byExecutor.put(executor, loop);
            made.add(loop);
        }
        loops = List.copyOf(made);
        for (Listener listener : listeners) {
            bind(listener, accepting, serving, executor -> requireNonNull(byExecutor.get(executor)));
        }
    }

    private void bind(
            Listener listener, EventLoopGroup accepting, EventLoopGroup serving, Function<EventExecutor, Loop> loopOf) {
        Admission.Door door = admission.door();
        var accepts = new ServerChannelRecvByteBufAllocator();
        ChannelFuture binding = new ServerBootstrap()
                .group(accepting, serving)
                .channelFactory(transport.servers())
                .option(ChannelOption.SO_BACKLOG, Listening.BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, accepts)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel, listener, door, loopOf.apply(channel.eventLoop()));
                    }
                })
                .bind(listener.host(), listener.port())
                .awaitUninterruptibly();
        if (!binding.isSuccess()) {
            close();
            throw new ListenException(listener, binding.cause());
        }
        binding.channel().pipeline().addLast(new AcceptFailures(listener));
        bound.add(new Listening(listener, binding.channel(), accepts));
    }

    private void accept(SocketChannel channel, Listener listener, Admission.Door door, Loop loop) {
        InetSocketAddress remote = channel.remoteAddress();
        InetSocketAddress local = channel.localAddress();
        if (remote == null || local == null) { // it is gone already
            channel.close();
            return;
        }
        if (!door.enter(remote.getAddress())) {
            channel.close();
            if (observer != null) {
                observer.connectionRefused(new DownstreamConnection(listener, remote, local));
            }
            return;
        }
        channel.closeFuture().addListener(ended -> {
            door.leave(remote.getAddress());
            endDrainingIfEmpty();
        });
        if (listener.tls()) {
            channel.pipeline().addLast(tls.newSniHandler(limits.handshake()));
        }
        loop.clients().serve(channel, listener);
    }

    /** Returns where the listeners are bound, in their order; none before {@link #start}. */
    public synchronized List<InetSocketAddress> addresses() {
        return bound.stream().map(Listening::address).toList();
    }

    /** Returns what the proxy is doing now. The numbers are read one after the other, so they need not fit each other. */
    public ProxyLoad load() {
        int exchanges = 0;
        int upstreamConnections = 0;
        for (Loop loop : loops) {
            exchanges += loop.clients().exchanges();
            upstreamConnections += loop.upstream().openConnections();
        }
        return new ProxyLoad(admission.open(), exchanges, upstreamConnections);
    }

    /**
     * Takes leave of the clients and loses none of their requests: from now on each response ends its connection; then the
     * listeners accept what their queues hold and close; connections without a request are closed after two seconds, in
     * which one that is on its way still arrives; exchanges under way, tunnels among them, have until {@code limit} and are
     * cut then. {@link #close} has to follow.
     *
     * @param limit how long exchanges under way may take, ten years at most; that of the first call holds
     * @return completes when no connection is left, on an event loop mostly
     * @throws IllegalArgumentException if the limit is negative
     */
    @Override
    public synchronized CompletionStage<Void> drain(Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: zero or more)");
        }
        if (!draining) {
            draining = true;
            if (!started || closed) {
                drained.complete(null);
            } else {
                beginDraining(Waits.measurable(limit));
            }
        }
        return drained.minimalCompletionStage();
    }

    private void beginDraining(Duration limit) {
        List<Loop> all = List.copyOf(loops);
        List<Listening> open = List.copyOf(bound);
        allOf(all, loop -> loop.run(loop.clients()::drain))
                .thenCompose(telling -> allOf(open, Listening::finish))
                // What was accepted last is counted only once its loop got to it.
                .thenCompose(closing -> allOf(all, loop -> loop.run(() -> {})))
                .thenRun(() -> {
                    accepting = false;
                    endDrainingIfEmpty();
                });
        try {
            var cut = all.get(0)
                    .executor()
                    .schedule(
                            () -> all.forEach(loop -> loop.run(loop.clients()::close)),
                            limit.toMillis(),
                            TimeUnit.MILLISECONDS);
            drained.whenComplete((nothing, e) -> cut.cancel(false));
        } catch (RejectedExecutionException e) { // the loops have ended, and all that lived on them
            drained.complete(null);
        }
    }

    private void endDrainingIfEmpty() {
        if (!accepting && admission.open() == 0) {
            drained.complete(null);
        }
    }

    private static <T> CompletableFuture<Void> allOf(List<T> all, Function<T, CompletableFuture<Void>> work) {
        return CompletableFuture.allOf(all.stream().map(work).toArray(CompletableFuture[]::new));
    }

    /**
     * Ends all listeners and connections at once, and the threads that the proxy started; event loops that were given go
     * on. It waits for that, a few seconds at most; called on an event loop of the proxy, from what follows {@link #drain}
     * for instance, it leaves the waiting to a thread of its own. A second call does nothing.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        boolean onLoop = loops.stream().anyMatch(loop -> loop.executor().inEventLoop())
                || own.stream().anyMatch(IngressProxy::isHere);
        if (onLoop) {
            threads("close").newThread(this::end).start();
        } else {
            end();
        }
    }

    private static boolean isHere(EventLoopGroup group) {
        return StreamSupport.stream(group.spliterator(), false).anyMatch(EventExecutor::inEventLoop);
    }

    private void end() {
        await(allOf(bound, Listening::close));
        await(allOf(loops, Loop::close));
        drained.complete(null);
        names.close();
        own.forEach(group -> group.shutdownGracefully(0, CLOSING.toSeconds(), TimeUnit.SECONDS));
        own.forEach(group -> group.terminationFuture().awaitUninterruptibly(CLOSING.toMillis() + 1_000));
        tls.close();
    }

    private static void await(CompletableFuture<Void> work) {
        try {
            work.get(CLOSING.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) { // an event loop that is stuck must not keep the rest open
            LOG.warn("closing goes on although something did not end: {}", e.toString());
        }
    }

    /** Settings of a proxy. Not for use by several threads. */
    public static final class Builder {
        private final LiveRouter router;
        private final List<Listener> listeners = new ArrayList<>();
        private final List<ProxyObserver> observers = new ArrayList<>();
        private ProxyLimits limits = ProxyLimits.DEFAULT;
        private @Nullable ServerCertificate defaultCertificate;
        private boolean nativeLibraries = true;
        private @Nullable EventLoopGroup eventLoops;
        private @Nullable Executor resolving;
        private String threadNames = "ingress4j";
        private boolean daemonThreads = true;

        private Builder(LiveRouter router) {
            this.router = requireNonNull(router, "router");
        }

        /** Adds an address to listen on. */
        public Builder listen(Listener listener) {
            listeners.add(requireNonNull(listener, "listener"));
            return this;
        }

        /** Sets the limits. */
        public Builder limits(ProxyLimits limits) {
            this.limits = requireNonNull(limits, "limits");
            return this;
        }

        /**
         * Sets what is shown to names without a certificate where the routing table has no default one; one made on the spot by
         * default.
         */
        public Builder defaultCertificate(ServerCertificate certificate) {
            this.defaultCertificate = requireNonNull(certificate, "certificate");
            return this;
        }

        /** Adds somebody who is told of exchanges and connections. */
        public Builder observer(ProxyObserver observer) {
            observers.add(requireNonNull(observer, "observer"));
            return this;
        }

        /**
         * Sets whether epoll and BoringSSL do the work where their native libraries are present, as is the default; the JDK
         * does it otherwise.
         */
        public Builder nativeLibraries(boolean wanted) {
            this.nativeLibraries = wanted;
            return this;
        }

        /**
         * Sets the event loops to live on, those of the application around it for instance. They accept and serve, and are
         * never closed by the proxy. It makes its own by default.
         *
         * @throws IllegalArgumentException if they drive their sockets neither by NIO nor by epoll
         */
        public Builder eventLoops(EventLoopGroup loops) {
            Transport.of(loops);
            this.eventLoops = loops;
            return this;
        }

        /**
         * Sets where names of endpoints are looked up, which blocks; what it refuses counts as a name that is not found. It
         * is never closed by the proxy, which uses up to eight threads of its own by default.
         */
        public Builder nameLookups(Executor executor) {
            this.resolving = requireNonNull(executor, "executor");
            return this;
        }

        /** Sets what the names of the proxy's own threads begin with; {@code ingress4j} by default. */
        public Builder threadNames(String prefix) {
            this.threadNames = requireNonNull(prefix, "prefix");
            return this;
        }

        /** Sets whether the JVM may end while the proxy's own threads run, as is the default. */
        public Builder daemonThreads(boolean daemon) {
            this.daemonThreads = daemon;
            return this;
        }

        /**
         * Returns the proxy, not started.
         *
         * @throws IllegalStateException if no listener was added
         */
        public IngressProxy build() {
            if (listeners.isEmpty()) {
                throw new IllegalStateException("no listener (call listen at least once)");
            }
            return new IngressProxy(this);
        }
    }
}
