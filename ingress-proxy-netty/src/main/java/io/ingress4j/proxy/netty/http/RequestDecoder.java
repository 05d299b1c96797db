package io.ingress4j.proxy.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Netty's decoder with the request line held to the letter of RFC 9112, section 3: one space after the method and one
 * after the target, visible ASCII in both, and an exact version. Every switch is set here, since a host application can
 * turn Netty's defaults with system properties.
 */
public final class RequestDecoder extends HttpRequestDecoder {
    private boolean inMessage;
    private boolean headBegun;
    private int wordEnd;

    /** Makes a decoder that refuses a request line or a block of header fields beyond these sizes. */
    public RequestDecoder(int maxRequestLineBytes, int maxHeaderBytes) {
        super(config(maxRequestLineBytes, maxHeaderBytes));
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
        return headBegun;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        int before = out.size();
        if (!inMessage && buffer.isReadable()) {
            headBegun = true;
        }
        super.decode(ctx, buffer, out);
        for (int i = before; i < out.size(); i++) {
            Object message = out.get(i);
            if (message instanceof HttpRequest) {
                headBegun = false;
                inMessage = true;
            }
            if (message instanceof LastHttpContent) {
                inMessage = false;
            }
        }
    }

    @Override
    protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
        if (start != 0) {
            throw new IllegalArgumentException("request line: begins with white space");
        }
        wordEnd = requireVisible(line, start, length);
        return super.splitFirstWordInitialLine(line, start, length);
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
        requireOneSpace(line, start);
        wordEnd = requireVisible(line, start, length);
        return super.splitSecondWordInitialLine(line, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        requireOneSpace(line, start);
        requireVisible(line, start, length);
        String version = super.splitThirdWordInitialLine(line, start, length);
        if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
            throw new UnsupportedVersionException();
        }
        return version;
    }

    private void requireOneSpace(byte[] line, int start) {
        if (start != wordEnd + 1 || line[wordEnd] != ' ') {
            throw new IllegalArgumentException("request line: not one space between its words");
        }
    }

    private static int requireVisible(byte[] line, int start, int length) {
        int end = start + length;
        for (int i = start; i < end; i++) {
            if (line[i] <= ' ' || line[i] == 127) {
                throw new IllegalArgumentException("request line: byte " + (line[i] & 0xff));
            }
        }
        return end;
    }

    /** The version is none that we speak. */
    static final class UnsupportedVersionException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnsupportedVersionException() {
            super("HTTP version (expected: HTTP/1.0 or HTTP/1.1)", null, false, false);
        }
    }
}
