package io.ingress4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ingress4j.examples.AdminAnswers.Answer;
import io.ingress4j.examples.AdminAnswers.Question;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.stream.ChunkedStream;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers operators, scrapers and probes over HTTP/1.1, a request for each connection.
 *
 * <p>Whoever reaches the port must not be able to silence {@code /live} and {@code /ready}, since a Pod whose probes go
 * unanswered is killed. The two are answered on the event loop, in which nothing blocks. Pages are so many at a time, each
 * from being made until it is written or given up, on threads of their own; a further one is refused at once. Connections
 * whose request is not whole are so many, and the oldest gives way to a new one, so that idle ones keep nobody out.
 *
 * <p>A server of Netty's, not the JDK's: that one reads requests and writes answers on the threads of its executor, where slow
 * callers hold them. Not our own proxy either: it bounds connections by address, a bound that the kubelet would share with
 * everybody else on its node, and what it is judged by must not depend on it.
 */
final class AdminServer implements AutoCloseable {
    private static final Answer BUSY =
            Answer.text(503, "busy (as many pages as there may be are under way; ask again)\n");
    private static final int BACKLOG = 1024;
    private static final int MAX_LINE_BYTES = 16 * 1024;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_BODY_BYTES = 4 * 1024; // none is of use
    private static final int PIECE_BYTES = 64 * 1024;

    /**
     * How much callers can hold.
     *
     * @param waiting connections whose request is not whole
     * @param pages pages that are made or written
     * @param request how long a request may take, from the connection to its last byte
     * @param answer how long an answer may take, from the request to its last byte
     */
    record Limits(int waiting, int pages, Duration request, Duration answer) {
        static final Limits DEFAULT = new Limits(256, 4, Duration.ofSeconds(10), Duration.ofSeconds(30));
    }

    private final AdminAnswers answers;
    private final Limits limits;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("ingress4j-admin", true), NioIoHandler.newFactory());
    private final ChannelGroup open =
            new DefaultChannelGroup(loop.next(), true); // what is accepted after its end is closed
    private final ThreadPoolExecutor makers;
    private final InetSocketAddress address;
    private final Set<Channel> waiting = new LinkedHashSet<>(); // oldest first; of the event loop, as the next
    private int pages;

    private AdminServer(InetSocketAddress address, AdminAnswers answers, Limits limits) throws IOException {
        this.answers = answers;
        this.limits = limits;
        this.makers = new ThreadPoolExecutor(
                limits.pages(),
                limits.pages(),
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(limits.pages()), // a thread may not be back yet when its page is written
                new DefaultThreadFactory("ingress4j-admin-page", true));
        makers.allowCoreThreadTimeOut(true);
        this.address = bind(address);
    }

    /**
     * Binds the address and answers from now on.
     *
     * @param address where; port 0 for any free one
     * @param answers what is answered
     * @param limits how much callers can hold
     * @throws IOException if the address cannot be bound
     */
    static AdminServer start(InetSocketAddress address, AdminAnswers answers, Limits limits) throws IOException {
        return new AdminServer(address, answers, limits);
    }

    private InetSocketAddress bind(InetSocketAddress wanted) throws IOException {
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel client) {
                        open.add(client);
                        client.pipeline()
                                .addLast(
                                        new HttpServerCodec(new HttpDecoderConfig()
                                                .setMaxInitialLineLength(MAX_LINE_BYTES)
                                                .setMaxHeaderSize(MAX_HEADER_BYTES)),
                                        new HttpObjectAggregator(MAX_BODY_BYTES),
                                        new ChunkedWriteHandler(),
                                        new Caller());
                    }
                })
                .bind(wanted)
                .awaitUninterruptibly();
        open.add(bound.channel());
        if (bound.isSuccess()) {
            return (InetSocketAddress) bound.channel().localAddress();
        }
        close();
        throw bound.cause() instanceof IOException e ? e : new IOException(bound.cause());
    }

    /** Returns where it is bound. */
    InetSocketAddress address() {
        return address;
    }

    /** Whoever is at the other end of one connection. */
    private final class Caller extends SimpleChannelInboundHandler<FullHttpRequest> {
        private @Nullable Future<?> deadline;
        private boolean asked;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            if (waiting.size() >= limits.waiting()) {
                Iterator<Channel> oldest = waiting.iterator();
                Channel gone = oldest.next();
                oldest.remove();
                gone.close();
            }
            waiting.add(context.channel());
            closeAfter(limits.request(), context);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            waiting.remove(context.channel());
            if (deadline != null) {
                deadline.cancel(false);
            }
        }

        private void closeAfter(Duration time, ChannelHandlerContext context) {
            if (deadline != null) {
                deadline.cancel(false);
            }
            deadline = context.executor().schedule(() -> context.close(), time.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            if (asked) {
                return;
            }
            asked = true;
            context.channel().config().setAutoRead(false);
            waiting.remove(context.channel());
            closeAfter(limits.answer(), context);
            boolean head = request.method().equals(HttpMethod.HEAD);
            Question question = question(context, request, head);
            if (question == null) {
                write(context, Answer.text(400, "unreadable request\n"), head);
            } else if (!head && !request.method().equals(HttpMethod.GET)) {
                write(context, Answer.text(405, "method not allowed (expected: GET or HEAD)\n"), head);
            } else if (!AdminAnswers.isPage(question)) {
                write(context, answers.to(question), head);
            } else if (pages >= limits.pages()) {
                write(context, BUSY, head);
            } else {
                pages++;
                makers.execute(() -> page(context, question));
            }
        }

        private void page(ChannelHandlerContext context, Question question) {
            Runnable then = () -> giveUp(context); // where there is no memory for it, for instance
            try {
                Answer answer = answers.to(question);
                byte[] body = answer.body().getBytes(UTF_8);
                then = () -> write(context, answer, body, question.head()).addListener(written -> pages--);
            } finally {
                if (!loop.isShuttingDown()) {
                    context.executor().execute(then);
                }
            }
        }

        private void giveUp(ChannelHandlerContext context) {
            pages--;
            context.close();
        }

        private void write(ChannelHandlerContext context, Answer answer, boolean head) {
            write(context, answer, answer.body().getBytes(UTF_8), head);
        }

        private ChannelFuture write(ChannelHandlerContext context, Answer answer, byte[] body, boolean head) {
            var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, answer.type())
                    .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                    .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                    .set("X-Content-Type-Options", "nosniff")
                    .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            if (answer.status() == 405) {
                response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
            }
            if (answer.equals(BUSY)) {
                response.headers().set(HttpHeaderNames.RETRY_AFTER, 1);
            }
            context.write(response);
            var sent = new ByteArrayInputStream(head ? new byte[0] : body);
            return context.writeAndFlush(new HttpChunkedInput(new ChunkedStream(sent, PIECE_BYTES)))
                    .addListener(written -> context.close());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    private static @Nullable Question question(ChannelHandlerContext context, FullHttpRequest request, boolean head) {
        if (request.decoderResult().isFailure()) {
            return null;
        }
        try {
            var uri = new URI(request.uri());
            return new Question(
                    Objects.requireNonNullElse(uri.getPath(), ""),
                    uri.getRawQuery(),
                    request.headers().get(HttpHeaderNames.ACCEPT),
                    head,
                    ((InetSocketAddress) context.channel().remoteAddress())
                            .getAddress()
                            .isLoopbackAddress());
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** Ends it at once. */
    @Override
    public void close() {
        makers.shutdownNow();
        open.close().awaitUninterruptibly();
        loop.next().submit(() -> {}).awaitUninterruptibly(); // handlers free what they hold a moment after that
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
