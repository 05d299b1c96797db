package io.ingress4j.proxy.netty;

import io.ingress4j.proxy.netty.downstream.ClientConnections;
import io.ingress4j.proxy.netty.upstream.UpstreamLoop;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * One event loop of a proxy, and what lives on it.
 *
 * @param executor the loop
 * @param upstream its upstream connections
 * @param clients its clients' connections
 */
record Loop(EventLoop executor, UpstreamLoop upstream, ClientConnections clients) {

    /** Does something on the loop; completes when it is done, or cannot be done any more. */
    CompletableFuture<Void> run(Runnable task) {
        try {
            return CompletableFuture.runAsync(task, executor);
        } catch (RejectedExecutionException e) { // the loop has ended, and all that lived on it
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Ends all that lives on the loop; completes when it has been told of its end. */
    CompletableFuture<Void> close() {
        return run(() -> {
                    clients.close();
                    upstream.close();
                })
                .thenCompose(closing -> run(() -> {})); // behind what closing a connection left to do
    }
}
