package io.ingress4j.proxy.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;

/** Writes the chunked transfer coding: RFC 9112, 7.1. Extensions are not passed on. */
public final class Chunks {
    private static final ByteBuf LINE = constant("\r\n");
    private static final byte[] ZERO = {'0', '\r', '\n'};
    private static final ByteBuf LAST = constant("0\r\n\r\n");

    private Chunks() {}

    private static ByteBuf constant(String text) {
        return Unpooled.unreleasableBuffer(
                Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.US_ASCII)).asReadOnly());
    }

    /** Writes data as one chunk, without a flush. The data is consumed; empty data writes nothing. */
    public static void write(Channel channel, ByteBuf data) {
        int length = data.readableBytes();
        if (length == 0) {
            data.release();
            return;
        }
        ByteBuf size = channel.alloc().buffer(10);
        ByteBufUtil.writeAscii(size, Integer.toHexString(length));
        size.writeShort('\r' << 8 | '\n');
        channel.write(size, channel.voidPromise());
        channel.write(data, channel.voidPromise());
        channel.write(LINE.duplicate(), channel.voidPromise());
    }

    /** Writes the last chunk, without a flush. */
    public static void writeLast(Channel channel) {
        channel.write(LAST.duplicate(), channel.voidPromise());
    }

    /** Writes the last chunk and the fields behind it, without a flush. */
    public static void writeLast(Channel channel, Trailers trailers) {
        ByteBuf last = channel.alloc().ioBuffer(256);
        var out = new HeadBytes(last).bytes(ZERO);
        trailers.writeTo(out);
        out.line();
        channel.write(last, channel.voidPromise());
    }
}
