package io.ingress4j.proxy.netty.upstream;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.proxy.netty.http.Chunks;
import io.ingress4j.proxy.netty.http.ReceivedResponse;
import io.ingress4j.proxy.netty.http.ResponseDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
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
        keepAlive = false;
        interim = 0;
    }

    /** Returns whether an exchange before this one used the connection. */
    public boolean isReused() {
        return reused;
    }

    /** Returns whether the socket takes more data. */
    public boolean isWritable() {
        return channel.isWritable();
    }

    /** Returns a number that changes whenever the socket takes data. */
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
     */
    public void writeHead(ByteBuf head, boolean chunked, boolean answersHead, boolean webSocket) {
        this.chunked = chunked;
        this.webSocket = webSocket;
        decoder.answersHead(answersHead);
        channel.write(head, channel.voidPromise());
        channel.read();
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

    /** Says that no more data will be sent, after a switch of protocols. */
    public void shutdownOutput() {
        channel.flush();
        channel.shutdownOutput();
    }

    /** Gives the connection back; it is closed unless the exchange was clean. */
    public void release(boolean requestComplete) {
        sink = null;
        // What else the same read brought has to be seen before anybody gets the connection again.
        returning = requestComplete && headSeen && keepAlive && !switched && channel.isActive();
        if (!returning) {
            channel.close();
        }
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

    /** Gives back a connection on which nothing was sent. */
    public void releaseUnused() {
        sink = null;
        keep();
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
        if (status >= 200) {
            headSeen = true;
            keepAlive = response.keepAlive();
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
        if (!headSeen || !content.decoderResult().isSuccess()) {
            content.release();
            fail(UpstreamFailure.BROKEN);
            return;
        }
        if (content.content().isReadable()) {
            to.onData(content.content());
        } else {
            content.release();
        }
        if (content instanceof LastHttpContent && sink == to) {
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
        fail(bytesSeen ? UpstreamFailure.BROKEN : UpstreamFailure.CLOSED);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // Before the decoder can take a reset for the end of a response that only the end of the connection ends.
        fail(bytesSeen ? UpstreamFailure.BROKEN : UpstreamFailure.CLOSED);
        channel.close();
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
