package io.ingress4j.proxy.netty.metrics;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The first so many values of all that there are, from change to change. They depend on which values there are alone, not on
 * who came when. The work grows with the change, and with the logarithm of all values. For one thread at a time.
 */
final class FirstInOrder<T extends Comparable<T>> {
    private final int most;
    private final TreeSet<T> first = new TreeSet<>();
    private final TreeSet<T> others = new TreeSet<>(); // all of them behind the last of the first

    FirstInOrder(int most) {
        this.most = most;
    }

    /** Which values are among the first now and were not, and which were and no longer are. */
    record Change<T>(Set<T> came, Set<T> gone) {}

    /** Takes values away and adds others. */
    Change<T> change(Collection<T> come, Collection<T> go) {
        Set<T> came = new HashSet<>();
        Set<T> gone = new HashSet<>();
        for (T value : go) {
            if (first.remove(value)) {
                gone.add(value);
            } else {
                others.remove(value);
            }
        }
        for (T value : come) {
            if (!first.isEmpty() && value.compareTo(first.last()) < 0) {
                enter(value, came, gone);
            } else {
                others.add(value);
            }
        }
        while (first.size() > most) {
            T last = first.last();
            first.remove(last);
            leave(last, came, gone);
            others.add(last);
        }
        while (first.size() < most && !others.isEmpty()) {
            enter(others.first(), came, gone);
            others.remove(others.first());
        }
        return new Change<>(came, gone);
    }

    private void enter(T value, Set<T> came, Set<T> gone) {
        first.add(value);
        if (!gone.remove(value)) {
            came.add(value);
        }
    }

    private static <T> void leave(T value, Set<T> came, Set<T> gone) {
        if (!came.remove(value)) {
            gone.add(value);
        }
    }
}
