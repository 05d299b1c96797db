package io.ingress4j.proxy.netty.upstream;

import io.ingress4j.proxy.netty.http.ReceivedResponse;
import io.ingress4j.proxy.netty.http.Trailers;
import io.netty.buffer.ByteBuf;

/**
 * Who gets what an upstream connection brings: a connection or a failure; then interim heads, one head, data, trailers and one
 * end, or a failure instead; or, after a switch of protocols, data both ways. Called on the event loop; calls may re-enter.
 */
public interface ResponseSink {

    /** A connection is there; from now on it belongs to the sink. */
    void onConnected(UpstreamConnection connection);

    /** An interim response other than 100 and 101 came. */
    void onInterim(ReceivedResponse response);

    /** The upstream switched protocols as asked; from now on there is only data. */
    void onSwitch(ReceivedResponse response);

    /** The head of the response came. */
    void onHead(ReceivedResponse response);

    /** Data came; the sink consumes it. */
    void onData(ByteBuf data);

    /** What one read brought was delivered; the sink asks for the next. */
    void onReadComplete();

    /** Fields came behind the body; the end follows. */
    void onTrailers(Trailers trailers);

    /** The response is complete. */
    void onEnd();

    /** The upstream sends no more, but still reads; only after a switch of protocols. */
    void onInputEnd();

    /** All that was written has been sent and our side of the connection ended; only after a switch of protocols. */
    void onOutputEnd();

    /** The connection takes data again. */
    void onWritable();

    /** There is no connection, or no longer. */
    void onFailure(UpstreamFailure failure);
}
