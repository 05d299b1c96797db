package io.ingress4j.proxy.netty.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.function.BooleanSupplier;

/**
 * Discards what a client still sends after its last answer, ahead of TLS and of the decoder, up to a bound: closing a
 * socket with bytes unread resets the connection, and the reset may overtake the answer. RFC 9112, 9.6.
 */
final class Linger extends ChannelInboundHandlerAdapter {
    private static final long MAX_BYTES = 16 << 20;

    private final BooleanSupplier sent;
    private long bytes;

    /** Makes one that closes the connection once the client ends its side too, but not before {@code sent}. */
    Linger(BooleanSupplier sent) {
        this.sent = sent;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf data) {
            bytes += data.readableBytes();
        }
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (bytes > MAX_BYTES) {
            ctx.close();
        } else {
            ctx.read();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && sent.getAsBoolean()) {
            ctx.close();
        }
    }
}
