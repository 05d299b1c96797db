package io.ingress4j.benchmarks;

import static java.util.Objects.requireNonNull;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A client and an upstream that do the least that HTTP/1.1 takes, and a relay that does not even do that. */
final class Loopback implements AutoCloseable {
    private static final String REQUEST = String.join(
            "\r\n",
            "GET /api/v1/orders?page=2 HTTP/1.1",
            "Host: shop.example.com",
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language: en-US,en;q=0.5",
            "Accept-Encoding: gzip, deflate",
            "Connection: keep-alive",
            "Cookie: session=0123456789abcdef0123456789abcdef",
            "",
            "");
    private static final int BODY = 100;
    private static final String RESPONSE = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + BODY + "\r\nCache-Control: no-store\r\nServer: upstream\r\n\r\n" + "b".repeat(BODY);
    private static final int HEAD_END = '\r' << 24 | '\n' << 16 | '\r' << 8 | '\n';

    private final EventLoopGroup client = group("client");
    private final EventLoopGroup upstream = group("upstream");
    private final EventLoopGroup relay = group("relay");
    private final List<Client> clients = new ArrayList<>();

    private static EventLoopGroup group(String name) {
        return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
    }

    private static ByteBuf constant(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes.length).writeBytes(bytes));
    }

    /** Starts an upstream that answers every head with the same bytes; returns its port. */
    int startUpstream() {
        return listen(upstream, channel -> new Upstream());
    }

    /** Starts a relay to a port; returns its own. */
    int startRelay(int port) {
        return listen(relay, channel -> new Relay(port));
    }

    private static int listen(EventLoopGroup loops, Function<SocketChannel, ChannelHandler> handler) {
        Channel bound = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(handler.apply(channel));
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
        return ((InetSocketAddress) bound.localAddress()).getPort();
    }

    /** Opens connections to a port. */
    void connect(int port, int connections) {
        for (int i = 0; i < connections; i++) {
            var made = new Client();
            clients.add(made);
            new Bootstrap()
                    .group(client)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(made)
                    .connect("127.0.0.1", port)
                    .syncUninterruptibly();
        }
    }

    /**
     * Sends so many requests, one after the other on each connection, and waits for their responses; returns how many came.
     *
     * @throws IllegalStateException if they did not come in a minute, or one was no 200
     */
    int request(int requests) throws InterruptedException {
        var done = new CountDownLatch(clients.size());
        for (int i = 0; i < clients.size(); i++) {
            int share = requests / clients.size() + (i < requests % clients.size() ? 1 : 0);
            clients.get(i).begin(share, done);
        }
        if (!done.await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("a response did not come");
        }
        for (Client one : clients) {
            if (one.failed) {
                throw new IllegalStateException("a response was no 200, or a connection ended");
            }
        }
        return requests;
    }

    @Override
    public void close() {
        for (EventLoopGroup group : List.of(client, relay, upstream)) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static final class Upstream extends ChannelInboundHandlerAdapter {
        private static final ByteBuf ANSWER = constant(RESPONSE);
        private int last;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf data = (ByteBuf) message;
            while (data.isReadable()) {
                last = last << 8 | data.readByte();
                if (last == HEAD_END) {
                    ctx.write(ANSWER.duplicate(), ctx.voidPromise());
                }
            }
            data.release();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }
    }

    /** Passes bytes on to another connection on the same event loop. */
    private static class Pass extends ChannelInboundHandlerAdapter {
        @Nullable
        Channel other;

        @Override
        public final void channelRead(ChannelHandlerContext ctx, Object message) {
            Channel to = requireNonNull(other);
            to.write(message, to.voidPromise());
        }

        @Override
        public final void channelReadComplete(ChannelHandlerContext ctx) {
            requireNonNull(other).flush();
        }

        @Override
        public final void channelInactive(ChannelHandlerContext ctx) {
            requireNonNull(other).close();
        }
    }

    /** Connects to a port for each connection. */
    private static final class Relay extends Pass {
        private final int port;

        Relay(int port) {
            this.port = port;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.channel().config().setAutoRead(false);
            var back = new Pass();
            back.other = ctx.channel();
            other = new Bootstrap()
                    .group(ctx.channel().eventLoop())
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(back)
                    .connect("127.0.0.1", port)
                    .addListener(connected -> ctx.channel().config().setAutoRead(true))
                    .channel();
        }
    }

    /** Sends the next request when the response to the last one is complete. */
    private static final class Client extends ChannelInboundHandlerAdapter {
        private static final ByteBuf QUESTION = constant(REQUEST);
        private @Nullable ChannelHandlerContext context;
        private @Nullable CountDownLatch done;
        private volatile boolean failed;
        private int left;
        private int last;
        private int seen;
        private int bodyLeft;

        void begin(int requests, CountDownLatch whenDone) {
            ChannelHandlerContext ctx = requireNonNull(context);
            ctx.executor().execute(() -> {
                left = requests;
                done = whenDone;
                next(ctx);
            });
        }

        private void next(ChannelHandlerContext ctx) {
            if (left-- > 0 && !failed) {
                ctx.writeAndFlush(QUESTION.duplicate(), ctx.voidPromise());
            } else {
                requireNonNull(done).countDown();
            }
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            context = ctx;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf data = (ByteBuf) message;
            while (data.isReadable()) {
                if (bodyLeft > 0) {
                    int length = Math.min(bodyLeft, data.readableBytes());
                    data.skipBytes(length);
                    bodyLeft -= length;
                } else {
                    head(data.readByte());
                }
                if (bodyLeft == 0 && last == HEAD_END) {
                    last = 0;
                    seen = 0;
                    next(ctx);
                }
            }
            data.release();
        }

        private void head(byte one) {
            last = last << 8 | one;
            seen++;
            failed |= seen == 12 && last != (' ' << 24 | '2' << 16 | '0' << 8 | '0');
            bodyLeft = last == HEAD_END ? BODY : 0;
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            CountDownLatch waiting = done;
            failed = true;
            if (waiting != null) {
                waiting.countDown();
            }
        }
    }
}
