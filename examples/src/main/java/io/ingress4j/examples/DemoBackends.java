package io.ingress4j.examples;

import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.matcher.cluster.Endpoint;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stand-ins for Services that have no endpoints: on loopback, one for each port of a Service, made when it is first asked
 * for. Each answers any request with what it received, and a WebSocket with what it is sent. For trying things only.
 */
final class DemoBackends implements Function<ClusterName, List<Endpoint>>, AutoCloseable {
    private static final int MAX_BACKENDS = 64;
    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final int IDLE_SECONDS = 300;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("ingress4j-demo", true), NioIoHandler.newFactory());
    private final Map<ClusterName, List<Endpoint>> made = new HashMap<>();

    /** Returns the stand-in of a Service; none where there are too many. */
    @Override
    public synchronized List<Endpoint> apply(ClusterName name) {
        List<Endpoint> known = made.get(name);
        if (known != null || made.size() >= MAX_BACKENDS || loop.isShuttingDown()) {
            return known == null ? List.of() : known;
        }
        var channel = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel client) {
                        client.pipeline()
                                .addLast(
                                        new ReadTimeoutHandler(IDLE_SECONDS),
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(MAX_BODY_BYTES),
                                        new Echo(name));
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
        var endpoints = List.of(new Endpoint("127.0.0.1", ((InetSocketAddress) channel.localAddress()).getPort()));
        made.put(name, endpoints);
        return endpoints;
    }

    /** Ends all of them. */
    @Override
    public void close() {
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Answers one client. */
    private static final class Echo extends SimpleChannelInboundHandler<Object> {
        private final ClusterName name;
        private @Nullable WebSocketServerHandshaker handshaker;

        Echo(ClusterName name) {
            this.name = name;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, Object message) {
            if (message instanceof FullHttpRequest request) {
                if (request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
                    open(context, request);
                } else {
                    answer(context, request);
                }
            } else if (message instanceof WebSocketFrame frame) {
                echo(context, frame);
            }
        }

        private void open(ChannelHandlerContext context, FullHttpRequest request) {
            var factory = new WebSocketServerHandshakerFactory(request.uri(), null, false, MAX_BODY_BYTES);
            WebSocketServerHandshaker found = factory.newHandshaker(request);
            if (found == null) {
                WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(context.channel());
                return;
            }
            handshaker = found;
            String greeting = "Service " + name + " opened a WebSocket at " + request.uri() + "\n";
            found.handshake(context.channel(), request).addListener(done -> {
                if (done.isSuccess()) {
                    context.writeAndFlush(new TextWebSocketFrame(greeting));
                } else {
                    context.close();
                }
            });
        }

        private void echo(ChannelHandlerContext context, WebSocketFrame frame) {
            if (frame instanceof CloseWebSocketFrame close && handshaker != null) {
                handshaker.close(context.channel(), close.retain());
            } else if (frame instanceof PingWebSocketFrame) {
                context.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
            } else if (!(frame instanceof PongWebSocketFrame)) {
                context.writeAndFlush(frame.retain());
            }
        }

        private void answer(ChannelHandlerContext context, FullHttpRequest request) {
            var text = new StringBuilder("Service ")
                    .append(name)
                    .append(" received\n")
                    .append(request.method())
                    .append(' ')
                    .append(request.uri())
                    .append('\n');
            request.headers()
                    .forEach(field -> text.append(field.getKey())
                            .append(": ")
                            .append(field.getValue())
                            .append('\n'));
            if (request.content().isReadable()) {
                text.append('\n')
                        .append(request.content().toString(StandardCharsets.UTF_8))
                        .append('\n');
            }
            var response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
            HttpUtil.setContentLength(response, response.content().readableBytes());
            boolean keepAlive = HttpUtil.isKeepAlive(request);
            HttpUtil.setKeepAlive(response, keepAlive);
            var written = context.writeAndFlush(response);
            if (!keepAlive) {
                written.addListener(done -> context.close());
            }
        }

        /** Reads no further while a client does not take what it was sent. */
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            context.channel().config().setAutoRead(context.channel().isWritable());
            context.fireChannelWritabilityChanged();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
