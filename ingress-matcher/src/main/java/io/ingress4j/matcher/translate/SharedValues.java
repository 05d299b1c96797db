package io.ingress4j.matcher.translate;

import java.util.HashMap;
import java.util.Map;

/**
 * Values that are equal all over a cluster, kept once: paths, ports, what annotations ask for. Bounded: where it is full, it
 * starts anew. For the configuration thread alone.
 */
final class SharedValues {
    private static final int MOST = 16_384;

    private final Map<Object, Object> known = new HashMap<>();

    /** Returns the first value that was equal to this one, which may be this one; one that cannot be compared is not shared. */
    @SuppressWarnings("unchecked")
    <T> T shared(T value) {
        try {
            if (known.size() >= MOST) {
                known.clear(); // most of it may be long gone; what is there stays shared as it is
            }
            Object first = known.putIfAbsent(value, value);
            return first == null ? value : (T) first;
        } catch (RuntimeException | StackOverflowError e) {
            return value; // a feature's policy; whoever compares it later says so
        }
    }
}
