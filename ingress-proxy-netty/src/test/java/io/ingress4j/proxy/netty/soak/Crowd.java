package io.ingress4j.proxy.netty.soak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Clients of all kinds, each of which connects anew when its connection has ended, until they are told to leave. */
final class Crowd implements AutoCloseable {
    private static final String HOST = " HTTP/1.1\r\nHost: a.test\r\n";
    private static final String UPGRADE = "GET /socket" + HOST
            + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    /** What a client does. */
    enum Kind {
        /** Asks again and again, and is to be served well every time. */
        STEADY,
        /** The same over TLS. */
        STEADY_OVER_TLS,
        /** Asks for what ends badly. */
        UNLUCKY,
        /** Takes a large response in small bites. */
        SLOW_READER,
        /** Sends a large body with pauses, and does not always finish it. */
        UPLOADER,
        /** Leaves at any point. */
        ABORTER,
        /** Talks through a WebSocket. */
        SOCKET,
        /** Says nothing. */
        SILENT
    }

    private final EventLoopGroup loops;
    private final int port;
    private final int tlsPort;
    private final SslContext tls;
    private final Random random = new Random(20_261_125);
    private final Map<Kind, AtomicLong> done = new EnumMap<>(Kind.class);
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean leaving;

    Crowd(EventLoopGroup loops, int port, int tlsPort, SslContext tls) {
        this.loops = loops;
        this.port = port;
        this.tlsPort = tlsPort;
        this.tls = tls;
        for (Kind kind : Kind.values()) {
            done.put(kind, new AtomicLong());
        }
    }

    /** Lets so many come. */
    void come(Kind kind, int count) {
        for (int i = 0; i < count; i++) {
            var client = new Client(kind, new Random(random.nextLong()));
            loops.next().schedule(client::connect, random.nextInt(4_000), TimeUnit.MILLISECONDS);
        }
    }

    /** Returns how often clients of a kind did what they do. */
    long done(Kind kind) {
        AtomicLong count = done.get(kind);
        return count == null ? 0 : count.get();
    }

    /** Returns what went wrong for those who were to be served well. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Sends everybody home. */
    @Override
    public void close() {
        leaving = true;
    }

    /** One client, on one connection at a time. */
    private final class Client {
        private final Kind kind;
        private final Random random;

        Client(Kind kind, Random random) {
            this.kind = kind;
            this.random = random;
        }

        void connect() {
            if (leaving) {
                return;
            }
            boolean secure = kind == Kind.STEADY_OVER_TLS;
            ChannelFuture connecting = new Bootstrap()
                    .group(loops)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.AUTO_READ, kind != Kind.SLOW_READER)
                    .handler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            if (secure) {
                                channel.pipeline().addLast(tls.newHandler(channel.alloc(), "a.test", port));
                            }
                            if (kind == Kind.SLOW_READER) {
                                channel.config()
                                        .setReceiveBufferSize(16 << 10)
                                        .setRecvByteBufAllocator(
                                                new FixedRecvByteBufAllocator(16 << 10).maxMessagesPerRead(1));
                            }
                            channel.pipeline().addLast(new Conversation(Client.this));
                        }
                    })
                    .connect(InetAddress.getLoopbackAddress(), secure ? tlsPort : port);
            connecting.addListener(connected -> {
                if (!connected.isSuccess()) {
                    later(this::connect);
                }
            });
        }

        void later(Runnable task) {
            loops.next().schedule(task, 500 + random.nextInt(4_000), TimeUnit.MILLISECONDS);
        }
    }

    /** What a client says on a connection, and hears. */
    private final class Conversation extends ChannelInboundHandlerAdapter {
        private final Client client;
        private final Random random;
        private final StringBuilder head = new StringBuilder();
        private boolean asked;
        private long toCome = -1;
        private int pings;
        private boolean chunked;

        Conversation(Client client) {
            this.client = client;
            this.random = client.random;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            leaveWhenTold(ctx);
            switch (client.kind) {
                case STEADY, STEADY_OVER_TLS -> ask(ctx, steadyTarget());
                case UNLUCKY -> ask(ctx, FaultyService.FAULTS.get(random.nextInt(FaultyService.FAULTS.size())));
                case SLOW_READER -> {
                    ask(ctx, "/big");
                    bite(ctx);
                }
                case UPLOADER -> upload(ctx);
                case ABORTER -> abort(ctx);
                case SOCKET -> {
                    asked = true;
                    send(ctx, UPGRADE);
                }
                case SILENT -> {
                    // until the proxy has had enough of it
                }
            }
        }

        private void leaveWhenTold(ChannelHandlerContext ctx) {
            if (leaving) {
                ctx.close();
            } else if (ctx.channel().isActive()) {
                ctx.executor().schedule(() -> leaveWhenTold(ctx), 1, TimeUnit.SECONDS);
            }
        }

        private String steadyTarget() {
            return switch (random.nextInt(20)) {
                case 0 -> "/big";
                case 1, 2, 3, 4 -> "/chunked";
                default -> "/ok";
            };
        }

        private void ask(ChannelHandlerContext ctx, String target) {
            if (leaving) {
                ctx.close();
                return;
            }
            asked = true;
            head.setLength(0);
            toCome = -1;
            String host = client.kind == Kind.UNLUCKY ? HOST.replace("a.test", "unlucky.test") : HOST;
            send(ctx, "GET " + target + host + "\r\n");
        }

        private void bite(ChannelHandlerContext ctx) {
            ctx.read();
            if (leaving) {
                ctx.close();
            } else if (ctx.channel().isActive()) {
                ctx.executor().schedule(() -> bite(ctx), 100, TimeUnit.MILLISECONDS);
            }
        }

        private void upload(ChannelHandlerContext ctx) {
            asked = true;
            int pieces = 5 + random.nextInt(10);
            boolean whole = random.nextInt(3) > 0;
            String target = random.nextInt(5) == 0 ? "/early" : "/upload";
            send(ctx, "POST " + target + HOST + "Content-Length: " + pieces * 8192 + "\r\n\r\n");
            piece(ctx, pieces, whole ? 0 : 2);
        }

        private void piece(ChannelHandlerContext ctx, int left, int until) {
            if (left <= until || leaving) {
                if (until > 0 || leaving) {
                    ctx.close();
                }
                return;
            }
            ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[8192]), ctx.voidPromise());
            ctx.executor().schedule(() -> piece(ctx, left - 1, until), 20 + random.nextInt(100), TimeUnit.MILLISECONDS);
        }

        private void abort(ChannelHandlerContext ctx) {
            String target = random.nextBoolean() ? "/big" : random.nextBoolean() ? "/silent" : "/socket";
            String whole = target.equals("/socket") ? UPGRADE : "GET " + target + HOST + "\r\n";
            send(ctx, random.nextInt(4) == 0 ? whole.substring(0, random.nextInt(whole.length())) : whole);
            if (random.nextBoolean()) {
                ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            }
            ctx.executor()
                    .schedule(
                            () -> {
                                count();
                                ctx.close();
                            },
                            random.nextInt(400),
                            TimeUnit.MILLISECONDS);
        }

        private void send(ChannelHandlerContext ctx, String text) {
            ctx.writeAndFlush(Unpooled.copiedBuffer(text, ISO_8859_1), ctx.voidPromise());
        }

        private void count() {
            AtomicLong count = done.get(client.kind);
            if (count != null) {
                count.incrementAndGet();
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            try {
                if (message instanceof ByteBuf data) {
                    hear(ctx, data);
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        private void hear(ChannelHandlerContext ctx, ByteBuf data) {
            if (client.kind == Kind.ABORTER) {
                return;
            }
            if (client.kind == Kind.SOCKET && toCome == 0) {
                ping(ctx);
                return;
            }
            while (toCome < 0 && data.isReadable()) {
                head.append((char) data.readByte());
                if (head.length() > 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                    begin(ctx);
                }
            }
            if (chunked) {
                toCome -= data.readableBytes();
            } else if (toCome > 0) {
                toCome -= data.readableBytes();
            }
            if (toCome == 0 && client.kind != Kind.SOCKET) {
                end(ctx);
            }
        }

        private void begin(ChannelHandlerContext ctx) {
            String fields = head.toString();
            if (client.kind == Kind.SLOW_READER) {
                count(); // it takes its time for the rest
            }
            if (fields.startsWith("HTTP/1.1 101")) {
                toCome = 0;
                ping(ctx);
                return;
            }
            chunked = fields.contains("Transfer-Encoding: chunked");
            int length = fields.indexOf("Content-Length: ");
            toCome = chunked
                    ? "5\r\nhello\r\n5\r\nthere\r\n0\r\n\r\n".length()
                    : length < 0
                            ? Long.MAX_VALUE
                            : Long.parseLong(fields.substring(length + 16, fields.indexOf("\r\n", length)));
        }

        private void ping(ChannelHandlerContext ctx) {
            if (++pings > 5 || leaving) {
                count();
                if (random.nextBoolean()) {
                    ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
                }
                ctx.close();
                return;
            }
            ctx.executor().schedule(() -> send(ctx, "ping " + pings), random.nextInt(500), TimeUnit.MILLISECONDS);
        }

        /** A response is complete. */
        private void end(ChannelHandlerContext ctx) {
            boolean good = head.toString().startsWith("HTTP/1.1 200 ");
            boolean steady = client.kind == Kind.STEADY || client.kind == Kind.STEADY_OVER_TLS;
            if (steady && !good) {
                failures.add(
                        client.kind + ": " + head.toString().lines().findFirst().orElse(""));
            }
            if (client.kind != Kind.SLOW_READER) {
                count();
            }
            asked = false;
            if (steady && good && !head.toString().contains("\r\nConnection: close\r\n") && random.nextInt(10) > 0) {
                client.later(() -> ask(ctx, steadyTarget()));
            } else {
                ctx.close();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            boolean steady = client.kind == Kind.STEADY || client.kind == Kind.STEADY_OVER_TLS;
            if (steady && asked && !leaving) {
                failures.add(client.kind + ": the connection ended while a response was under way: " + head);
            }
            if (client.kind == Kind.UNLUCKY && asked) {
                count();
            }
            client.later(client::connect);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, @Nullable Throwable cause) {
            ctx.close();
        }
    }
}
