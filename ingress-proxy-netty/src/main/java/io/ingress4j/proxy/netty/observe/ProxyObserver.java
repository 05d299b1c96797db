package io.ingress4j.proxy.netty.observe;

import io.ingress4j.matcher.cluster.Endpoint;
import java.time.Duration;

/**
 * Somebody who sees what a proxy does: a log, metrics.
 *
 * <p><b>Threading.</b> Every method is called on the event loop where the thing happened, by several loops at the same time,
 * and holds up all else there: it must not block, and should hand on what takes time. A proxy without an observer pays
 * nothing, not even a look at the clock.
 *
 * <p><b>Errors.</b> What a method throws is logged, a line in ten seconds at most, and changes nothing for the client.
 */
public interface ProxyObserver {

    /** An exchange is over. Called exactly once for each, aborts included. */
    default void exchangeEnded(ExchangeEvent exchange) {}

    /** A request was refused before there was an exchange, since its head is no valid one or too large or too slow. */
    default void requestRefused(DownstreamConnection connection, int status) {}

    /** A client's connection was accepted. */
    default void connectionOpened(DownstreamConnection connection) {}

    /** A client's connection was closed at once, since a limit on connections was reached. */
    default void connectionRefused(DownstreamConnection connection) {}

    /** A client's TLS handshake failed; the connection ends. The reason is for people. */
    default void handshakeFailed(DownstreamConnection connection, String reason) {}

    /**
     * A client's connection ended.
     *
     * @param requests how many requests were read from it
     * @param open how long it was open, to 200 ms; of a time in which its event loop stood still, 400 ms count
     */
    default void connectionClosed(DownstreamConnection connection, long requests, Duration open) {}

    /** A connection to an endpoint was made, after a wait of {@code waited}. */
    default void upstreamOpened(Endpoint endpoint, Duration waited) {}

    /** A connection to an endpoint could not be made. */
    default void upstreamFailed(Endpoint endpoint, boolean timedOut) {}

    /** A connection to an endpoint ended. */
    default void upstreamClosed(Endpoint endpoint) {}
}
