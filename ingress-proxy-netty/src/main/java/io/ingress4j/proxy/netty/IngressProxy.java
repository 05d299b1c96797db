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
import io.ingress4j.proxy.netty.downstream.ClientConnection;
import io.ingress4j.proxy.netty.exchange.RouteHandles;
import io.ingress4j.proxy.netty.tls.TlsContexts;
import io.ingress4j.proxy.netty.upstream.NameLookup;
import io.ingress4j.proxy.netty.upstream.UpstreamLoop;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An HTTP proxy for the routes of a {@link LiveRouter}. Safe for use by several threads. */
public final class IngressProxy implements DataPlane, AutoCloseable {
    private final LiveRouter router;
    private final List<Listener> listeners;
    private final ProxyLimits limits;
    private final int threads;
    private final RouteHandles routes;
    private final Transport transport;
    private final TlsContexts tls;
    private final NameLookup names = new NameLookup();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Channel> bound = new ArrayList<>();
    private @Nullable EventLoopGroup acceptor;
    private @Nullable EventLoopGroup group;
    private boolean closed;

    private IngressProxy(Builder builder) {
        this.router = builder.router;
        this.listeners = List.copyOf(builder.listeners);
        this.limits = builder.limits;
        this.threads = Math.max(1, Runtime.getRuntime().availableProcessors());
        this.routes = new RouteHandles(this, threads);
        this.transport = builder.nativeLibraries ? Transport.best() : Transport.nio();
        this.tls = new TlsContexts(router, builder.defaultCertificate, builder.nativeLibraries);
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
     * Binds every listener. One thread accepts for all of them; an event loop for each processor serves what it accepts.
     * When the process has no descriptor left, accepting pauses for a second at a time.
     *
     * @throws IllegalStateException if it was started or closed before, or the process runs on a Netty that is too old to be safe
     * @throws ListenException if an address cannot be bound, since it is taken for instance; the proxy is then closed
     */
    public synchronized void start() {
        if (group != null || closed) {
            throw new IllegalStateException("the proxy was started or closed before (a proxy starts once)");
        }
        NettyVersion.check();
        var loops = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("ingress4j-proxy", true), transport.handlers());
        group = loops;
        var accepting = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("ingress4j-accept", true), transport.handlers());
        acceptor = accepting;
        IdentityHashMap<EventExecutor, UpstreamLoop> upstreams = new IdentityHashMap<>();
        for (EventExecutor loop : loops) {
            upstreams.put(
                    loop, new UpstreamLoop((EventLoop) loop, upstreams.size(), limits, names, transport.sockets()));
        }
        for (Listener listener : listeners) {
            ChannelFuture binding = new ServerBootstrap()
                    .group(accepting, loops)
                    .channelFactory(transport.servers())
                    .option(ChannelOption.SO_BACKLOG, 1024)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childOption(ChannelOption.AUTO_READ, false)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            accept(channel, listener, requireNonNull(upstreams.get(channel.eventLoop())));
                        }
                    })
                    .bind(listener.host(), listener.port())
                    .awaitUninterruptibly();
            if (!binding.isSuccess()) {
                close();
                throw new ListenException(listener, binding.cause());
            }
            bound.add(binding.channel());
        }
    }

    private void accept(SocketChannel channel, Listener listener, UpstreamLoop upstream) {
        int open = connections.incrementAndGet();
        channel.closeFuture().addListener(closed -> connections.decrementAndGet());
        if (open > limits.maxConnections()) {
            channel.close();
            return;
        }
        if (listener.tls()) {
            channel.pipeline().addLast(tls.newSniHandler(limits.handshake()));
        }
        ClientConnection.serve(router, routes, upstream, channel, listener.tls());
    }

    /** Returns where the listeners are bound, in their order. */
    public synchronized List<InetSocketAddress> addresses() {
        return bound.stream()
                .map(channel -> (InetSocketAddress) channel.localAddress())
                .toList();
    }

    /** Ends all listeners and connections. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        bound.forEach(channel -> channel.close().syncUninterruptibly());
        names.close();
        shutDown(acceptor);
        shutDown(group);
        tls.close();
    }

    private static void shutDown(@Nullable EventLoopGroup loops) {
        if (loops != null) {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    /** Settings of a proxy. Not for use by several threads. */
    public static final class Builder {
        private final LiveRouter router;
        private final List<Listener> listeners = new ArrayList<>();
        private ProxyLimits limits = ProxyLimits.DEFAULT;
        private @Nullable ServerCertificate defaultCertificate;
        private boolean nativeLibraries = true;

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

        /** Sets what is shown to names without a certificate; one made on the spot by default. */
        public Builder defaultCertificate(ServerCertificate certificate) {
            this.defaultCertificate = requireNonNull(certificate, "certificate");
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
