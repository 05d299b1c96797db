package io.ingress4j.source.k8s.api;

import io.ingress4j.model.ResourceId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log what the API server refuses or fails to do: a missing right once, with the rule that gives it, however many
 * ask for the same; everything else once a minute for all questions together. And it says when what it said is over, as it
 * is for what was not asked for ten minutes, of a namespace that is gone for instance. Once a minute, too, it says which
 * object could not be read. For any thread.
 */
public final class Trouble {
    private static final long PAUSE_NANOS = 60_000_000_000L;

    /** Many times as long as what fails waits before it is asked again. */
    private static final long FORGOTTEN_NANOS = 10 * PAUSE_NANOS;

    private final Logger log;
    private final Remarks remarks;
    private final LongSupplier clock;
    private final Map<Right, Map<String, Long>> missing = new HashMap<>(); // when each place was refused last
    private final Map<String, Long> failing = new HashMap<>(); // when each question failed last
    private final Pause failures = new Pause();
    private final Pause faults = new Pause();
    private boolean saidFailing;

    /** Keeps what may happen often from being said often. */
    private static final class Pause {
        private @Nullable Long said;

        boolean isOver() {
            long now = System.nanoTime();
            boolean isOver = said == null || now - said >= PAUSE_NANOS;
            if (isOver) {
                said = now;
            }
            return isOver;
        }
    }

    /** Who else is told of rights and objects. */
    public interface Remarks {
        /** A right is missing, and what is asked for is not done without. */
        default void missing(Right right, String message) {}

        /** A right is missing, and that is in order. */
        default void withheld(Right right, String message) {}

        /** A right is no longer missing. */
        default void given(Right right) {}

        /** An object could not be read, and is left as it was. */
        default void unreadable(ResourceId id, String message) {}
    }

    /** Makes what says all of it in the log of {@code speaker}, and of rights and objects to {@code remarks}, too. */
    public Trouble(Class<?> speaker, Remarks remarks) {
        this(speaker, remarks, System::nanoTime);
    }

    Trouble(Class<?> speaker, Remarks remarks, LongSupplier clock) {
        this.log = LoggerFactory.getLogger(speaker);
        this.remarks = remarks;
        this.clock = clock;
    }

    /** Makes what says all of it in the log of {@code speaker}. */
    public Trouble(Class<?> speaker) {
        this(speaker, new Remarks() {});
    }

    /**
     * A question was not answered with yes.
     *
     * @param right what it took
     * @param place what was asked about: empty for the cluster, a namespace, or {@code namespace/name}
     */
    public synchronized void failed(Right right, String place, ApiFailure failure) {
        String question = question(right, place);
        if (failure.isWithout(right)) {
            answered(question);
            if (isNew(right, place)) {
                String message = "the API server refuses to " + right + " (expected: " + right.remedy()
                        + "); asked again from time to time";
                log.warn("{}: {}", message, failure.getMessage());
                remarks.missing(right, message);
            }
            return;
        }
        forget();
        failing.put(question, clock.getAsLong());
        if (failures.isOver()) {
            saidFailing = true;
            log.warn(
                    "the API server does not answer as expected ({}: {}); it is asked again, and serving goes on",
                    question,
                    failure.getMessage());
        }
    }

    /** Reading an object failed, which is a fault of ours whatever its author wrote; the others are read all the same. */
    public synchronized void unreadable(ResourceId id, RuntimeException why) {
        String message = "it could not be read, by a fault of ingress4j (" + why
                + "); what it was before stays until it changes";
        if (faults.isOver()) {
            log.error("{}: {}", id, message, why);
        }
        remarks.unreadable(id, message);
    }

    /** A question was answered with 403, and who asked can do without. */
    public synchronized void withheld(Right right, String place) {
        answered(question(right, place));
        if (isNew(right, place)) {
            String message = "no " + right.resource() + " are read, for want of " + right.remedy();
            log.info(message);
            remarks.withheld(right, message);
        }
    }

    /** A question was answered with yes, or is asked no more. */
    public synchronized void over(Right right, String place) {
        answered(question(right, place));
        Map<String, Long> places = missing.get(right);
        if (places != null && places.remove(place) != null && places.isEmpty()) {
            missing.remove(right);
            log.info("the API server no longer refuses to {}", right);
            remarks.given(right);
        }
    }

    /** Forgets what is asked no more: whatever is asked would have failed again, or not. */
    private void forget() {
        long now = clock.getAsLong();
        failing.values().removeIf(at -> now - at >= FORGOTTEN_NANOS);
        missing.entrySet().removeIf(each -> {
            each.getValue().values().removeIf(at -> now - at >= FORGOTTEN_NANOS);
            if (each.getValue().isEmpty()) {
                log.info("the API server is no longer asked to {}", each.getKey());
                remarks.given(each.getKey());
            }
            return each.getValue().isEmpty();
        });
    }

    private boolean isNew(Right right, String place) {
        Map<String, Long> before = missing.get(right);
        Map<String, Long> places = before == null ? new HashMap<>() : before;
        places.put(place, clock.getAsLong());
        missing.put(right, places);
        return before == null;
    }

    private void answered(String question) {
        forget();
        failing.remove(question);
        if (saidFailing && failing.isEmpty()) {
            saidFailing = false;
            log.info("the API server answers again");
        }
    }

    private static String question(Right right, String place) {
        return right.verb() + " " + right.resource() + (place.isEmpty() ? "" : " of " + place);
    }
}
