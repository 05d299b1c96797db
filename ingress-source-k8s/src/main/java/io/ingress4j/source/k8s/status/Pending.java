package io.ingress4j.source.k8s.status;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * What is to be looked at, and not before when; each is in it once. A namespace that failed can be left to rest, and holds
 * up no other. For any thread.
 */
final class Pending<K> {
    private final long start = System.nanoTime();
    private final Function<K, String> namespace;
    private final Map<K, Due<K>> byKey = new HashMap<>();
    private final TreeSet<Due<K>> inOrder =
            new TreeSet<>(Comparator.<Due<K>>comparingLong(Due::nanos).thenComparingLong(Due::number));
    private final Map<String, Long> restsUntil = new HashMap<>();
    private long added;

    /** What is due, when in nanoseconds since the start, and how many were added before it. */
    private record Due<K>(K key, long nanos, long number) {}

    /** Makes an empty one of keys whose namespaces are found so. */
    Pending(Function<K, String> namespace) {
        this.namespace = namespace;
    }

    /** Adds a key that is due in so many nanoseconds, or sooner where it is already. */
    synchronized void add(K key, long inNanos) {
        long nanos = now() + inNanos;
        Due<K> before = byKey.get(key);
        if (before == null || nanos < before.nanos) {
            put(new Due<>(key, nanos, added++));
            notifyAll();
        }
    }

    private void put(Due<K> due) {
        Due<K> before = byKey.put(due.key, due);
        if (before != null) {
            inOrder.remove(before);
        }
        inOrder.add(due);
    }

    /** Waits for the first key that is due and whose namespace does not rest, and takes it out. */
    synchronized K take() throws InterruptedException {
        while (true) {
            if (inOrder.isEmpty()) {
                wait();
                continue;
            }
            Due<K> first = inOrder.first();
            long left = first.nanos - now();
            if (left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                continue;
            }
            Long rest = restsUntil.get(namespace.apply(first.key));
            if (rest == null || rest <= now()) {
                remove(first.key);
                return first.key;
            }
            put(new Due<>(first.key, rest, first.number)); // those that waited longest still come first
        }
    }

    /** Gives out nothing of a namespace for so long from now on. */
    synchronized void rest(String resting, Duration time) {
        long now = now();
        restsUntil.values().removeIf(until -> until <= now);
        restsUntil.merge(resting, now + time.toNanos(), Math::max);
    }

    /** Takes a key out, and returns whether it was there. */
    synchronized boolean remove(K key) {
        Due<K> due = byKey.remove(key);
        if (due != null) {
            inOrder.remove(due);
        }
        return due != null;
    }

    private long now() {
        return System.nanoTime() - start;
    }
}
