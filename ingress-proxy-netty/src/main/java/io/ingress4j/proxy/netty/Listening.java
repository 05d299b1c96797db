package io.ingress4j.proxy.netty;

import io.ingress4j.proxy.netty.config.Listener;
import io.netty.channel.Channel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A listener that is bound.
 *
 * @param listener what was asked for
 * @param channel its socket
 * @param accepts how many connections it accepts at a time
 */
record Listening(Listener listener, Channel channel, ServerChannelRecvByteBufAllocator accepts) {
    /** How many connections the kernel may hold until they are accepted. */
    static final int BACKLOG = 1024;

    private static final int LAST_LOOK_MILLIS = 10;

    /** Returns where it is bound. */
    InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /**
     * Accepts what the queue of the kernel holds, and closes the socket behind the last of it: closing it would reset
     * them. A connection that arrives between the two is reset; those are microseconds.
     */
    CompletableFuture<Void> finish() {
        var done = new CompletableFuture<Void>();
        channel.closeFuture().addListener(closed -> done.complete(null));
        accepts.maxMessagesPerRead(BACKLOG); // all of the queue at once, and then the task
        try {
            channel.eventLoop().schedule(() -> channel.close(), LAST_LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) { // its loop has ended, and the socket with it
            done.complete(null);
        }
        return done;
    }

    /** Closes the socket. */
    CompletableFuture<Void> close() {
        var done = new CompletableFuture<Void>();
        channel.close().addListener(closed -> done.complete(null));
        if (channel.eventLoop().isShutdown()) { // nobody is left to tell of it
            done.complete(null);
        }
        return done;
    }
}
