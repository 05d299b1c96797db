package io.ingress4j.matcher.http;

import org.jspecify.annotations.Nullable;

/**
 * A request as it was received, readable and unchanged to the end of its exchange. Its data plane has already refused
 * what is ambiguous: the host is valid and the target is in origin form ({@code *} for OPTIONS aside).
 */
public interface RequestHead {

    /** Returns the method, case as sent. */
    String method();

    /** Returns the protocol's name and version as they are written: {@code HTTP/1.1} or another. */
    default String protocol() {
        return "HTTP/1.1";
    }

    /** Returns path and query as sent, in origin form. */
    String target();

    /**
     * Returns the authority's host and port as sent; the {@code Host} field or the authority of an absolute target. Empty
     * for an HTTP/1.0 request without one.
     */
    String authority();

    /** Returns the first value of a header field, or null; the name in lower case. */
    @Nullable
    String header(String name);

    /** Returns whether the client's connection is TLS. */
    boolean secure();

    /** Returns the port that the connection was accepted on. */
    int localPort();

    /** Returns the client's address without a port. */
    String remoteAddress();
}
