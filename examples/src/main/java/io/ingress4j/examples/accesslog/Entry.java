package io.ingress4j.examples.accesslog;

import io.ingress4j.matcher.http.RequestHead;
import io.ingress4j.proxy.netty.observe.DownstreamConnection;
import io.ingress4j.proxy.netty.observe.ExchangeEvent;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a line tells of.
 *
 * @param connection the client's connection
 * @param status the status, or 0 where the client got none
 * @param endedAtMillis when it was over, in milliseconds since 1970-01-01T00:00Z
 * @param exchange the exchange, or null for a request that was refused before there was one
 */
record Entry(
        DownstreamConnection connection,
        int status,
        long endedAtMillis,
        @Nullable ExchangeEvent exchange) {

    /** Returns the entry of an exchange. */
    static Entry of(ExchangeEvent exchange) {
        long ended = exchange.startedAtMillis()
                + TimeUnit.NANOSECONDS.toMillis(exchange.stages().endNanos());
        return new Entry(exchange.connection(), exchange.status(), ended, exchange);
    }

    /** Returns the request, or null where it was not read. */
    @Nullable
    RequestHead request() {
        return exchange == null ? null : exchange.request();
    }
}
