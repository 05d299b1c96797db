package io.ingress4j.proxy.netty;

import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.proxy.netty.observe.DownstreamConnection;
import io.ingress4j.proxy.netty.observe.ExchangeEvent;
import io.ingress4j.proxy.netty.observe.ProxyObserver;
import io.ingress4j.proxy.netty.time.Seldom;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All observers of a proxy as one, that lets nothing through which one of them throws. */
final class Observers implements ProxyObserver {
    private static final Logger LOG = LoggerFactory.getLogger(Observers.class);

    private final ProxyObserver[] all;
    private final Seldom warning = new Seldom();

    Observers(List<ProxyObserver> all) {
        this.all = all.toArray(new ProxyObserver[0]);
    }

    private void each(Consumer<ProxyObserver> event) {
        for (ProxyObserver one : all) {
            try {
                event.accept(one);
            } catch (Throwable e) { // whatever it is, the exchange has to go on
                warn(one, e);
            }
        }
    }

    private void warn(ProxyObserver one, Throwable e) {
        if (warning.isTime()) {
            LOG.warn(
                    "observer {} threw (what it throws changes nothing for the client)",
                    one.getClass().getName(),
                    e);
        }
    }

    @Override
    public void exchangeEnded(ExchangeEvent exchange) {
        each(one -> one.exchangeEnded(exchange));
    }

    @Override
    public void requestRefused(DownstreamConnection connection, int status) {
        each(one -> one.requestRefused(connection, status));
    }

    @Override
    public void connectionOpened(DownstreamConnection connection) {
        each(one -> one.connectionOpened(connection));
    }

    @Override
    public void connectionRefused(DownstreamConnection connection) {
        each(one -> one.connectionRefused(connection));
    }

    @Override
    public void handshakeFailed(DownstreamConnection connection, String reason) {
        each(one -> one.handshakeFailed(connection, reason));
    }

    @Override
    public void connectionClosed(DownstreamConnection connection, long requests, Duration open) {
        each(one -> one.connectionClosed(connection, requests, open));
    }

    @Override
    public void upstreamOpened(Endpoint endpoint, Duration waited) {
        each(one -> one.upstreamOpened(endpoint, waited));
    }

    @Override
    public void upstreamFailed(Endpoint endpoint, boolean timedOut) {
        each(one -> one.upstreamFailed(endpoint, timedOut));
    }

    @Override
    public void upstreamClosed(Endpoint endpoint) {
        each(one -> one.upstreamClosed(endpoint));
    }
}
