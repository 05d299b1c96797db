package io.ingress4j.proxy.netty.upstream;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks names up with the resolver of the JDK, which blocks, on threads of its own; the queue to them is bounded. Answers
 * are kept as long as the JDK keeps them: 30 seconds unless its {@code networkaddress.cache.ttl} says otherwise.
 */
public final class NameLookup implements AutoCloseable {
    private static final InetAddress[] NONE = {};

    private final ThreadPoolExecutor threads;

    /** Makes a lookup; its threads start when they are needed. */
    public NameLookup() {
        this.threads = new ThreadPoolExecutor(4, 4, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1024), task -> {
            Thread made = new Thread(task, "ingress4j-names");
            made.setDaemon(true);
            return made;
        });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Returns the address that a text is, or null for a name. */
    static @Nullable InetAddress literal(String host) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            return null; // never: the length fits
        }
    }

    /** Looks a name up; {@code then} gets its addresses, none where there is none, on {@code loop}. */
    void find(String host, EventLoop loop, Consumer<InetAddress[]> then) {
        try {
            threads.execute(() -> {
                InetAddress[] found = blockingFind(host);
                loop.execute(() -> then.accept(found));
            });
        } catch (RejectedExecutionException e) {
            then.accept(NONE);
        }
    }

    private static InetAddress[] blockingFind(String host) {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            return NONE;
        }
    }

    /** Stops the threads. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
