package io.ingress4j.source.k8s.status;

import io.ingress4j.model.ObjectKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Which objects are to be looked at, and not before when; each is in it once. For any thread. */
final class Pending {
    private final long start = System.nanoTime();
    private final Map<ObjectKey, Due> byKey = new HashMap<>();
    private final TreeSet<Due> inOrder =
            new TreeSet<>(Comparator.comparingLong(Due::nanos).thenComparing(Due::key));

    /** An object, and when it is due in nanoseconds since the start. */
    private record Due(ObjectKey key, long nanos) {}

    /** Adds an object that is due in so many nanoseconds, or sooner where it is already. */
    synchronized void add(ObjectKey key, long inNanos) {
        var due = new Due(key, System.nanoTime() - start + inNanos);
        Due before = byKey.get(key);
        if (before == null || due.nanos < before.nanos) {
            if (before != null) {
                inOrder.remove(before);
            }
            byKey.put(key, due);
            inOrder.add(due);
            notifyAll();
        }
    }

    /** Waits for the first object that is due, and takes it out. */
    synchronized ObjectKey take() throws InterruptedException {
        while (true) {
            if (inOrder.isEmpty()) {
                wait();
                continue;
            }
            Due first = inOrder.first();
            long left = first.nanos - (System.nanoTime() - start);
            if (left <= 0) {
                inOrder.remove(first);
                byKey.remove(first.key);
                return first.key;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    synchronized void remove(ObjectKey key) {
        Due due = byKey.remove(key);
        if (due != null) {
            inOrder.remove(due);
        }
    }
}
