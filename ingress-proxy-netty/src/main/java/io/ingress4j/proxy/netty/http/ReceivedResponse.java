package io.ingress4j.proxy.netty.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The head of an upstream's response that can be read in one way only: a view over Netty's own object. */
public final class ReceivedResponse {
    private final int status;
    private final HttpHeaders headers;
    private final long contentLength;
    private final boolean keepAlive;

    private ReceivedResponse(HttpResponse response) {
        this.status = response.status().code();
        this.headers = response.headers();
        this.keepAlive =
                HttpUtil.isKeepAlive(response) && !response.protocolVersion().equals(HttpVersion.HTTP_1_0);
        this.contentLength =
                headers.contains(HttpHeaderNames.TRANSFER_ENCODING) ? -1 : HttpUtil.getContentLength(response, -1L);
    }

    /** Reads a decoded head; returns null for one that no client may get to see. */
    public static @Nullable ReceivedResponse read(HttpResponse response, int maxHeaderCount) {
        if (!response.decoderResult().isSuccess() || response.headers().size() > maxHeaderCount) {
            return null;
        }
        HttpVersion version = response.protocolVersion();
        int status = response.status().code();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)
                || status < 100
                || status > 599) {
            return null;
        }
        List<String> codings = response.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (codings.isEmpty()) {
            return new ReceivedResponse(response);
        }
        boolean readable = codings.size() == 1
                && codings.get(0).equalsIgnoreCase("chunked")
                && version.equals(HttpVersion.HTTP_1_1)
                && !response.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
        return readable ? new ReceivedResponse(response) : null;
    }

    /** Returns the status, 100 to 599. */
    public int status() {
        return status;
    }

    /** Returns the declared length of the body in bytes, or -1 where none is declared. */
    public long contentLength() {
        return contentLength;
    }

    /** Returns whether the upstream keeps the connection open after the response. */
    public boolean keepAlive() {
        return keepAlive;
    }

    /** Returns whether a 101 switches to the protocol that we asked for. */
    public boolean switchesToWebSocket() {
        return status == 101 && "websocket".equalsIgnoreCase(headers.get(HttpHeaderNames.UPGRADE));
    }

    /** Returns changes that can be laid over the fields of this head. */
    public HeaderChanges changes() {
        return new HeaderChanges(headers);
    }

    /** Returns the fields, to be read only. */
    HttpHeaders headers() {
        return headers;
    }
}
