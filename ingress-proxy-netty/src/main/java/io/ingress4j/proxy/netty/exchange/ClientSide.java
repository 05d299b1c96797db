package io.ingress4j.proxy.netty.exchange;

import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.proxy.netty.http.HeaderChanges;
import io.ingress4j.proxy.netty.http.ReceivedResponse;
import io.ingress4j.proxy.netty.http.Trailers;
import io.ingress4j.proxy.netty.observe.DownstreamConnection;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The client of an exchange, whatever protocol it speaks. Used on the event loop; calls may re-enter. */
public interface ClientSide {

    /** Returns who the client is, for an observer; asked only where there is one. */
    DownstreamConnection connection();

    /** Lets the client send the body that it holds back. */
    void sendContinue();

    /** Sends an interim response. */
    void sendInterim(ReceivedResponse response);

    /** Sends the head that switches protocols; from now on there is only data. */
    void sendSwitch(ReceivedResponse response);

    /**
     * Sends the head of the response, without a flush.
     *
     * @param changes what steps changed, or null
     * @param requestComplete whether the whole request was taken, so that the client may send another
     */
    void sendHead(ReceivedResponse response, @Nullable HeaderChanges changes, boolean requestComplete);

    /** Sends data of the body, without a flush. It is consumed. */
    void sendData(ByteBuf data);

    /** Flushes what was sent. */
    void flush();

    /** Returns whether the client takes more data. */
    boolean isWritable();

    /** Returns how many bytes the client has to take before it takes more; 0 where it does now. */
    long pendingBytes();

    /** Sends fields behind the body with the end, where the client can take them; the end follows. */
    void sendTrailers(Trailers trailers);

    /** Ends the response; the exchange is over. */
    void end();

    /**
     * Sends an answer that no upstream gave; the exchange is over.
     *
     * @param changes what steps changed, or null
     * @param requestComplete whether the whole request was taken, so that the client may send another
     */
    void answer(DirectResponse answer, @Nullable HeaderChanges changes, boolean requestComplete);

    /** Ends the connection so that the client sees that the response is not complete; the exchange is over. */
    void abort();

    /** Says that the exchange takes data of the request; what waits is delivered before this returns. */
    void demand();

    /** Says that there will be no more data, after a switch of protocols. */
    void shutdownOutput();
}
