package io.ingress4j.proxy.netty.upstream;

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
 * Looks names up with the resolver of the JDK, which blocks, on threads that may; the queue to its own is bounded, and so is
 * the number of those who wait for a name. Answers are kept as long as the JDK keeps them: 30 seconds unless its {@code
 * networkaddress.cache.ttl} says otherwise.
 */
public final class NameLookup implements AutoCloseable {
    private static final InetAddress[] NONE = {};
    private static final int MAX_WAITERS = 1024;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Executor threads;
    private final @Nullable ThreadPoolExecutor own;
    private final Map<String, UnderWay> waiting = new HashMap<>(); // guarded by itself

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

    /** A name that is looked up: since when, and who waits for it. */
    private static final class UnderWay {
        private final List<Waiter> waiters = new ArrayList<>();
        private final long since = System.nanoTime();
    }

    /** Looks a name up; {@code then} gets its addresses, none where there is none, on {@code loop}. */
    void find(String host, EventLoop loop, Consumer<InetAddress[]> then) {
        var waiter = new Waiter(loop, then);
        UnderWay forgotten = null;
        synchronized (waiting) {
            UnderWay others = waiting.get(host);
            if (others != null && System.nanoTime() - others.since < PATIENCE_NANOS) {
                if (others.waiters.size() < MAX_WAITERS) {
                    others.waiters.add(waiter);
                } else {
                    waiter.tell(NONE);
                }
                return;
            }
            forgotten = others; // by whoever runs the lookups
            var begun = new UnderWay();
            begun.waiters.add(waiter);
            waiting.put(host, begun);
        }
        if (forgotten != null) {
            forgotten.waiters.forEach(late -> late.tell(NONE));
        }
        try {
            threads.execute(() -> tell(host, blockingFind(host)));
        } catch (RejectedExecutionException e) {
            tell(host, NONE);
        }
    }

    private void tell(String host, InetAddress[] found) {
        UnderWay told;
        synchronized (waiting) {
            told = waiting.remove(host);
        }
        if (told != null) { // nobody was quicker
            told.waiters.forEach(waiter -> waiter.tell(found));
        }
    }

    private record Waiter(EventLoop loop, Consumer<InetAddress[]> then) {
        void tell(InetAddress[] found) {
            try {
                loop.execute(() -> then.accept(found));
            } catch (RejectedExecutionException e) {
                // its event loop has ended, and with it whoever waited
            }
        }
    }

    private static InetAddress[] blockingFind(String host) {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException | RuntimeException e) {
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
