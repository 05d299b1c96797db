package io.ingress4j.matcher.trie;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An immutable radix trie of paths. An exact path takes itself; a prefix takes what equals it element by element. An
 * exact path wins over prefixes, among them the longest wins. A lookup walks the request's characters once and allocates
 * nothing.
 *
 * <p>The prefixes {@code /foo} and {@code /foo/} take the same requests; where both are there, {@code /foo} has the
 * request for just that and {@code /foo/} all below it. Prefixes are kept without that slash, so they always end where a
 * {@code /} or the end of the request has to follow.
 *
 * <p>The trie lies flat in one text of labels and one array of four numbers a node, level by level, the children of a
 * node side by side and sorted by first character:
 *
 * <pre>
 * HEAD    first character of the label, and which of exact, prefix, slashed prefix end here (EXACT, PREFIX, SLASHED)
 * LABEL   where the label goes on in the text of labels; it ends where the next node's begins
 * CHILD   the first child; the children end where the next node's begin
 * VALUE   the index of the first value, in the order of the bits
 * </pre>
 *
 * A sentinel node ends the array. Only the root's label lies whole in the text. A trie of one path, the commonest, borrows
 * the path as its text and shares its numbers with all others of that length.
 *
 * @param <V> what paths lead to
 */
public final class PathTrie<V> {
    private static final int EXACT = 1;
    private static final int PREFIX = 2;
    private static final int SLASHED = 4;
    private static final int KINDS = 7;
    private static final int KIND_BITS = 3;
    private static final int NO_CHARACTER = -1;

    private static final int HEAD = 0;
    private static final int LABEL = 1;
    private static final int CHILD = 2;
    private static final int VALUE = 3;
    private static final int NODE = 4;

    /** The numbers of tries of one path, by its length and kind. */
    private static final int[][] SOLE = soleNodes(32);

    private final String labels;
    private final int[] nodes;
    private final Object[] values;
    private final boolean asWritten;

    private PathTrie(String labels, int[] nodes, Object[] values, boolean asWritten) {
        this.labels = labels;
        this.nodes = nodes;
        this.values = values;
        this.asWritten = asWritten;
    }

    private static int[][] soleNodes(int lengths) {
        int[][] all = new int[lengths * (KINDS + 1)][];
        for (int length = 0; length < lengths; length++) {
            for (int kind = EXACT; kind <= SLASHED; kind <<= 1) {
                all[length * (KINDS + 1) + kind] = soleNode(length, kind);
            }
        }
        return all;
    }

    private static int[] soleNode(int length, int kind) {
        return new int[] {kind, 0, 1, 0, 0, length, 1, 1};
    }

    /** Returns a builder of an empty trie. */
    public static <V> Builder<V> builder() {
        return new Builder<>();
    }

    /**
     * Returns what takes the path that {@code text} holds, or null.
     *
     * @param text where the path is
     * @param start where it begins
     * @param end where it ends, exclusive
     */
    public @Nullable V find(String text, int start, int end) {
        int best = indexOf(text, start, end);
        return best < 0 ? null : value(best);
    }

    /**
     * Returns whether a request writes each of the paths in one way only, the way in which it stands here. None of them holds
     * a {@code ?} then.
     */
    public boolean isAsWritten() {
        return asWritten;
    }

    /** Returns how many values there are. */
    public int size() {
        return values.length;
    }

    /** Returns the value with a number from 0 to less than {@link #size}. */
    @SuppressWarnings("unchecked")
    public V value(int index) {
        return (V) values[index];
    }

    /**
     * Returns the number of the value that takes the path that {@code text} holds, or -1.
     *
     * @param text where the path is
     * @param start where it begins
     * @param end where it ends, exclusive
     */
    public int indexOf(String text, int start, int end) {
        return (int) walk(text, start, end, NO_CHARACTER);
    }

    /**
     * Finds the path that {@code target} begins with, up to the first {@code ?}, in a trie that {@link #isAsWritten}. The
     * walk looks at no more characters than it takes; whether the rest of the path reads as it is written is for the caller
     * to see.
     *
     * @return in the lower half the number of the value, or -1; in the upper half how many characters at the beginning of
     *     {@code target} are known to be those of a path of this trie
     */
    public long walk(String target) {
        return walk(target, 0, target.length(), '?');
    }

    private long walk(String text, int start, int end, int stop) {
        int[] numbers = nodes;
        String all = labels;
        int node = 0;
        int at = start;
        int best = -1;
        while (true) {
            int label = numbers[node + LABEL];
            int length = numbers[node + NODE + LABEL] - label;
            if (length > end - at || (length > 0 && !text.regionMatches(at, all, label, length))) {
                break;
            }
            at += length;
            int kinds = numbers[node + HEAD] & KINDS;
            int next = at == end ? stop : text.charAt(at);
            if (next == stop) {
                // The bits are in the order of precedence for the path itself.
                best = kinds == 0 ? best : numbers[node + VALUE];
                break;
            }
            if (next == '/' && kinds > EXACT) {
                // The last one is the one for what is below.
                best = numbers[node + VALUE] + Integer.bitCount(kinds) - 1;
            }
            node = child(numbers, node, next);
            if (node < 0) {
                break;
            }
            at++;
        }
        return (long) (at - start) << 32 | (best & 0xFFFFFFFFL);
    }

    /** Returns the child whose label begins with {@code first}, or -1. */
    private static int child(int[] numbers, int node, int first) {
        int low = numbers[node + CHILD];
        int high = numbers[node + NODE + CHILD] - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int c = numbers[middle * NODE + HEAD] >>> KIND_BITS;
            if (c == first) {
                return middle * NODE;
            }
            if (c < first) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** Returns all that takes {@code path}, in the order of precedence; for explanations. */
    @SuppressWarnings("unchecked")
    public List<V> candidates(String path) {
        List<V> taking = new ArrayList<>();
        int node = 0;
        int at = 0;
        while (node >= 0) {
            int label = nodes[node + LABEL];
            int length = nodes[node + NODE + LABEL] - label;
            if (!path.regionMatches(at, labels, label, length)) {
                break;
            }
            at += length;
            int kinds = nodes[node + HEAD] & KINDS;
            int value = nodes[node + VALUE];
            int count = Integer.bitCount(kinds);
            if (at == path.length()) {
                for (int i = count - 1; i >= 0; i--) {
                    taking.add((V) values[value + i]);
                }
                break;
            }
            char next = path.charAt(at);
            if (next == '/') {
                for (int i = kinds & EXACT; i < count; i++) {
                    taking.add((V) values[value + i]);
                }
            }
            node = child(nodes, node, next);
            at++;
        }
        // The walk went from the shortest to the longest.
        Collections.reverse(taking);
        return taking;
    }

    /**
     * The paths of a trie to be: each begins with a slash and has no empty elements. Not for use by several threads; of no
     * use after {@link #build}.
     *
     * @param <V> what paths lead to
     */
    public static final class Builder<V> {
        private final Growing root = new Growing("");
        private @Nullable String first;
        private int size;
        private boolean asWritten;

        private Builder() {}

        /** One stretch of characters that paths have in common, and what ends there. */
        private static final class Growing {
            private String label;
            private int kinds;
            private final @Nullable Object[] ends = new Object[KIND_BITS];
            private final List<Growing> children = new ArrayList<>(2);

            Growing(String label) {
                this.label = label;
            }
        }

        /**
         * Adds a whole path.
         *
         * @return whether it is new; the first value of a path stays
         */
        public boolean exact(String path, V value) {
            return add(path, EXACT, value);
        }

        /**
         * Adds a prefix.
         *
         * @return whether it is new; the first value of a prefix stays
         */
        public boolean prefix(String path, V value) {
            return path.endsWith("/")
                    ? add(path.substring(0, path.length() - 1), SLASHED, value)
                    : add(path, PREFIX, value);
        }

        /** Says whether a request writes each of the paths in one way only, the way in which it stands here. */
        public Builder<V> asWritten(boolean asWritten) {
            this.asWritten = asWritten;
            return this;
        }

        private boolean add(String path, int kind, V value) {
            Growing node = nodeOf(path);
            if ((node.kinds & kind) != 0) {
                return false;
            }
            node.kinds |= kind;
            node.ends[kind >> 1] = requireNonNull(value, "value");
            if (size++ == 0) {
                first = path;
            }
            return true;
        }

        /** Returns the trie. */
        public PathTrie<V> build() {
            Growing top = root.kinds == 0 && root.children.size() == 1 ? root.children.get(0) : root;
            Object[] values = new Object[size];
            if (size == 1 && first != null) {
                int length = first.length();
                int spot = length * (KINDS + 1) + top.kinds;
                values[0] = requireNonNull(top.ends[top.kinds >> 1]);
                return new PathTrie<>(
                        first, spot < SOLE.length ? SOLE[spot] : soleNode(length, top.kinds), values, asWritten);
            }
            return flatten(top, values);
        }

        private PathTrie<V> flatten(Growing top, Object[] values) {
            List<Growing> levels = new ArrayList<>();
            levels.add(top);
            for (int i = 0; i < levels.size(); i++) {
                List<Growing> children = levels.get(i).children;
                children.sort(Comparator.comparing(child -> child.label.charAt(0)));
                levels.addAll(children);
            }
            int[] nodes = new int[(levels.size() + 1) * NODE];
            var labels = new StringBuilder();
            int child = 1;
            int value = 0;
            for (int i = 0; i < levels.size(); i++) {
                Growing node = levels.get(i);
                int initial = i == 0 ? 0 : node.label.charAt(0);
                nodes[i * NODE + HEAD] = (initial << KIND_BITS) | node.kinds;
                nodes[i * NODE + LABEL] = labels.length();
                nodes[i * NODE + CHILD] = child;
                nodes[i * NODE + VALUE] = value;
                labels.append(node.label, i == 0 ? 0 : 1, node.label.length());
                child += node.children.size();
                for (Object end : node.ends) {
                    if (end != null) {
                        values[value++] = end;
                    }
                }
            }
            int sentinel = levels.size() * NODE;
            nodes[sentinel + LABEL] = labels.length();
            nodes[sentinel + CHILD] = child;
            nodes[sentinel + VALUE] = value;
            return new PathTrie<>(labels.toString(), nodes, values, asWritten);
        }

        private Growing nodeOf(String path) {
            Growing node = root;
            int at = 0;
            while (at < path.length()) {
                int index = childIndex(node, path.charAt(at));
                if (index < 0) {
                    Growing leaf = new Growing(path.substring(at));
                    node.children.add(leaf);
                    return leaf;
                }
                Growing child = node.children.get(index);
                int common = commonLength(child.label, path, at);
                if (common < child.label.length()) {
                    child = split(node, index, common);
                }
                at += common;
                node = child;
            }
            return node;
        }

        private static int childIndex(Growing node, char first) {
            for (int i = 0; i < node.children.size(); i++) {
                if (node.children.get(i).label.charAt(0) == first) {
                    return i;
                }
            }
            return -1;
        }

        private static int commonLength(String label, String path, int at) {
            int limit = Math.min(label.length(), path.length() - at);
            int common = 0;
            while (common < limit && label.charAt(common) == path.charAt(at + common)) {
                common++;
            }
            return common;
        }

        private static Growing split(Growing parent, int index, int at) {
            Growing lower = parent.children.get(index);
            Growing upper = new Growing(lower.label.substring(0, at));
            lower.label = lower.label.substring(at);
            upper.children.add(lower);
            parent.children.set(index, upper);
            return upper;
        }
    }
}
