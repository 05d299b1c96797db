package io.ingress4j.examples.accesslog;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.CompiledRoute;
import io.ingress4j.matcher.feature.accesslog.AccessLogPolicy;
import io.ingress4j.matcher.route.Policy;
import io.ingress4j.proxy.netty.observe.DownstreamConnection;
import io.ingress4j.proxy.netty.observe.ExchangeEvent;
import io.ingress4j.proxy.netty.observe.ProxyObserver;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for each exchange that ended and each request that was refused. Event loops only put them into a queue; one
 * thread makes lines of them and writes. Where it cannot keep up, since the disk is slow for instance, the queue fills and
 * further lines are dropped: requests are never delayed. A line of its own says how many were dropped once lines are
 * written again.
 */
public final class AccessLog implements ProxyObserver, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

    /** How many lines wait at most. Each holds the head of its request, which may be 40 KiB. */
    private static final int CAPACITY = 1024;

    private static final int BUFFER = 64 << 10;
    /** Nobody wakes the writer: that would cost the event loops more than the queue does. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long PAUSE_AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long CLOSING_MILLIS = 2_000;

    private final OutputStream out;
    private final AccessLogFormat format;
    private final Queue<Object> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer;
    private volatile boolean closed;

    // Of the writer.
    private final StringBuilder lines = new StringBuilder(BUFFER + 8192);
    private final StringBuilder scratch = new StringBuilder(256);
    private byte[] bytes = new byte[BUFFER + 8192];
    private int buffered;
    private long droppedSaid;
    private boolean failing;

    private AccessLog(OutputStream out, AccessLogFormat format) {
        this.out = requireNonNull(out, "out");
        this.format = requireNonNull(format, "format");
        this.writer = new Thread(this::run, "ingress4j-access-log");
        writer.setDaemon(true);
    }

    /**
     * Starts a log that is appended to a file. Where the file is moved away, a new one is made within a second of the next
     * line.
     *
     * @throws IOException if the file cannot be written
     */
    public static AccessLog to(Path file, AccessLogFormat format) throws IOException {
        return to(LogFile.open(file), format);
    }

    /** Starts a log that is written to a stream, which closes with the log. */
    public static AccessLog to(OutputStream out, AccessLogFormat format) {
        var log = new AccessLog(out, format);
        log.writer.start();
        return log;
    }

    @Override
    public void exchangeEnded(ExchangeEvent exchange) {
        if (exchange.route() == null || wantsLog(exchange.route())) {
            offer(exchange);
        }
    }

    private static boolean wantsLog(CompiledRoute route) {
        for (Policy policy : route.route().policies().policies()) {
            if (policy instanceof AccessLogPolicy log) {
                return log.enabled();
            }
        }
        return true;
    }

    @Override
    public void requestRefused(DownstreamConnection connection, int status) {
        offer(new Entry(connection, status, System.currentTimeMillis(), null));
    }

    private void offer(Object entry) {
        if (closed || queued.get() >= CAPACITY) {
            dropped.incrementAndGet();
            return;
        }
        queued.incrementAndGet();
        queue.add(entry);
    }

    /** Returns how many lines were dropped so far. */
    public long dropped() {
        return dropped.get();
    }

    private void run() {
        boolean last = false;
        while (!last) {
            last = closed; // before the queue is emptied for the last time
            Object next;
            while ((next = queue.poll()) != null) {
                queued.decrementAndGet();
                format.append(
                        next instanceof ExchangeEvent exchange ? Entry.of(exchange) : (Entry) next, lines, scratch);
                buffered++;
                if (lines.length() >= BUFFER) {
                    write();
                }
            }
            write();
            if (!last) {
                LockSupport.parkNanos(this, failing ? PAUSE_AFTER_FAILURE_NANOS : PAUSE_NANOS);
            }
        }
        try {
            out.close();
        } catch (IOException e) {
            LOG.warn("access log: not closed well: {}", e.toString());
        }
    }

    private void write() {
        long missing = dropped.get() - droppedSaid;
        if (missing > 0) {
            format.appendDropped(missing, lines);
        }
        int length = lines.length();
        if (length == 0) {
            return;
        }
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) lines.charAt(i);
        }
        lines.setLength(0);
        try {
            out.write(bytes, 0, length);
            out.flush();
            droppedSaid += missing;
            failing = false;
        } catch (IOException e) {
            dropped.addAndGet(buffered);
            if (!failing) {
                LOG.warn("access log: {} (lines are dropped and counted until it can be written)", e.toString());
            }
            failing = true;
        }
        buffered = 0;
    }

    /** Writes what waits, for two seconds at most, and ends. What comes later is dropped. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(writer);
        try {
            writer.join(CLOSING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (writer.isAlive()) {
            LOG.warn("access log: {} lines were not written in time", queued.get());
            writer.interrupt();
        }
    }
}
