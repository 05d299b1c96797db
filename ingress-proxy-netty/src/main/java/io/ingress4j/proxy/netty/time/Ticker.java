package io.ingress4j.proxy.netty.time;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one coarse timer of an event loop. Whoever has a deadline keeps it in a field and is asked to look at it five times
 * a second; nothing is scheduled for a request. Used on its event loop only.
 *
 * <p>A time in which the loop itself stood still (a pause of the process or of its machine, a task that blocks) does not
 * count: what peers sent meanwhile has not been read yet, and a deadline that passed so would be held against them.
 */
public final class Ticker {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
    private static final long INTERVAL_MILLIS = 200;
    private static final long MAX_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2 * INTERVAL_MILLIS);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    /** Somebody with deadlines. */
    public abstract static class Timed {
        private int place = -1;

        /** Makes somebody who is not asked yet. */
        protected Timed() {}

        /** Looks at the deadlines; {@code now} is the time of {@link Ticker#now}. */
        protected abstract void tick(long now);
    }

    private final List<Timed> timed = new ArrayList<>();
    private final ScheduledFuture<?> schedule;
    private long lookedAt = System.nanoTime();
    private long nanos = lookedAt;
    private long now = nanos / 1_000_000;
    private long dateSecond;
    private @Nullable String date;

    /** Starts the timer on a loop. */
    public Ticker(EventLoop loop) {
        this.schedule =
                loop.scheduleWithFixedDelay(this::tickAll, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Returns a time in milliseconds that only moves forward, 200 ms at a time or a little more; of a longer time in which
     * the loop stood still, 400 ms count.
     */
    public long now() {
        return now;
    }

    /** Returns the date for a head: RFC 9110, 5.6.7. */
    public String date() {
        long second = System.currentTimeMillis() / 1000;
        String text = date;
        if (text == null || second != dateSecond) {
            dateSecond = second;
            text = DATE.format(Instant.ofEpochSecond(second));
            date = text;
        }
        return text;
    }

    /** Begins to ask somebody. */
    public void add(Timed one) {
        if (one.place < 0) {
            one.place = timed.size();
            timed.add(one);
        }
    }

    /** Asks somebody no more. */
    public void remove(Timed one) {
        int place = one.place;
        if (place < 0) {
            return;
        }
        one.place = -1;
        Timed last = timed.remove(timed.size() - 1);
        if (last != one) {
            timed.set(place, last);
            last.place = place;
        }
    }

    /** Ends the timer. */
    public void stop() {
        schedule.cancel(false);
    }

    private void tickAll() {
        long looking = System.nanoTime();
        nanos += Math.min(looking - lookedAt, MAX_STEP_NANOS);
        lookedAt = looking;
        now = nanos / 1_000_000;
        // From the end, so that whoever is taken out while asked moves nobody in front of the walk.
        for (int i = timed.size() - 1; i >= 0; i--) {
            if (i < timed.size()) {
                try {
                    timed.get(i).tick(now);
                } catch (RuntimeException e) { // which would end the timer for everybody
                    LOG.error("a deadline could not be looked at", e);
                }
            }
        }
    }
}
