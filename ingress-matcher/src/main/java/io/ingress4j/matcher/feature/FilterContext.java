package io.ingress4j.matcher.feature;

import io.ingress4j.matcher.http.HeaderFields;
import io.ingress4j.matcher.http.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * What a filter sees of an exchange. All of it is used on the exchange's event loop; by a filter that has suspended also
 * on one other thread, up to {@link #resume}.
 */
public interface FilterContext {

    /** Returns the request as received. */
    RequestHead request();

    /** Returns whether the host that took the request has a certificate, the default one included. */
    boolean hostHasTls();

    /** Returns the path as it was matched: unreserved characters decoded, dot segments and double slashes resolved. */
    String normalizedPath();

    /** Returns the target that will be sent to the upstream; at first the one received. */
    String upstreamTarget();

    /** Replaces the target that will be sent, path and query in origin form. */
    void upstreamTarget(String target);

    /** Replaces the {@code Host} field that will be sent. */
    void upstreamHost(String host);

    /** Returns changes to the fields that will be sent to the upstream: they are merged into what was received. */
    HeaderFields upstreamHeaders();

    /** Returns this filter's own state in the exchange, or null. */
    @Nullable
    Object state();

    /** Sets this filter's own state in the exchange. */
    void state(Object state);

    /**
     * Returns whether nobody waits for the outcome, since only an explanation was asked for. A filter that counts, or
     * that asks somebody else, leaves that out then.
     */
    default boolean isRehearsal() {
        return false;
    }

    /**
     * Goes on after {@link FilterResult#SUSPEND}, on the exchange's event loop; called once, from any thread. Where the
     * exchange is over by then, it does nothing.
     */
    void resume(FilterResult result);
}
