package io.ingress4j.model.internal;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable hash map that shares what did not change with the map it was made from: one change copies the path from
 * the root to one leaf. Keys and values are not null. The order of iteration says nothing.
 *
 * <p>A hash array mapped trie (Bagwell, "Ideal Hash Trees", 2001): 32 ways a level by five bits of the hash, a bitmap for
 * the ways in use, and plain chains where whole hashes are equal.
 *
 * @param <K> the keys, equal by value
 * @param <V> the values
 */
public final class PersistentMap<K, V> implements Iterable<Map.Entry<K, V>> {
    private static final int BITS = 5;
    private static final int MASK = 31;
    private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(null, 0);

    private final @Nullable Object root;
    private final int size;

    private PersistentMap(@Nullable Object root, int size) {
        this.root = root;
        this.size = size;
    }

    /** Several ways; each slot holds a branch, a leaf or a chain. */
    private record Branch(int bitmap, Object[] slots) {
        int indexOf(int bit) {
            return Integer.bitCount(bitmap & (bit - 1));
        }

        Branch withSlot(int index, Object slot) {
            Object[] copy = slots.clone();
            copy[index] = slot;
            return new Branch(bitmap, copy);
        }
    }

    /** One key and its value; {@code next} is another key of the same hash. */
    private record Leaf(
            int hash, Object key, Object value, @Nullable Leaf next) {}

    /** Returns the map without keys. */
    @SuppressWarnings("unchecked")
    public static <K, V> PersistentMap<K, V> empty() {
        return (PersistentMap<K, V>) EMPTY;
    }

    /** Returns the number of keys. */
    public int size() {
        return size;
    }

    /** Returns the value of {@code key}, or null. */
    @SuppressWarnings("unchecked")
    public @Nullable V get(K key) {
        int hash = spread(key);
        Object node = root;
        int shift = 0;
        while (node instanceof Branch branch) {
            int bit = 1 << ((hash >>> shift) & MASK);
            if ((branch.bitmap & bit) == 0) {
                return null;
            }
            node = branch.slots[branch.indexOf(bit)];
            shift += BITS;
        }
        Leaf leaf = find((Leaf) node, hash, key);
        return leaf == null ? null : (V) leaf.value;
    }

    /** Returns this map with {@code key} leading to {@code value}; itself if it does already. */
    public PersistentMap<K, V> with(K key, V value) {
        V old = get(key);
        if (value.equals(old)) {
            return this;
        }
        int hash = spread(key);
        return new PersistentMap<>(insert(root, new Leaf(hash, key, value, null), 0), old == null ? size + 1 : size);
    }

    /** Returns this map without {@code key}; itself if it has none. */
    public PersistentMap<K, V> without(K key) {
        if (get(key) == null) {
            return this;
        }
        return size == 1 ? empty() : new PersistentMap<>(remove(root, spread(key), key, 0), size - 1);
    }

    /** Calls {@code action} for every key and value. */
    public void forEach(BiConsumer<? super K, ? super V> action) {
        for (Map.Entry<K, V> entry : this) {
            action.accept(entry.getKey(), entry.getValue());
        }
    }

    /** Returns an iterator over keys and values. */
    @Override
    public Iterator<Map.Entry<K, V>> iterator() {
        return new Entries<>(root);
    }

    /** Returns whether {@code other} is a map of the same keys and values. */
    @Override
    @SuppressWarnings("unchecked")
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof PersistentMap<?, ?> that) || size != that.size) {
            return false;
        }
        var untyped = (PersistentMap<Object, Object>) that;
        for (Map.Entry<K, V> entry : this) {
            if (!entry.getValue().equals(untyped.get(entry.getKey()))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int sum = 0;
        for (Map.Entry<K, V> entry : this) {
            sum += entry.hashCode();
        }
        return sum;
    }

    @Override
    public String toString() {
        var text = new StringBuilder("{");
        for (Map.Entry<K, V> entry : this) {
            text.append(text.length() == 1 ? "" : ", ").append(entry);
        }
        return text.append('}').toString();
    }

    /**
     * Returns the value of the text that a range of {@code text} is in lower case, or null. Only for maps whose keys are
     * texts in lower case. Nothing is allocated.
     *
     * @param text where the range is
     * @param start where it begins
     * @param end where it ends, exclusive
     */
    @SuppressWarnings("unchecked")
    public @Nullable V getLowerCase(String text, int start, int end) {
        int textHash = 0;
        for (int i = start; i < end; i++) {
            textHash = 31 * textHash + lower(text.charAt(i));
        }
        int hash = mix(textHash);
        Object node = root;
        int shift = 0;
        while (node instanceof Branch branch) {
            int bit = 1 << ((hash >>> shift) & MASK);
            if ((branch.bitmap & bit) == 0) {
                return null;
            }
            node = branch.slots[branch.indexOf(bit)];
            shift += BITS;
        }
        for (Leaf leaf = (Leaf) node; leaf != null; leaf = leaf.next) {
            if (leaf.hash == hash && isLowerCaseOf((String) leaf.key, text, start, end)) {
                return (V) leaf.value;
            }
        }
        return null;
    }

    private static boolean isLowerCaseOf(String key, String text, int start, int end) {
        if (key.length() != end - start) {
            return false;
        }
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) != lower(text.charAt(start + i))) {
                return false;
            }
        }
        return true;
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    private static int spread(Object key) {
        return mix(key.hashCode());
    }

    private static int mix(int hashCode) {
        int h = hashCode * 0x9E3779B9;
        return h ^ (h >>> 16);
    }

    private static @Nullable Leaf find(@Nullable Leaf chain, int hash, Object key) {
        for (Leaf leaf = chain; leaf != null; leaf = leaf.next) {
            if (leaf.hash == hash && leaf.key.equals(key)) {
                return leaf;
            }
        }
        return null;
    }

    private static Object insert(@Nullable Object node, Leaf leaf, int shift) {
        if (node == null) {
            return leaf;
        }
        if (node instanceof Branch branch) {
            int bit = 1 << ((leaf.hash >>> shift) & MASK);
            int index = branch.indexOf(bit);
            if ((branch.bitmap & bit) != 0) {
                return branch.withSlot(index, insert(branch.slots[index], leaf, shift + BITS));
            }
            Object[] slots = new Object[branch.slots.length + 1];
            System.arraycopy(branch.slots, 0, slots, 0, index);
            slots[index] = leaf;
            System.arraycopy(branch.slots, index, slots, index + 1, branch.slots.length - index);
            return new Branch(branch.bitmap | bit, slots);
        }
        Leaf present = (Leaf) node;
        if (present.hash == leaf.hash) {
            return new Leaf(leaf.hash, leaf.key, leaf.value, dropFromChain(present, leaf.key));
        }
        return join(present, leaf, shift);
    }

    private static Branch join(Leaf a, Leaf b, int shift) {
        int wayA = (a.hash >>> shift) & MASK;
        int wayB = (b.hash >>> shift) & MASK;
        if (wayA == wayB) {
            return new Branch(1 << wayA, new Object[] {join(a, b, shift + BITS)});
        }
        return new Branch((1 << wayA) | (1 << wayB), wayA < wayB ? new Object[] {a, b} : new Object[] {b, a});
    }

    private static @Nullable Object remove(@Nullable Object node, int hash, Object key, int shift) {
        if (!(node instanceof Branch branch)) {
            return dropFromChain((Leaf) node, key);
        }
        int bit = 1 << ((hash >>> shift) & MASK);
        int index = branch.indexOf(bit);
        Object rest = remove(branch.slots[index], hash, key, shift + BITS);
        if (rest != null) {
            boolean onlyLeaf = branch.slots.length == 1 && rest instanceof Leaf;
            return onlyLeaf ? rest : branch.withSlot(index, rest);
        }
        if (branch.slots.length == 1) {
            return null;
        }
        Object[] slots = new Object[branch.slots.length - 1];
        System.arraycopy(branch.slots, 0, slots, 0, index);
        System.arraycopy(branch.slots, index + 1, slots, index, slots.length - index);
        return slots.length == 1 && slots[0] instanceof Leaf ? slots[0] : new Branch(branch.bitmap & ~bit, slots);
    }

    private static @Nullable Leaf dropFromChain(@Nullable Leaf chain, Object key) {
        if (chain == null) {
            return null;
        }
        if (chain.key.equals(key)) {
            return chain.next;
        }
        return new Leaf(chain.hash, chain.key, chain.value, dropFromChain(chain.next, key));
    }

    /** Walks the trie with a stack of its own. */
    private static final class Entries<K, V> implements Iterator<Map.Entry<K, V>> {
        private Object[] stack = new Object[16];
        private int depth;

        Entries(@Nullable Object root) {
            if (root != null) {
                push(root);
            }
        }

        private void push(Object node) {
            if (depth == stack.length) {
                stack = Arrays.copyOf(stack, depth * 2);
            }
            stack[depth++] = node;
        }

        @Override
        public boolean hasNext() {
            return depth > 0;
        }

        @Override
        @SuppressWarnings("unchecked")
        public Map.Entry<K, V> next() {
            if (depth == 0) {
                throw new NoSuchElementException();
            }
            Object node = stack[--depth];
            while (node instanceof Branch branch) {
                for (int i = branch.slots.length - 1; i > 0; i--) {
                    push(branch.slots[i]);
                }
                node = branch.slots[0];
            }
            Leaf leaf = (Leaf) Objects.requireNonNull(node);
            if (leaf.next != null) {
                push(leaf.next);
            }
            return Map.entry((K) leaf.key, (V) leaf.value);
        }
    }
}
