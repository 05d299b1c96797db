package io.ingress4j.proxy.netty.observe;

/** Why an exchange ended. Where nothing had been sent to the client, the reason decided the status too. */
public enum EndReason {
    /** The whole response of an upstream was passed on. */
    COMPLETE(Side.NONE),
    /** The route, or a step of it, had the answer, or no route took the request. */
    ANSWERED(Side.NONE),
    /** One side ended after a switch of protocols, or nothing passed for too long. */
    TUNNEL_CLOSED(Side.NONE),
    /** The client went away. */
    CLIENT_GONE(Side.DOWNSTREAM),
    /** The client took nothing of its response for too long. */
    CLIENT_STALLED(Side.DOWNSTREAM),
    /** The client sent nothing more of its body for too long: 408. */
    BODY_TIMEOUT(Side.DOWNSTREAM),
    /** The body of the request is no valid one: 400. */
    BODY_BROKEN(Side.DOWNSTREAM),
    /** The body of the request is larger than the route takes: 413. */
    BODY_TOO_LARGE(Side.DOWNSTREAM),
    /** No endpoint was there: 503. */
    NO_ENDPOINT(Side.UPSTREAM),
    /** No endpoint took a connection: 502. */
    CONNECT_FAILED(Side.UPSTREAM),
    /** No endpoint took a connection in time: 504. */
    CONNECT_TIMEOUT(Side.UPSTREAM),
    /** The upstream ended its connection before the response was complete: 502. */
    UPSTREAM_CLOSED(Side.UPSTREAM),
    /** What the upstream sent is no valid response, or ended within one: 502. */
    UPSTREAM_BROKEN(Side.UPSTREAM),
    /** The upstream took or sent nothing for too long: 504. */
    UPSTREAM_TIMEOUT(Side.UPSTREAM),
    /** A step of the route failed: 503 before the request was sent, 502 after it. */
    STEP_FAILED(Side.PROXY),
    /** A step of the route suspended for too long: 503. */
    STEP_TIMEOUT(Side.PROXY),
    /** The proxy was closed, or drained for longer than its limit. */
    PROXY_CLOSED(Side.PROXY);

    /** Whose doing an end was. */
    public enum Side {
        /** Nobody's: all went well. */
        NONE,
        /** The client's. */
        DOWNSTREAM,
        /** The service's. */
        UPSTREAM,
        /** Our own. */
        PROXY
    }

    private final Side side;

    EndReason(Side side) {
        this.side = side;
    }

    /** Returns whose doing it was. */
    public Side side() {
        return side;
    }
}
