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

/** Looks names up with the resolver of the JDK, which blocks, on threads of its own; the queue to them is bounded. */
public final class NameLookup implements AutoCloseable {
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

    /** Looks a name up; {@code then} gets the first address, or null, on {@code loop}. */
    void find(String host, EventLoop loop, Consumer<@Nullable InetAddress> then) {
        try {
            threads.execute(() -> {
                InetAddress found = blockingFind(host);
                loop.execute(() -> then.accept(found));
            });
        } catch (RejectedExecutionException e) {
            then.accept(null);
        }
    }

    private static @Nullable InetAddress blockingFind(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** Stops the threads. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
