package io.ingress4j.proxy.netty;

import io.ingress4j.proxy.netty.config.Listener;
import io.ingress4j.proxy.netty.time.Seldom;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in one line, every ten seconds at most, that connections could not be accepted, for lack of descriptors for
 * instance. Stands behind what makes the listener pause.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptFailures.class);

    private final Listener listener;
    private final Seldom warning = new Seldom();

    AcceptFailures(Listener listener) {
        this.listener = listener;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (warning.isTime()) {
            LOG.warn("{}: connections cannot be accepted: {}; next try in a second", listener, cause.toString());
        }
    }
}
