package io.ingress4j.proxy.netty.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.AsciiString;

/**
 * Netty's decoder, told which responses have no body whatever their head says (RFC 9112, 6.3), and with the status line
 * held to three digits after an exact version.
 */
public final class ResponseDecoder extends HttpResponseDecoder {
    private boolean answersHead;
    private boolean hiddenCoding;
    private boolean hiddenConflict;

    /** Makes a decoder that refuses a block of header fields beyond a size. */
    public ResponseDecoder(int maxHeaderBytes) {
        super(RequestDecoder.config(8192, maxHeaderBytes));
    }

    /** Says whether the next final response answers a HEAD. */
    public void answersHead(boolean answersHead) {
        this.answersHead = answersHead;
    }

    /** Returns whether the last head, of a response without a body, announced a transfer coding: Netty takes it out. */
    public boolean hasHiddenCoding() {
        return hiddenCoding;
    }

    /** Returns whether the last head, of a response without a body, announced both a transfer coding and a length. */
    public boolean hasHiddenConflict() {
        return hiddenConflict;
    }

    /** Returns whether bytes wait that are part of no complete message yet. */
    public boolean hasLeftover() {
        return actualReadableBytes() > 0;
    }

    @Override
    protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
        if (start != 0) {
            throw new IllegalArgumentException("status line: begins with white space");
        }
        String version = super.splitFirstWordInitialLine(line, start, length);
        if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
            throw new IllegalArgumentException("status line: a version that is neither HTTP/1.1 nor HTTP/1.0");
        }
        return version;
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
        boolean digits = length == 3;
        for (int i = start; i < start + length; i++) {
            digits &= line[i] >= '0' && line[i] <= '9';
        }
        if (!digits) {
            throw new IllegalArgumentException("status line: no status of three digits");
        }
        return super.splitSecondWordInitialLine(line, start, length);
    }

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        int colon = start + length;
        while (colon < line.length && (line[colon] == ' ' || line[colon] == '\t')) {
            colon++; // RFC 9112, 5.1: in a response white space before the colon is taken out
        }
        if (colon == line.length || line[colon] != ':') {
            throw new IllegalArgumentException("header field: a name of several words");
        }
        return super.splitHeaderName(line, start, length);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        boolean interim =
                message instanceof HttpResponse response && response.status().code() < 200;
        boolean empty = interim || answersHead || super.isContentAlwaysEmpty(message);
        hiddenCoding = empty && message.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
        hiddenConflict = hiddenCoding && message.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
        return empty;
    }
}
