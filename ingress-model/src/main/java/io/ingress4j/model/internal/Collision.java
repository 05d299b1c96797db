package io.ingress4j.model.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Two or more keys of one hash, in their order. */
final class Collision {
    final Leaf<?, ?>[] leaves;

    private Collision(Leaf<?, ?>... leaves) {
        this.leaves = leaves;
    }

    static Collision of(Leaf<?, ?> one, Leaf<?, ?> other) {
        return compare(one.key, other.key) < 0 ? new Collision(one, other) : new Collision(other, one);
    }

    int hash() {
        return leaves[0].hash;
    }

    @Nullable
    Leaf<?, ?> find(Object key) {
        int index = indexOf(key);
        return index < 0 ? null : leaves[index];
    }

    /** Returns the leaf whose key is the text that a range of {@code text} is in lower case; the keys are texts. */
    @Nullable
    Leaf<?, ?> findLowerCase(String text, int start, int end) {
        int low = 0;
        int high = leaves.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = LowerCase.compare((String) leaves[middle].key, text, start, end);
            if (order == 0) {
                return leaves[middle];
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /** Returns where the key is, or where it would be as {@code -(index + 1)}. */
    private int indexOf(Object key) {
        int low = 0;
        int high = leaves.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(leaves[middle].key, key);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -(low + 1);
    }

    @SuppressWarnings("unchecked") // the keys of a map are of one type
    private static int compare(Object one, Object other) {
        return ((Comparable<Object>) one).compareTo(other);
    }

    Collision with(Leaf<?, ?> leaf) {
        int index = indexOf(leaf.key);
        if (index >= 0) {
            Leaf<?, ?>[] copy = leaves.clone();
            copy[index] = leaf;
            return new Collision(copy);
        }
        int place = -(index + 1);
        Leaf<?, ?>[] wider = Arrays.copyOf(leaves, leaves.length + 1);
        wider[place] = leaf;
        System.arraycopy(leaves, place, wider, place + 1, leaves.length - place);
        return new Collision(wider);
    }

    /** Takes away a key that is there. */
    Object without(Object key) {
        int index = indexOf(key);
        if (leaves.length == 2) {
            return leaves[1 - index];
        }
        Leaf<?, ?>[] rest = Arrays.copyOf(leaves, leaves.length - 1);
        System.arraycopy(leaves, index + 1, rest, index, rest.length - index);
        return new Collision(rest);
    }
}
