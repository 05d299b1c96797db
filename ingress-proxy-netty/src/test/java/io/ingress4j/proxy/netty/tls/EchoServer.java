package io.ingress4j.proxy.netty.tls;

import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A server that begins TLS and sends back what it reads. When it closes, its contexts do, and every buffer must have been given back. */
final class EchoServer implements AutoCloseable {
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final TlsContexts contexts;
    private final Channel listener;

    EchoServer(TlsContexts contexts, Duration handshakeTimeout) {
        this.contexts = contexts;
        listener = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        open.add(channel);
                        channel.pipeline().addLast(contexts.newSniHandler(handshakeTimeout), new Echo());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    Socket connect() throws java.io.IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** What came down the pipelines as exceptions. */
    Queue<Throwable> failures() {
        return failures;
    }

    /** Waits until all connections are closed and every buffer came back. */
    void awaitNothingLeft() {
        await().atMost(Duration.ofSeconds(10)).until(open::isEmpty);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> allocator.metric().usedDirectMemory()
                                + allocator.metric().usedHeapMemory()
                        == 0);
    }

    @Override
    public void close() {
        try {
            listener.close().syncUninterruptibly();
            open.close().syncUninterruptibly();
            awaitNothingLeft();
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
            contexts.close();
        }
    }

    private final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.writeAndFlush(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failures.add(cause);
            context.close();
        }
    }
}
