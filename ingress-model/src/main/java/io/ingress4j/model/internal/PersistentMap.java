package io.ingress4j.model.internal;

import static java.util.Objects.requireNonNull;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable hash map that shares what did not change with the map it was made from: one change copies the path from
 * the root to one leaf. Keys and values are not null. The order of iteration says nothing.
 *
 * <p>A hash array mapped trie (Bagwell, "Ideal Hash Trees", 2001): 32 ways a level by five bits of the hash, a bitmap for
 * the ways in use. A slot holds a branch, a leaf, or a collision, which is all leaves of one whole hash in the order of
 * their keys: whoever chooses names to have one hash makes a lookup longer by the logarithm of their number only. A branch
 * over a single leaf never stays, so maps of equal content have equal shape whatever their history; comparisons and
 * differences rest on that and step over every subtree that two maps share.
 *
 * @param <K> the keys, equal by value and in an order that agrees with that
 * @param <V> the values
 */
public final class PersistentMap<K extends Comparable<? super K>, V> implements Iterable<Map.Entry<K, V>> {
    private static final int BITS = 5;
    private static final int MASK = 31;
    private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(null, 0);

    private final @Nullable Object root;
    private final int size;

    private PersistentMap(@Nullable Object root, int size) {
        this.root = root;
        this.size = size;
    }

    /**
     * Hears how one map differs from another.
     *
     * @param <K> the keys
     * @param <V> the values
     */
    public interface DiffSink<K, V> {
        /** A key that only the newer map has. */
        void added(K key, V value);

        /** A key that only the older map has. */
        void removed(K key, V value);

        /** A key that both have, with values that are not equal. */
        void changed(K key, V older, V newer);
    }

    /** Returns the map without keys. */
    @SuppressWarnings("unchecked")
    public static <K extends Comparable<? super K>, V> PersistentMap<K, V> empty() {
        return (PersistentMap<K, V>) EMPTY;
    }

    /** Returns a builder of a map that begins without keys. */
    public static <K extends Comparable<? super K>, V> Builder<K, V> builder() {
        return new Builder<>(PersistentMap.<K, V>empty());
    }

    /** Returns a builder that begins with what this map holds; this map stays as it is. */
    public Builder<K, V> toBuilder() {
        return new Builder<>(this);
    }

    /** Returns the number of keys. */
    public int size() {
        return size;
    }

    /** Returns whether there is no key. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Returns the value of {@code key}, or null. */
    @SuppressWarnings("unchecked")
    public @Nullable V get(K key) {
        Leaf<?, ?> leaf = find(root, spread(key), key, 0);
        return leaf == null ? null : (V) leaf.value;
    }

    /** Returns whether {@code key} has a value. */
    public boolean containsKey(K key) {
        return find(root, spread(key), key, 0) != null;
    }

    /** Returns this map with {@code key} leading to {@code value}; itself if it leads to an equal value already. */
    public PersistentMap<K, V> with(K key, V value) {
        int hash = spread(key);
        Leaf<?, ?> old = find(root, hash, key, 0);
        if (old != null && (old.value == value || old.value.equals(value))) {
            return this;
        }
        Leaf<K, V> leaf = new Leaf<>(hash, key, requireNonNull(value, "value"));
        return new PersistentMap<>(insert(root, leaf, 0, null), old == null ? size + 1 : size);
    }

    /** Returns this map without {@code key}; itself if it has none. */
    public PersistentMap<K, V> without(K key) {
        int hash = spread(key);
        if (find(root, hash, key, 0) == null) {
            return this;
        }
        return size == 1 ? empty() : new PersistentMap<>(remove(requireNonNull(root), hash, key, 0, null), size - 1);
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

    /** Returns this map as one of the JDK's, which cannot be changed. Nothing is copied. */
    public Map<K, V> asMap() {
        return new View<>(this);
    }

    /**
     * Tells {@code sink} every difference, in no order. The work grows with what differs, not with the size, when one map
     * was made from the other.
     *
     * @param newer the map to compare with; this one is the older
     * @param sink who hears
     */
    public void diff(PersistentMap<K, V> newer, DiffSink<? super K, ? super V> sink) {
        diff(root, newer.root, 0, sink);
    }

    /** Returns whether {@code other} is a map of the same keys and values. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof PersistentMap<?, ?> that && size == that.size && sameContent(root, that.root));
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
        return asMap().toString();
    }

    /**
     * Returns the value of the text that a range of {@code text} is in lower case, or null. Only for maps whose keys are
     * texts in lower case; the case of ASCII letters alone is ignored. Nothing is allocated.
     *
     * @param text where the range is
     * @param start where it begins
     * @param end where it ends, exclusive
     */
    @SuppressWarnings("unchecked")
    public @Nullable V getLowerCase(String text, int start, int end) {
        int hash = mix(LowerCase.hashCode(text, start, end));
        Object node = root;
        int shift = 0;
        while (node instanceof Branch branch) {
            int bit = 1 << (hash >>> shift);
            if ((branch.bitmap & bit) == 0) {
                return null;
            }
            node = branch.slots[branch.indexOf(bit)];
            shift += BITS;
        }
        if (node instanceof Leaf<?, ?> leaf) {
            return leaf.hash == hash && LowerCase.is((String) leaf.key, text, start, end) ? (V) leaf.value : null;
        }
        if (node instanceof Collision collision && collision.hash() == hash) {
            Leaf<?, ?> leaf = collision.findLowerCase(text, start, end);
            return leaf == null ? null : (V) leaf.value;
        }
        return null;
    }

    private static int spread(Object key) {
        return mix(key.hashCode());
    }

    private static int mix(int hashCode) {
        int h = hashCode * 0x9E3779B9;
        return h ^ (h >>> 16);
    }

    private static @Nullable Leaf<?, ?> find(@Nullable Object from, int hash, Object key, int fromShift) {
        Object node = from;
        int shift = fromShift;
        while (node instanceof Branch branch) {
            int bit = 1 << ((hash >>> shift) & MASK);
            if ((branch.bitmap & bit) == 0) {
                return null;
            }
            node = branch.slots[branch.indexOf(bit)];
            shift += BITS;
        }
        if (node instanceof Leaf<?, ?> leaf) {
            return leaf.hash == hash && leaf.key.equals(key) ? leaf : null;
        }
        if (node instanceof Collision collision && collision.hash() == hash) {
            return collision.find(key);
        }
        return null;
    }

    private static int hashOf(Object node) {
        return node instanceof Leaf<?, ?> leaf ? leaf.hash : ((Collision) node).hash();
    }

    private static Object insert(@Nullable Object node, Leaf<?, ?> leaf, int shift, @Nullable Object builder) {
        if (node == null) {
            return leaf;
        }
        if (node instanceof Branch branch) {
            int bit = 1 << ((leaf.hash >>> shift) & MASK);
            if ((branch.bitmap & bit) == 0) {
                return branch.withWay(bit, leaf, builder);
            }
            int index = branch.indexOf(bit);
            return branch.withSlot(index, insert(branch.slots[index], leaf, shift + BITS, builder), builder);
        }
        if (hashOf(node) != leaf.hash) {
            return join(node, leaf, shift, builder);
        }
        if (node instanceof Collision collision) {
            return collision.with(leaf);
        }
        Leaf<?, ?> present = (Leaf<?, ?>) node;
        return present.key.equals(leaf.key) ? leaf : Collision.of(present, leaf);
    }

    /** Returns the branch over two nodes whose hashes differ somewhere from {@code shift} on. */
    private static Branch join(Object a, Leaf<?, ?> b, int shift, @Nullable Object builder) {
        int wayA = (hashOf(a) >>> shift) & MASK;
        int wayB = (b.hash >>> shift) & MASK;
        if (wayA == wayB) {
            return new Branch(1 << wayA, new Object[] {join(a, b, shift + BITS, builder)}, builder);
        }
        Object[] slots = wayA < wayB ? new Object[] {a, b} : new Object[] {b, a};
        return new Branch((1 << wayA) | (1 << wayB), slots, builder);
    }

    /** Takes away a key that is there; null if nothing is left. */
    private static @Nullable Object remove(Object node, int hash, Object key, int shift, @Nullable Object builder) {
        if (node instanceof Leaf<?, ?>) {
            return null;
        }
        if (node instanceof Collision collision) {
            return collision.without(key);
        }
        Branch branch = (Branch) node;
        int bit = 1 << ((hash >>> shift) & MASK);
        int index = branch.indexOf(bit);
        Object rest = remove(branch.slots[index], hash, key, shift + BITS, builder);
        if (rest != null) {
            boolean alone = branch.slots.length == 1 && !(rest instanceof Branch);
            return alone ? rest : branch.withSlot(index, rest, builder);
        }
        Object[] slots = new Object[branch.slots.length - 1];
        System.arraycopy(branch.slots, 0, slots, 0, index);
        System.arraycopy(branch.slots, index + 1, slots, index, slots.length - index);
        boolean alone = slots.length == 1 && !(slots[0] instanceof Branch);
        return alone ? slots[0] : new Branch(branch.bitmap & ~bit, slots, builder);
    }

    private static boolean sameContent(@Nullable Object a, @Nullable Object b) {
        if (a == b) {
            return true;
        }
        if (a instanceof Branch one && b instanceof Branch other) {
            if (one.bitmap != other.bitmap) {
                return false;
            }
            for (int i = 0; i < one.slots.length; i++) {
                if (!sameContent(one.slots[i], other.slots[i])) {
                    return false;
                }
            }
            return true;
        }
        if (a instanceof Collision one && b instanceof Collision other) {
            if (one.leaves.length != other.leaves.length) {
                return false;
            }
            for (int i = 0; i < one.leaves.length; i++) {
                if (!one.leaves[i].equals(other.leaves[i])) {
                    return false;
                }
            }
            return true;
        }
        return a instanceof Leaf<?, ?> one && one.equals(b);
    }

    private static <K, V> void diff(
            @Nullable Object older, @Nullable Object newer, int shift, DiffSink<? super K, ? super V> sink) {
        if (older == newer) {
            return;
        }
        if (older instanceof Branch a && newer instanceof Branch b) {
            int ways = a.bitmap | b.bitmap;
            while (ways != 0) {
                int bit = Integer.lowestOneBit(ways);
                ways &= ~bit;
                Object left = a.slotOf(bit);
                Object right = b.slotOf(bit);
                diff(left, right, shift + BITS, sink);
            }
            return;
        }
        for (Iterator<Map.Entry<K, V>> leaves = new Entries<>(older); leaves.hasNext(); ) {
            Leaf<K, V> leaf = (Leaf<K, V>) leaves.next();
            @SuppressWarnings("unchecked") // both maps are of the same types
            Leaf<K, V> other = (Leaf<K, V>) find(newer, leaf.hash, leaf.key, shift);
            if (other == null) {
                sink.removed(leaf.key, leaf.value);
            } else if (!leaf.value.equals(other.value)) {
                sink.changed(leaf.key, leaf.value, other.value);
            }
        }
        for (Iterator<Map.Entry<K, V>> leaves = new Entries<>(newer); leaves.hasNext(); ) {
            Leaf<K, V> leaf = (Leaf<K, V>) leaves.next();
            if (find(older, leaf.hash, leaf.key, shift) == null) {
                sink.added(leaf.key, leaf.value);
            }
        }
    }

    /** Returns how many branches of this map {@code other} does not share. */
    int freshBranches(PersistentMap<K, V> other) {
        return freshBranches(root, other.root);
    }

    private static int freshBranches(@Nullable Object mine, @Nullable Object theirs) {
        if (mine == theirs || !(mine instanceof Branch a)) {
            return 0;
        }
        int count = 1;
        for (int ways = a.bitmap; ways != 0; ways &= ways - 1) {
            int bit = Integer.lowestOneBit(ways);
            Object counterpart = theirs instanceof Branch b ? b.slotOf(bit) : null;
            count += freshBranches(a.slotOf(bit), counterpart);
        }
        return count;
    }

    /**
     * A map to be, for many changes at once: what it made itself it changes in place. For one thread; after
     * {@link #build} it may go on, and the maps it built stay as they are.
     *
     * @param <K> the keys
     * @param <V> the values
     */
    public static final class Builder<K extends Comparable<? super K>, V> {
        private @Nullable Object root;
        private int size;
        private Object owner = new Object();
        private PersistentMap<K, V> last;

        private Builder(PersistentMap<K, V> from) {
            this.last = from;
            this.root = from.root;
            this.size = from.size;
        }

        /** Lets {@code key} lead to {@code value}. */
        public Builder<K, V> put(K key, V value) {
            int hash = spread(key);
            Leaf<?, ?> old = find(root, hash, key, 0);
            if (old != null && (old.value == value || old.value.equals(value))) {
                return this;
            }
            root = insert(root, new Leaf<>(hash, key, requireNonNull(value, "value")), 0, owner);
            size += old == null ? 1 : 0;
            return this;
        }

        /** Takes {@code key} away if it is there. */
        public Builder<K, V> remove(K key) {
            int hash = spread(key);
            if (find(root, hash, key, 0) != null) {
                root = PersistentMap.remove(requireNonNull(root), hash, key, 0, owner);
                size--;
            }
            return this;
        }

        /** Returns the map of what this builder holds; the same as before where nothing changed. */
        public PersistentMap<K, V> build() {
            if (root != last.root) {
                owner = new Object();
                last = size == 0 ? empty() : new PersistentMap<>(root, size);
            }
            return last;
        }
    }

    /** A map of the JDK's kind over a persistent one. */
    private static final class View<K extends Comparable<? super K>, V> extends AbstractMap<K, V> {
        private final PersistentMap<K, V> map;

        View(PersistentMap<K, V> map) {
            this.map = map;
        }

        @Override
        @SuppressWarnings("unchecked")
        public @Nullable V get(@Nullable Object key) {
            return key == null ? null : map.get((K) key);
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return get(key) != null;
        }

        @Override
        public Set<Map.Entry<K, V>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public Iterator<Map.Entry<K, V>> iterator() {
                    return map.iterator();
                }

                @Override
                public int size() {
                    return map.size;
                }
            };
        }
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
            while (!(node instanceof Leaf<?, ?>)) {
                Object[] below = node instanceof Branch branch ? branch.slots : ((Collision) node).leaves;
                for (int i = below.length - 1; i > 0; i--) {
                    push(below[i]);
                }
                node = below[0];
            }
            return (Leaf<K, V>) node;
        }
    }
}
