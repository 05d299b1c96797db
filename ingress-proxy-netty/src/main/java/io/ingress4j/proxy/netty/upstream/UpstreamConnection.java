package io.ingress4j.proxy.netty.upstream;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.proxy.netty.http.Chunks;
import io.ingress4j.proxy.netty.http.ReceivedResponse;
import io.ingress4j.proxy.netty.http.ResponseDecoder;
import io.ingress4j.proxy.netty.http.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelProgressiveFuture;
import io.netty.channel.ChannelProgressiveFutureListener;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an endpoint, for one exchange at a time. It goes back to its pool only after a complete and clean
 * exchange; whatever comes while nobody waits for it ends the connection.
 */
public final class UpstreamConnection extends ChannelInboundHandlerAdapter {
    private static final int MAX_INTERIM = 20;

    private final UpstreamLoop loop;
    private final Endpoint endpoint;
    private final SocketChannel channel;
    private final ResponseDecoder decoder;
    private final Taking taking = new Taking();
    private @Nullable ResponseSink sink;
    private boolean reused;
    private boolean chunked;
    private boolean webSocket;
    private boolean switched;
    private boolean returning;
    private boolean headSeen;
    private boolean keepAlive;
    private boolean skipLast;
    private boolean bytesSeen;
    private boolean taken;
    private boolean damaged;
    private int interim;
    private long idleSince;

    UpstreamConnection(UpstreamLoop loop, Endpoint endpoint, SocketChannel channel, ResponseDecoder decoder) {
        this.loop = loop;
        this.endpoint = endpoint;
        this.channel = channel;
        this.decoder = decoder;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    long idleSince() {
        return idleSince;
    }

    boolean isActive() {
        return channel.isActive();
    }

    void lend(ResponseSink sink, boolean reused) {
        this.sink = requireNonNull(sink);
        this.reused = reused;
        headSeen = false;
        skipLast = false;
        bytesSeen = false;
        taken = false;
        keepAlive = false;
        interim = 0;
    }

    /** Returns whether an exchange before this one used the connection. */
    public boolean isReused() {
        return reused;
    }

    /** Returns whether the socket takes more data; never again after a write failed. */
    public boolean isWritable() {
        return channel.isWritable();
    }

    /** Returns how many bytes the socket has to take before it takes more; 0 where it does now. */
    public long pendingBytes() {
        return channel.bytesBeforeWritable();
    }

    /** Returns a buffer to write a head into. */
    public ByteBuf headBuffer() {
        return channel.alloc().ioBuffer(1024);
    }

    /**
     * Writes the head of a request, without a flush.
     *
     * @param head the head; it is consumed
     * @param chunked whether data is to be sent in chunks
     * @param answersHead whether the request is a HEAD
     * @param webSocket whether the request asks for a switch to WebSocket
     * @param repeatable whether the request may be sent again even if the socket took some of it; nobody looks then
     */
    public void writeHead(ByteBuf head, boolean chunked, boolean answersHead, boolean webSocket, boolean repeatable) {
        this.chunked = chunked;
        this.webSocket = webSocket;
        decoder.answersHead(answersHead);
        if (repeatable) {
            taken = true;
            channel.write(head, channel.voidPromise());
        } else {
            channel.write(head, channel.newProgressivePromise().addListener(taking));
        }
        channel.read();
    }

    /** Learns whether the socket took the first byte of a request. */
    private final class Taking implements ChannelProgressiveFutureListener {
        @Override
        public void operationProgressed(ChannelProgressiveFuture future, long progress, long total) {
            taken = true;
        }

        @Override
        public void operationComplete(ChannelProgressiveFuture future) {
            if (future.isSuccess()) {
                taken = true;
            } else if (!taken) {
                fail(UpstreamFailure.UNSENT);
            }
        }
    }

    /** Writes data, without a flush. It is consumed. */
    public void writeData(ByteBuf data) {
        if (chunked) {
            Chunks.write(channel, data);
        } else {
            channel.write(data, channel.voidPromise());
        }
    }

    /** Ends the request, without a flush. */
    public void endRequest() {
        if (chunked) {
            Chunks.writeLast(channel);
        }
    }

    /** Sends what was written. */
    public void flush() {
        channel.flush();
    }

    /** Asks for the next read. */
    public void read() {
        channel.read();
    }

    /** Says that no more data will be sent, after a switch of protocols; the sink hears when all was. */
    public void shutdownOutput() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(sent -> channel.shutdownOutput().addListener(done -> {
                    ResponseSink to = sink;
                    if (to != null) {
                        to.onOutputEnd();
                    }
                }));
    }

    /** Gives the connection back; it is closed unless the exchange was clean. */
    public void release(boolean requestComplete) {
        sink = null;
        // What else the same read brought has to be seen before anybody gets the connection again.
        returning = requestComplete && headSeen && keepAlive && !switched && !damaged && isAllSent();
        if (!returning) {
            channel.close();
        }
    }

    /** Returns whether the socket took the whole request; what it did not take would stand before the next one. */
    private boolean isAllSent() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting != null && waiting.totalPendingWriteBytes() == 0;
    }

    private void keep() {
        returning = false;
        if (channel.isActive() && !decoder.hasLeftover() && loop.keep(this)) {
            idleSince = loop.ticker().now();
            channel.read();
        } else {
            channel.close();
        }
    }

    /** Closes the connection under whoever uses it, who hears of a failure then. */
    void end() {
        channel.close();
    }

    /** Closes the connection; the sink hears no more of it. */
    public void close() {
        sink = null;
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ResponseSink to = sink;
        if (to == null) { // nobody asked for it
            returning = false;
            ReferenceCountUtil.release(message);
            channel.close();
            return;
        }
        bytesSeen = true;
        taken = true;
        if (message instanceof HttpResponse response) {
            if (message instanceof LastHttpContent) { // only what could not be decoded comes in one piece
                ReferenceCountUtil.release(message);
                fail(UpstreamFailure.BROKEN);
                return;
            }
            head(to, ReceivedResponse.read(response, loop.limits().maxHeaderCount()));
        } else if (message instanceof HttpContent content) {
            content(to, content);
        } else if (message instanceof ByteBuf data && switched) {
            to.onData(data);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void head(ResponseSink to, @Nullable ReceivedResponse response) {
        if (response == null || headSeen) {
            fail(UpstreamFailure.BROKEN);
            return;
        }
        int status = response.status();
        if (decoder.hasHiddenConflict()) {
            fail(UpstreamFailure.BROKEN);
            return;
        }
        if (status == 408 && reused && interim == 0 && !response.keepAlive()) {
            fail(UpstreamFailure.CLOSED); // what an idle connection is ended with is nobody's answer
            return;
        }
        if (status >= 200) {
            headSeen = true;
            keepAlive = response.keepAlive()
                    && !(status == 204 && (response.contentLength() > 0 || decoder.hasHiddenCoding()));
            to.onHead(response);
            return;
        }
        skipLast = true;
        if (++interim > MAX_INTERIM || status == 101 && !(webSocket && response.switchesToWebSocket())) {
            fail(UpstreamFailure.BROKEN);
        } else if (status == 101) {
            switched = true;
            chunked = false;
            channel.config().setAllowHalfClosure(true);
            to.onSwitch(response);
            channel.pipeline().remove(decoder);
        } else if (status != 100) {
            to.onInterim(response);
        }
    }

    private void content(ResponseSink to, HttpContent content) {
        if (skipLast) { // the end of an interim response ends nothing
            skipLast = !(content instanceof LastHttpContent);
            content.release();
            return;
        }
        boolean last = content instanceof LastHttpContent;
        HttpHeaders behind = last ? ((LastHttpContent) content).trailingHeaders() : EmptyHttpHeaders.INSTANCE;
        // The end of a connection is the end of a body only where nothing went wrong on it.
        boolean whole = !last || !damaged && behind.size() <= loop.limits().maxHeaderCount();
        if (!headSeen || !content.decoderResult().isSuccess() || !whole) {
            content.release();
            fail(UpstreamFailure.BROKEN);
            return;
        }
        Trailers trailers = Trailers.of(behind);
        if (content.content().isReadable()) {
            to.onData(content.content());
        } else {
            content.release();
        }
        if (last && sink == to) {
            if (trailers != null) {
                to.onTrailers(trailers);
            }
            to.onEnd();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ResponseSink to = sink;
        if (to != null) {
            to.onReadComplete();
        } else if (returning) {
            keep();
        } else if (decoder.hasLeftover()) {
            channel.close();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ResponseSink to = sink;
        if (to != null && channel.isWritable()) {
            to.onWritable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        ResponseSink to = sink;
        if (to != null && event == ChannelInputShutdownEvent.INSTANCE) {
            to.onInputEnd();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        loop.forget(this);
        fail(failureSoFar());
    }

    private UpstreamFailure failureSoFar() {
        if (bytesSeen) {
            return UpstreamFailure.BROKEN;
        }
        return taken ? UpstreamFailure.CLOSED : UpstreamFailure.UNSENT;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        damaged = true;
        if (sink == null || switched || !(cause instanceof IOException)) {
            fail(failureSoFar());
        }
        // Otherwise what came before it is read: an upstream that refuses an upload answers, and resets the connection.
        // The end follows, or the read timeout does.
    }

    private void fail(UpstreamFailure failure) {
        ResponseSink to = sink;
        sink = null;
        channel.close();
        if (to != null) {
            to.onFailure(failure);
        }
    }
}
