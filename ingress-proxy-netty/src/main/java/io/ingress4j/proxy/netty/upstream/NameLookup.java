package io.ingress4j.proxy.netty.upstream;

import static java.util.Objects.requireNonNull;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks names up with the resolver of the JDK, which blocks, on threads that may; the queue to its own is bounded. Answers
 * are kept as long as the JDK keeps them: 30 seconds unless its {@code networkaddress.cache.ttl} says otherwise.
 */
public final class NameLookup implements AutoCloseable {
    private static final InetAddress[] NONE = {};

    private final Executor threads;
    private final @Nullable ThreadPoolExecutor own;
    private final Map<String, List<Waiter>> waiting = new HashMap<>(); // guarded by itself; names under way

    /** Makes a lookup on threads of its own, which start when they are needed. */
    public NameLookup(ThreadFactory factory) {
        this.own = new ThreadPoolExecutor(8, 8, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1024), factory);
        own.allowCoreThreadTimeOut(true);
        this.threads = own;
    }

    /** Makes a lookup on somebody else's threads, which may refuse what is too much for them. */
    public NameLookup(Executor threads) {
        this.own = null;
        this.threads = threads;
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
        synchronized (waiting) {
            List<Waiter> others = waiting.get(host);
            if (others != null) {
                others.add(new Waiter(loop, then));
                return;
            }
            waiting.put(host, new ArrayList<>(List.of(new Waiter(loop, then))));
        }
        try {
            threads.execute(() -> tell(host, blockingFind(host)));
        } catch (RejectedExecutionException e) {
            tell(host, NONE);
        }
    }

    private void tell(String host, InetAddress[] found) {
        List<Waiter> told;
        synchronized (waiting) {
            told = requireNonNull(waiting.remove(host));
        }
        for (Waiter waiter : told) {
            try {
                waiter.loop().execute(() -> waiter.then().accept(found));
            } catch (RejectedExecutionException e) {
                // its event loop has ended, and with it whoever waited
            }
        }
    }

    private record Waiter(EventLoop loop, Consumer<InetAddress[]> then) {}

    private static InetAddress[] blockingFind(String host) {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            return NONE;
        }
    }

    /** Stops its own threads. */
    @Override
    public void close() {
        if (own != null) {
            own.shutdownNow();
        }
    }
}
