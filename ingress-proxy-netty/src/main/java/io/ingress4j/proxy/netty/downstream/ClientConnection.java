package io.ingress4j.proxy.netty.downstream;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.proxy.netty.config.Listener;
import io.ingress4j.proxy.netty.exchange.ClientSide;
import io.ingress4j.proxy.netty.exchange.Exchange;
import io.ingress4j.proxy.netty.http.Chunks;
import io.ingress4j.proxy.netty.http.HeaderChanges;
import io.ingress4j.proxy.netty.http.ReceivedRequest;
import io.ingress4j.proxy.netty.http.ReceivedResponse;
import io.ingress4j.proxy.netty.http.RequestDecoder;
import io.ingress4j.proxy.netty.http.RequestGuard;
import io.ingress4j.proxy.netty.http.RequestWriter;
import io.ingress4j.proxy.netty.http.ResponseWriter;
import io.ingress4j.proxy.netty.http.Trailers;
import io.ingress4j.proxy.netty.observe.DownstreamConnection;
import io.ingress4j.proxy.netty.observe.EndReason;
import io.ingress4j.proxy.netty.observe.ProxyObserver;
import io.ingress4j.proxy.netty.time.Ticker;
import io.ingress4j.proxy.netty.upstream.UpstreamLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection over HTTP/1. One exchange at a time; what one read brought for later waits in a queue, and nothing
 * more is read until that is empty.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter implements ClientSide {
    private static final long LINGER_MILLIS = 2_000;
    private static final int MAX_QUEUED = 16;
    /** How long a client is given to send a last request, which may be on its way, where its connection is to end. */
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(2);

    private enum Phase {
        WAITING,
        EXCHANGE,
        TUNNEL,
        LINGERING,
        CLOSED
    }

    private final ClientConnections siblings;
    private final UpstreamLoop loop;
    private final SocketChannel channel;
    private final RequestDecoder decoder;
    private final ReceivedRequest.Connection client;
    private final RequestWriter writer;
    private final Deadlines deadlines = new Deadlines();
    private final ArrayDeque<Object> queue = new ArrayDeque<>();
    private final @Nullable DownstreamConnection observed; // null where nobody observes
    private Phase phase = Phase.WAITING;
    private @Nullable Exchange exchange;
    private @Nullable ReceivedRequest request;
    private @Nullable Trailers trailers;
    private ResponseWriter.Framing framing = ResponseWriter.Framing.LENGTH;
    private boolean keepAlive;
    private boolean moving;
    private boolean mayUpgrade;
    private boolean holding;
    private long requests;
    private boolean inputEnded;
    private boolean readAhead;
    private long openedAt;
    private long since;
    private long headSince;
    private long pendingSeen;
    private long lingerUntil;

    ClientConnection(ClientConnections siblings, SocketChannel channel, Listener listener) {
        this.siblings = siblings;
        this.loop = siblings.loop();
        this.channel = channel;
        this.decoder = new RequestDecoder(
                loop.limits().maxRequestLineBytes(), loop.limits().maxHeaderBytes(), this::isFull);
        InetSocketAddress remote = channel.remoteAddress();
        InetSocketAddress local = channel.localAddress();
        this.client = new ReceivedRequest.Connection(
                listener.tls(), local.getPort(), remote.getAddress().getHostAddress());
        this.writer = new RequestWriter(client);
        this.observed = loop.observer() == null ? null : new DownstreamConnection(listener, remote, local);
    }

    /** Returns what makes requests of the bytes; to stand in front of this. */
    RequestDecoder decoder() {
        return decoder;
    }

    @Override
    public DownstreamConnection connection() {
        return requireNonNull(observed);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        openedAt = loop.ticker().now();
        since = openedAt;
        loop.ticker().add(deadlines);
        siblings.opened(this);
        ProxyObserver observer = loop.observer();
        if (observer != null) {
            observer.connectionOpened(connection());
        }
        channel.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        queue.add(message);
        if (message instanceof HttpRequest head) {
            mayUpgrade = head.headers().contains(HttpHeaderNames.UPGRADE);
        }
        holding |= mayUpgrade && message instanceof LastHttpContent;
    }

    private boolean isRequestQueued() {
        for (Object message : queue) {
            if (message instanceof HttpRequest) {
                return true;
            }
        }
        return false;
    }

    /** What follows a request for another protocol is decoded only once that request was answered without a switch. */
    private boolean isFull() {
        return holding || queue.size() >= MAX_QUEUED;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        moveOn();
    }

    /** Gives the exchange what waits as far as it takes it, sends that on, and reads again where nothing is left. */
    private void moveOn() {
        if (moving) {
            return;
        }
        moving = true;
        try {
            takeQueued();
        } finally {
            moving = false;
        }
        Exchange current = exchange;
        if (current != null) {
            current.requestFlush();
        }
        if (!queue.isEmpty() || decoder.isPaused()) {
            readAhead();
            return;
        }
        readAhead = false;
        if (inputEnded && exchange != null) { // what came before it has been passed on
            inputEnded = false;
            exchange.clientInputEnd();
        }
        if (phase != Phase.CLOSED && phase != Phase.LINGERING) {
            channel.read();
        }
    }

    /** Asks for one read while something waits, and no more: without it nobody would see that the client has gone. */
    private void readAhead() {
        if (phase == Phase.EXCHANGE && !readAhead) {
            readAhead = true;
            channel.read();
        }
    }

    private void takeQueued() {
        do {
            Object next;
            while ((next = queue.peek()) != null && step(next)) {
                // step took it
            }
            if (!queue.isEmpty()) {
                return;
            }
            decoder.resume(); // what it made is in the queue
        } while (!queue.isEmpty());
    }

    private boolean step(Object message) {
        if (phase == Phase.LINGERING || phase == Phase.CLOSED) { // what the decoder still had
            queue.poll();
            ReferenceCountUtil.release(message);
            return true;
        }
        if (message instanceof HttpRequest head) {
            if (phase != Phase.WAITING || !channel.isWritable()) {
                return false;
            }
            queue.poll();
            begin(head);
            return true;
        }
        Exchange current = exchange;
        if (message == LastHttpContent.EMPTY_LAST_CONTENT && current != null) { // takes no room, wherever it goes
            queue.poll();
            current.requestEnd();
            return true;
        }
        if (current == null) { // the end of a request that was answered without it
            queue.poll();
            ReferenceCountUtil.release(message);
            return true;
        }
        if (!current.takesData()) {
            return false;
        }
        queue.poll();
        if (message instanceof ByteBuf data) {
            current.requestData(data);
        } else if (message instanceof HttpContent content) {
            content(current, content);
        } else {
            ReferenceCountUtil.release(message);
        }
        return true;
    }

    private void content(Exchange current, HttpContent content) {
        if (RequestGuard.statusOf(content.decoderResult()) != 0) {
            content.release();
            current.requestBroken();
            return;
        }
        if (content.content().isReadable()) {
            current.requestData(content.content());
        } else {
            content.release();
        }
        if (content instanceof LastHttpContent && exchange == current) {
            current.requestEnd();
        }
    }

    private void begin(HttpRequest head) {
        ReceivedRequest.Reading reading =
                ReceivedRequest.read(head, client, loop.limits().maxHeaderCount());
        ReceivedRequest read = reading.request();
        if (read == null) {
            boolean toHead = head.decoderResult().isSuccess() && head.method().equals(HttpMethod.HEAD);
            ReferenceCountUtil.release(head);
            refuse(reading.refusal(), toHead);
            return;
        }
        requests++;
        request = read;
        keepAlive = read.keepAlive();
        phase = Phase.EXCHANGE;
        var made = new Exchange(siblings.router().current(), loop, siblings.routes(), writer, this, read);
        exchange = made;
        siblings.exchangeBegan();
        made.start();
    }

    private void refuse(int status, boolean toHead) {
        ByteBuf head = channel.alloc().ioBuffer(512);
        ResponseWriter.writeRefusal(head, status, loop.ticker().date(), toHead);
        channel.write(head, channel.voidPromise());
        keepAlive = false;
        ProxyObserver observer = loop.observer();
        if (observer != null) {
            observer.requestRefused(connection(), status);
        }
        next();
    }

    /** Returns whether the connection ends with the exchange under way. */
    private boolean isLastExchange() {
        return siblings.isDraining()
                || loop.ticker().now() - openedAt > loop.limits().lifetime().toMillis();
    }

    /** Takes the exchange off the connection. */
    private @Nullable Exchange leaveExchange() {
        Exchange left = exchange;
        if (left != null) {
            exchange = null;
            siblings.exchangeEnded();
        }
        return left;
    }

    @Override
    public void sendContinue() {
        ByteBuf head = channel.alloc().ioBuffer(64);
        ResponseWriter.writeContinue(head);
        channel.writeAndFlush(head, channel.voidPromise());
    }

    @Override
    public void sendInterim(ReceivedResponse response) {
        ByteBuf head = channel.alloc().ioBuffer(512);
        ResponseWriter.writeInterim(head, response);
        channel.writeAndFlush(head, channel.voidPromise());
    }

    @Override
    public void sendSwitch(ReceivedResponse response) {
        sendInterim(response);
        phase = Phase.TUNNEL;
        framing = ResponseWriter.Framing.CLOSE;
        keepAlive = false;
        channel.config().setAllowHalfClosure(true);
        channel.pipeline().remove(decoder);
    }

    @Override
    public void sendHead(ReceivedResponse response, @Nullable HeaderChanges changes, boolean requestComplete) {
        ReceivedRequest asked = requireNonNull(request);
        framing = ResponseWriter.framing(asked, response);
        keepAlive &= requestComplete && framing != ResponseWriter.Framing.CLOSE && !isLastExchange();
        ByteBuf head = channel.alloc().ioBuffer(1024);
        ResponseWriter.write(head, asked, response, changes, framing, keepAlive);
        channel.write(head, channel.voidPromise());
    }

    @Override
    public void sendData(ByteBuf data) {
        if (framing == ResponseWriter.Framing.CHUNKED) {
            Chunks.write(channel, data);
        } else {
            channel.write(data, channel.voidPromise());
        }
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public long pendingBytes() {
        return channel.bytesBeforeWritable();
    }

    @Override
    public void sendTrailers(Trailers received) {
        if (requireNonNull(request).takesTrailers()) {
            trailers = received;
        }
    }

    @Override
    public void end() {
        Trailers behind = trailers;
        trailers = null;
        if (framing == ResponseWriter.Framing.CHUNKED && behind != null) {
            Chunks.writeLast(channel, behind);
        } else if (framing == ResponseWriter.Framing.CHUNKED) {
            Chunks.writeLast(channel);
        }
        next();
    }

    @Override
    public void answer(DirectResponse answer, @Nullable HeaderChanges changes, boolean requestComplete) {
        keepAlive &= requestComplete && !isLastExchange();
        ByteBuf head = channel.alloc().ioBuffer(512);
        ResponseWriter.writeOwn(head, answer, loop.ticker().date(), changes, requireNonNull(request), keepAlive);
        channel.write(head, channel.voidPromise());
        next();
    }

    private void next() {
        leaveExchange();
        request = null;
        holding &= isRequestQueued();
        framing = ResponseWriter.Framing.LENGTH;
        since = loop.ticker().now();
        headSince = 0;
        if (phase == Phase.CLOSED) {
            return;
        }
        if (keepAlive) {
            phase = Phase.WAITING;
            channel.flush();
            moveOn();
        } else {
            linger();
        }
    }

    /** Ends our side, and reads on for a while: closing with bytes unread would take the answer back. */
    private void linger() {
        phase = Phase.LINGERING;
        since = loop.ticker().now();
        releaseQueue();
        channel.pipeline().addFirst(new Linger(() -> lingerUntil != 0));
        sendLast().addListener(done -> {
            lingerUntil = loop.ticker().now() + LINGER_MILLIS;
            if (channel.isInputShutdown()) {
                channel.close();
            } else {
                channel.shutdownOutput();
            }
        });
        channel.read();
    }

    /** Sends what is written, and over TLS that nothing follows, so that the end cannot be taken for a broken one. */
    private ChannelFuture sendLast() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            return channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
        }
        channel.flush();
        return tls.closeOutbound();
    }

    @Override
    public void abort() {
        leaveExchange();
        phase = Phase.CLOSED;
        releaseQueue();
        if (!channel.isOpen()) { // its descriptor may be somebody else's by now
            return;
        }
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.pipeline().firstContext().close(); // past TLS, whose farewell would make the response look complete
    }

    /** Ends the connection at once, and an exchange with it. */
    void cut() {
        Exchange current = leaveExchange();
        if (current == null) {
            closeVisibly();
        } else {
            current.cancel(EndReason.PROXY_CLOSED);
            abort();
        }
    }

    /** Closes the connection; where something of a response was not sent, so that the client sees it. */
    private void closeVisibly() {
        if (hasUnsent()) {
            abort();
        } else {
            channel.close();
        }
    }

    private boolean hasUnsent() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting != null && waiting.totalPendingWriteBytes() > 0;
    }

    @Override
    public void demand() {
        moveOn();
    }

    @Override
    public void shutdownOutput() {
        sendLast().addListener(sent -> channel.shutdownOutput());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Exchange current = exchange;
        if (channel.isWritable()) {
            if (current != null) {
                current.clientWritable();
            }
            moveOn();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputEnded = true;
            moveOn();
        } else if (event instanceof SslCloseCompletionEvent end && end.isSuccess()) {
            tlsEnded();
        } else if (event instanceof SslHandshakeCompletionEvent handshake) {
            since = loop.ticker().now();
            failedHandshake(handshake.cause());
        } else if (event instanceof SniCompletionEvent hello) {
            failedHandshake(hello.cause());
        }
    }

    /** The client says that it sends no more, whether or not its side of the socket ends too. */
    private void tlsEnded() {
        if (phase == Phase.TUNNEL) {
            inputEnded = true;
            moveOn();
        } else if (phase != Phase.LINGERING) {
            channel.close();
        }
    }

    private void failedHandshake(@Nullable Throwable cause) {
        ProxyObserver observer = loop.observer();
        if (cause != null && observer != null) {
            observer.handshakeFailed(connection(), String.valueOf(cause.getMessage()));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        phase = Phase.CLOSED;
        loop.ticker().remove(deadlines);
        siblings.ended(this);
        releaseQueue();
        Exchange current = leaveExchange();
        if (current != null) {
            current.cancel(EndReason.CLIENT_GONE);
        }
        ProxyObserver observer = loop.observer();
        if (observer != null) {
            observer.connectionClosed(
                    connection(), requests, Duration.ofMillis(loop.ticker().now() - openedAt));
        }
    }

    private void releaseQueue() {
        Object message;
        while ((message = queue.poll()) != null) {
            ReferenceCountUtil.release(message);
        }
    }

    /** The deadlines of the connection; those of an exchange are its own. */
    private final class Deadlines extends Ticker.Timed {
        @Override
        protected void tick(long now) {
            Exchange current = exchange;
            if (current != null) {
                current.tick(now);
            } else if (phase == Phase.LINGERING) {
                if (lingerUntil == 0 ? isStalled(now, loop.limits().writeStall()) : now > lingerUntil) {
                    closeVisibly();
                }
            } else if (phase == Phase.WAITING) {
                waiting(now);
            }
        }

        private void waiting(long now) {
            long header = loop.limits().header().toMillis();
            if (queue.isEmpty() && decoder.hasPartialHead()) {
                headSince = headSince == 0 ? now : headSince;
                if (now - headSince > header) {
                    refuse(408, false);
                }
                return;
            }
            headSince = 0;
            if (isStalled(now, patience()) && !(siblings.isDraining() && isHandshaking())) {
                closeVisibly();
            }
        }

        /** Returns how long the next request is waited for. */
        private Duration patience() {
            if (hasUnsent() || !queue.isEmpty()) { // the client still takes its last response
                return loop.limits().writeStall();
            }
            if (siblings.isDraining()) {
                since = Math.max(since, siblings.drainingSince());
                return LAST_PATIENCE;
            }
            if (loop.ticker().now() - openedAt > loop.limits().lifetime().toMillis()) {
                return LAST_PATIENCE;
            }
            return requests > 0 ? loop.limits().keepAliveIdle() : loop.limits().header();
        }

        /** Returns whether TLS is still being agreed upon, which has a limit of its own. */
        private boolean isHandshaking() {
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            return tls == null
                    ? channel.pipeline().get(AbstractSniHandler.class) != null
                    : !tls.handshakeFuture().isDone();
        }

        /** Returns whether nothing happened for so long, not even that the client took what was still to be written. */
        private boolean isStalled(long now, Duration limit) {
            long pending = channel.bytesBeforeUnwritable() - channel.bytesBeforeWritable();
            if (pending != pendingSeen) {
                pendingSeen = pending;
                since = now;
            }
            return now - since > limit.toMillis();
        }
    }
}
