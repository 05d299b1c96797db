package io.ingress4j.proxy.netty.soak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** A service that answers as the path of a request says, and dies at every point of an exchange where that says so. */
final class FaultyService implements AutoCloseable {
    static final int BIG_BYTES = 512 << 10;

    /** Paths whose requests end badly, each at another point. */
    static final List<String> FAULTS = List.of(
            "/drop",
            "/reset",
            "/half-head",
            "/half-body",
            "/half-chunk",
            "/garbage",
            "/silent",
            "/stall",
            "/extra",
            "/early-drop");

    private static final byte[] BIG = new byte[BIG_BYTES];

    private final Channel listener;

    private FaultyService(Channel listener) {
        this.listener = listener;
    }

    static FaultyService start(EventLoopGroup loops) {
        Channel bound = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(1024))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpRequestDecoder(), new Script());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
        return new FaultyService(bound);
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
    }

    /** What happens on one connection. */
    private static final class Script extends ChannelInboundHandlerAdapter {
        private String path = "";

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpRequest head) {
                path = head.uri();
                onHead(ctx);
            } else if (message instanceof ByteBuf data) { // a WebSocket by now
                ctx.writeAndFlush(data.retain());
            }
            boolean last = message instanceof LastHttpContent;
            ReferenceCountUtil.release(message);
            if (last) {
                onEnd(ctx);
            }
        }

        private void onHead(ChannelHandlerContext ctx) {
            switch (path) {
                case "/early-drop" -> ctx.close();
                case "/early" -> sendAndClose(ctx, "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
                default -> {
                    // once the request is complete
                }
            }
        }

        private void onEnd(ChannelHandlerContext ctx) {
            switch (path) {
                case "/drop", "/early-drop", "/early" -> ctx.close();
                case "/reset" -> reset(ctx);
                case "/half-head" -> sendAndClose(ctx, "HTTP/1.1 200 O");
                case "/half-body" -> sendAndClose(ctx, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of it");
                case "/half-chunk" -> {
                    send(ctx, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\nhel");
                    reset(ctx);
                }
                case "/garbage" -> send(ctx, "no such thing as HTTP\r\n\r\n");
                case "/silent" -> {
                    // until the proxy ends it
                }
                case "/stall" -> send(ctx, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nnothing follows");
                case "/extra" -> send(ctx, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\n");
                case "/chunked" ->
                    send(
                            ctx,
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nthere\r\n0\r\n\r\n");
                case "/big" -> {
                    send(ctx, "HTTP/1.1 200 OK\r\nContent-Length: " + BIG_BYTES + "\r\n\r\n");
                    ctx.writeAndFlush(Unpooled.wrappedBuffer(BIG));
                }
                case "/socket" -> {
                    send(
                            ctx,
                            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
                    ctx.pipeline().remove(HttpRequestDecoder.class);
                }
                default -> send(ctx, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        }

        private static void send(ChannelHandlerContext ctx, String text) {
            ctx.writeAndFlush(Unpooled.copiedBuffer(text, ISO_8859_1), ctx.voidPromise());
        }

        private static void sendAndClose(ChannelHandlerContext ctx, String text) {
            ctx.writeAndFlush(Unpooled.copiedBuffer(text, ISO_8859_1)).addListener(ChannelFutureListener.CLOSE);
        }

        private static void reset(ChannelHandlerContext ctx) {
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            ctx.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
