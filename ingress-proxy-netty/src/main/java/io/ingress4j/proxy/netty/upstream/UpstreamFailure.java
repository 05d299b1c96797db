package io.ingress4j.proxy.netty.upstream;

/** Why an upstream gave no complete response. */
public enum UpstreamFailure {
    /** No connection could be made; nothing was sent. */
    CONNECT,
    /** No connection was made in time; nothing was sent. */
    CONNECT_TIMEOUT,
    /** The connection was dead before the socket took the first byte of the request. */
    UNSENT,
    /** The connection ended before the first byte of a response. */
    CLOSED,
    /** What came is no response, or the connection ended within one. */
    BROKEN
}
