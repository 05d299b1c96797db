package io.ingress4j.proxy.netty.exchange;

import io.ingress4j.matcher.CompiledRoute;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.matcher.http.RequestHead;
import io.ingress4j.proxy.netty.observe.DownstreamConnection;
import io.ingress4j.proxy.netty.observe.EndReason;
import io.ingress4j.proxy.netty.observe.ExchangeEvent;
import io.ingress4j.proxy.netty.observe.ProxyObserver;
import io.ingress4j.proxy.netty.observe.Stages;
import org.jspecify.annotations.Nullable;

/** What an observer will be told of one exchange; there is none where nobody observes. */
final class Observation {
    private final ProxyObserver observer;
    private final DownstreamConnection connection;
    private final long startedAtMillis = System.currentTimeMillis();
    private final long start = System.nanoTime();
    private long decided = -1;
    private long connected = -1;
    private long head = -1;
    private int status;
    private long received;
    private long sent;

    /** Begins now. */
    Observation(ProxyObserver observer, DownstreamConnection connection) {
        this.observer = observer;
        this.connection = connection;
    }

    private long elapsed() {
        return System.nanoTime() - start;
    }

    void decided() {
        decided = elapsed();
    }

    void connected() {
        connected = elapsed();
    }

    void head(int status) {
        this.status = status;
        head = elapsed();
    }

    void received(int bytes) {
        received += bytes;
    }

    void sent(int bytes) {
        sent += bytes;
    }

    void end(
            RequestHead request,
            @Nullable CompiledRoute route,
            @Nullable Endpoint endpoint,
            int attempts,
            EndReason reason) {
        var stages = new Stages(decided, connected, head, elapsed());
        observer.exchangeEnded(new ExchangeEvent(
                connection,
                request,
                route,
                endpoint,
                attempts,
                status,
                reason,
                received,
                sent,
                startedAtMillis,
                stages));
    }
}
