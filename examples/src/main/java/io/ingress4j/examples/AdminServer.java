package io.ingress4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ingress4j.examples.metrics.Metrics;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.source.k8s.WatchState;
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
import java.net.URLDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators ask: {@code /live}, {@code /ready}, {@code /metrics}, {@code /routes}, {@code /diagnostics} and {@code
 * /explain}. Callers that are not on this machine are told the first three, and nothing else. Bodies of Secrets are in none of the answers.
 *
 * <p>Whoever reaches the port must not be able to silence {@code /live} and {@code /ready}, since a Pod whose probes go unanswered
 * is killed. The two are answered on the event loop, in which nothing blocks. The other four are <em>pages</em>: so many at a time, each
 * from being made until it is written or given up, on threads of their own; a further one is refused at once. A connection is for one request. Those
 * whose request is not whole are so many, and the oldest gives way to a new one, so that idle connections keep nobody out.
 *
 * <p>A server of Netty's, not the JDK's: that one reads request lines and writes answers on the threads of its executor, one for each connection
 * that has sent a first byte, and closes new connections where {@code jdk.httpserver.maxConnections} idle ones are open. Not our own proxy
 * either: it counts connections by address, but the kubelet would share its limits with everybody else, and what it is to be judged by must not depend on it.
 */
final class AdminServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final Set<String> OPEN_TO_ALL = Set.of("/live", "/ready", "/metrics");
    private static final Set<String> PAGES = Set.of("/metrics", "/routes", "/diagnostics", "/explain");
    private static final int BACKLOG = 1024;
    private static final int MAX_LINE_BYTES = 16 * 1024;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_BODY_BYTES = 4 * 1024; // none is of use
    private static final int PIECE_BYTES = 64 * 1024;

    /** Whether requests are served. */
    enum State {
        /** Not yet, or no longer. */
        NOT_READY("not ready"),
        /** They are. */
        READY("ready"),
        /** They are, and whoever sends them is to send them elsewhere. */
        DRAINING("draining");

        private final String text;

        State(String text) {
            this.text = text;
        }
    }

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

    private final IngressEngine engine;
    private final Supplier<State> state;
    private final Supplier<List<WatchState>> watches;
    private final Optional<Metrics> metrics;
    private final Limits limits;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("ingress4j-admin", true), NioIoHandler.newFactory());
    private final ChannelGroup open =
            new DefaultChannelGroup(loop.next(), true); // what is accepted after its end is closed
    private final ThreadPoolExecutor makers;
    private final InetSocketAddress address;
    private final Set<Channel> waiting = new LinkedHashSet<>(); // oldest first; of the event loop, as the next
    private int pages;

    private AdminServer(
            InetSocketAddress address,
            IngressEngine engine,
            Supplier<State> state,
            Supplier<List<WatchState>> watches,
            Optional<Metrics> metrics,
            Limits limits)
            throws IOException {
        this.engine = engine;
        this.state = state;
        this.watches = watches;
        this.metrics = metrics;
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
     * @param engine whose table and remarks are shown
     * @param state whether requests are served; does not block
     * @param watches how the watches of a cluster stand, which {@code /ready} tells; does not block
     * @param metrics what {@code /metrics} tells, where it is to answer
     * @param limits how much callers can hold
     * @throws IOException if the address cannot be bound
     */
    static AdminServer start(
            InetSocketAddress address,
            IngressEngine engine,
            Supplier<State> state,
            Supplier<List<WatchState>> watches,
            Optional<Metrics> metrics,
            Limits limits)
            throws IOException {
        return new AdminServer(address, engine, state, watches, metrics, limits);
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

    /**
     * An answer to be.
     *
     * @param status its status
     * @param type its media type
     * @param body its text
     */
    private record Answer(int status, String type, String body) {
        static final Answer BUSY = text(503, "busy (as many pages as there may be are under way; ask again)\n");

        static Answer text(int status, String body) {
            return new Answer(status, "text/plain; charset=utf-8", body);
        }
    }

    /**
     * A request, read.
     *
     * @param path its path, decoded; empty where it has none
     * @param query its query, as it was sent
     * @param accept its field {@code Accept}
     * @param head whether the body is left out of the answer
     * @param here whether the caller is on this machine
     */
    private record Question(
            String path, @Nullable String query, @Nullable String accept, boolean head, boolean here) {}

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
            } else if (!question.here() && !OPEN_TO_ALL.contains(question.path())) {
                write(
                        context,
                        Answer.text(
                                403, "forbidden (only /live, /ready and /metrics are answered to other machines)\n"),
                        head);
            } else if (!PAGES.contains(question.path())) {
                write(context, answerTo(question), head);
            } else if (pages >= limits.pages()) {
                write(context, Answer.BUSY, head);
            } else {
                pages++;
                makers.execute(() -> page(context, question));
            }
        }

        private void page(ChannelHandlerContext context, Question question) {
            Runnable then = () -> giveUp(context); // where there is no memory for it, for instance
            try {
                Answer answer = answerTo(question);
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
            if (answer.equals(Answer.BUSY)) {
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

    private Answer answerTo(Question question) {
        try {
            return switch (question.path()) {
                case "/live" -> Answer.text(200, "live\n");
                case "/ready" -> ready(state.get(), question.here() ? watches.get() : List.of());
                case "/metrics" -> metrics(question);
                case "/routes" ->
                    Answer.text(200, engine.router().current().snapshot().toString());
                case "/diagnostics" -> diagnostics(question);
                case "/explain" -> explain(question.query());
                default ->
                    Answer.text(
                            404, "not found (expected: /live, /ready, /metrics, /routes, /diagnostics or /explain)\n");
            };
        } catch (RuntimeException e) {
            LOG.error("{} cannot be answered", question.path(), e);
            return Answer.text(500, "cannot be answered (the log says why)\n");
        }
    }

    private Answer metrics(Question question) {
        if (metrics.isEmpty()) {
            return Answer.text(404, "metrics are off (start with --metrics=on)\n");
        }
        Metrics.Page page = metrics.get().page(question.accept());
        return new Answer(200, page.type(), page.text());
    }

    /** A cluster that cannot be reached makes nobody unready: the last table serves. */
    private static Answer ready(State state, List<WatchState> watches) {
        var text = new StringBuilder(state.text).append('\n');
        for (WatchState watch : watches) {
            text.append(watch.kind())
                    .append(watch.scope().isEmpty() ? "" : " in " + watch.scope())
                    .append(watch.synced() ? ": synced" : ": not synced")
                    .append(watch.connected() ? ", connected" : ", not connected")
                    .append(", last heard of ")
                    .append(watch.age().toSeconds())
                    .append("s ago\n");
        }
        return Answer.text(state == State.READY ? 200 : 503, text.toString());
    }

    private Answer explain(@Nullable String query) {
        String method = "GET";
        String url = "";
        List<String> headers = new ArrayList<>();
        try {
            for (String part : query == null ? new String[0] : query.split("&", -1)) {
                int equals = part.indexOf('=');
                String value = URLDecoder.decode(part.substring(equals + 1), UTF_8);
                switch (part.substring(0, Math.max(0, equals))) {
                    case "method" -> method = value;
                    case "url" -> url = value;
                    case "header" -> headers.add(value);
                    default ->
                        throw new IllegalArgumentException(
                                "query: " + part + " (expected: url=, method= or header=, each percent-encoded)");
                }
            }
            return Answer.text(
                    200, engine.explain(RequestText.read(method, url, headers)).toString());
        } catch (IllegalArgumentException e) {
            return Answer.text(400, e.getMessage() + "\n");
        }
    }

    private Answer diagnostics(Question question) {
        boolean json = "format=json".equals(question.query())
                || question.query() == null
                        && question.accept() != null
                        && question.accept().contains("json");
        return json
                ? new Answer(200, "application/json", DiagnosticText.json(engine.diagnostics()))
                : Answer.text(200, DiagnosticText.lines(engine.diagnostics()));
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
