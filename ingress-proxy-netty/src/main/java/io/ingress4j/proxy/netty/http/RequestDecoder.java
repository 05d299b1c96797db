package io.ingress4j.proxy.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder behind a {@link HeadScan}. It decodes only as far as somebody takes what it made: a read of many tiny
 * requests stays the bytes that it was. After a message that could not be decoded nothing more comes: what follows it may
 * be anything. Every switch is set here, since a host application can turn Netty's defaults with system properties.
 */
public final class RequestDecoder extends HttpRequestDecoder {
    private final BooleanSupplier full;
    private final HeadScan scan = new HeadScan();
    private boolean inMessage;
    private boolean refused;
    private @Nullable ChannelHandlerContext pausedAt;

    /**
     * Makes a decoder that refuses a request line or a block of header fields beyond these sizes.
     *
     * @param full whether as much was decoded as somebody wants to see; asked before each object
     */
    public RequestDecoder(int maxRequestLineBytes, int maxHeaderBytes, BooleanSupplier full) {
        super(config(maxRequestLineBytes, maxHeaderBytes));
        this.full = full;
    }

    static HttpDecoderConfig config(int maxLineBytes, int maxHeaderBytes) {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(maxLineBytes)
                .setMaxHeaderSize(maxHeaderBytes)
                .setMaxChunkSize(1 << 16)
                .setChunkedSupported(true)
                .setAllowPartialChunks(true)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true)
                .setAllowDuplicateContentLengths(false)
                .setHeadersFactory(DefaultHttpHeadersFactory.headersFactory().withValidation(true))
                .setTrailersFactory(DefaultHttpHeadersFactory.trailersFactory().withValidation(true));
    }

    /** Returns whether the first bytes of a head were read and its end was not. */
    public boolean hasPartialHead() {
        return !refused && scan.isWithinHead();
    }

    /** Returns whether there are bytes that were not decoded because enough was. */
    public boolean isPaused() {
        ChannelHandlerContext ctx = pausedAt;
        return ctx != null && !ctx.isRemoved();
    }

    /** Decodes on where it stopped because enough was decoded; does nothing otherwise. */
    public void resume() {
        ChannelHandlerContext ctx = pausedAt;
        if (ctx != null && !ctx.isRemoved()) {
            pausedAt = null;
            try {
                channelRead(ctx, Unpooled.EMPTY_BUFFER);
            } catch (Exception e) {
                ctx.fireExceptionCaught(e);
            }
        }
    }

    /** Asks for no further read while it is paused, as its parent would: what it does not decode must not pile up. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (isPaused()) {
            ctx.fireChannelReadComplete();
        } else {
            super.channelReadComplete(ctx);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        if (refused) {
            buffer.skipBytes(buffer.readableBytes());
            return;
        }
        if (full.getAsBoolean()) {
            pausedAt = ctx;
            return;
        }
        int status = inMessage ? 0 : scan.scan(buffer);
        if (status != 0) {
            refused = true;
            buffer.skipBytes(buffer.readableBytes());
            HttpMessage refusal = createInvalidMessage();
            refusal.setDecoderResult(DecoderResult.failure(new RefusedException(status)));
            out.add(refusal);
            return;
        }
        int before = buffer.readerIndex();
        int made = out.size();
        super.decode(ctx, buffer, out);
        scan.consumed(buffer.readerIndex() - before);
        for (int i = made; i < out.size(); i++) {
            made(out.get(i));
        }
    }

    private void made(Object message) {
        refused |=
                message instanceof HttpObject decoded && decoded.decoderResult().isFailure();
        if (message instanceof HttpRequest) {
            inMessage = true;
        }
        if (message instanceof LastHttpContent) {
            inMessage = false;
            scan.restart();
        }
    }

    /** The head is not one that RFC 9112 allows. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final int status;

        RefusedException(int status) {
            super("head (expected: as RFC 9112 has it)", null, false, false);
            this.status = status;
        }

        int status() {
            return status;
        }
    }
}
