package io.ingress4j.matcher.trie;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An immutable radix trie of paths. An exact path takes itself; a prefix takes what equals it element by element. An
 * exact path wins over prefixes, among them the longest wins. A lookup walks the request's characters once and allocates
 * nothing.
 *
 * <p>The prefixes {@code /foo} and {@code /foo/} take the same requests; where both are there, {@code /foo} has the
 * request for just that and {@code /foo/} all below it.
 *
 * @param <V> what paths lead to
 */
public final class PathTrie<V> {
    private final Node<V> root;

    private PathTrie(Node<V> root) {
        this.root = root;
    }

    /** One stretch of characters that paths have in common, and what ends there. */
    private static final class Node<V> {
        private String label;
        private @Nullable V exact;
        private @Nullable V prefix;
        private @Nullable V slashedPrefix;
        private final List<Node<V>> growing = new ArrayList<>();
        private char[] firsts = {};
        private @Nullable Node<V>[] children = newArray(0);

        Node(String label) {
            this.label = label;
        }

        @SuppressWarnings({"unchecked", "rawtypes"})
        private static <V> @Nullable Node<V>[] newArray(int length) {
            return new Node[length];
        }

        void freeze() {
            growing.sort(Comparator.comparing(child -> child.label.charAt(0)));
            firsts = new char[growing.size()];
            children = newArray(growing.size());
            for (int i = 0; i < firsts.length; i++) {
                Node<V> child = growing.get(i);
                firsts[i] = child.label.charAt(0);
                children[i] = child;
                child.freeze();
            }
        }

        @Nullable
        Node<V> child(char first) {
            int low = 0;
            int high = firsts.length - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                char c = firsts[middle];
                if (c == first) {
                    return children[middle];
                }
                if (c < first) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return null;
        }
    }

    /** Returns a builder of an empty trie. */
    public static <V> Builder<V> builder() {
        return new Builder<>();
    }

    /** Returns what takes the path that {@code text} holds from {@code start} to {@code end}, or null. */
    public @Nullable V find(String text, int start, int end) {
        Node<V> node = root;
        int at = start;
        V best = null;
        while (true) {
            if (at == end) {
                if (node.exact != null) {
                    return node.exact;
                }
                V here = node.prefix != null ? node.prefix : node.slashedPrefix;
                return here != null ? here : best;
            }
            char next = text.charAt(at);
            if (next == '/') {
                V here = node.slashedPrefix != null ? node.slashedPrefix : node.prefix;
                if (here != null) {
                    best = here;
                }
            }
            Node<V> child = node.child(next);
            if (child == null || !text.startsWith(child.label, at) || at + child.label.length() > end) {
                return best;
            }
            at += child.label.length();
            node = child;
        }
    }

    /** The paths of a trie to be. Not for use by several threads; of no use after {@link #build}. */
    public static final class Builder<V> {
        private final Node<V> root = new Node<>("");

        private Builder() {}

        /**
         * Adds a whole path.
         *
         * @return whether it is new; the first value of a path stays
         */
        public boolean exact(String path, V value) {
            Node<V> node = nodeOf(path);
            if (node.exact != null) {
                return false;
            }
            node.exact = value;
            return true;
        }

        /**
         * Adds a prefix.
         *
         * @return whether it is new; the first value of a prefix stays
         */
        public boolean prefix(String path, V value) {
            boolean slashed = path.endsWith("/");
            Node<V> node = nodeOf(slashed ? path.substring(0, path.length() - 1) : path);
            if ((slashed ? node.slashedPrefix : node.prefix) != null) {
                return false;
            }
            if (slashed) {
                node.slashedPrefix = value;
            } else {
                node.prefix = value;
            }
            return true;
        }

        /** Returns the trie. */
        public PathTrie<V> build() {
            root.freeze();
            return new PathTrie<>(root);
        }

        private Node<V> nodeOf(String path) {
            Node<V> node = root;
            int at = 0;
            while (at < path.length()) {
                Node<V> child = growingChild(node, path.charAt(at));
                if (child == null) {
                    Node<V> leaf = new Node<>(path.substring(at));
                    node.growing.add(leaf);
                    return leaf;
                }
                int common = commonLength(child.label, path, at);
                if (common < child.label.length()) {
                    child = split(node, child, common);
                }
                at += common;
                node = child;
            }
            return node;
        }

        private static <V> @Nullable Node<V> growingChild(Node<V> node, char first) {
            for (Node<V> child : node.growing) {
                if (child.label.charAt(0) == first) {
                    return child;
                }
            }
            return null;
        }

        private static int commonLength(String label, String path, int at) {
            int limit = Math.min(label.length(), path.length() - at);
            int common = 0;
            while (common < limit && label.charAt(common) == path.charAt(at + common)) {
                common++;
            }
            return common;
        }

        private static <V> Node<V> split(Node<V> parent, Node<V> child, int at) {
            Node<V> upper = new Node<>(child.label.substring(0, at));
            child.label = child.label.substring(at);
            upper.growing.add(child);
            parent.growing.set(parent.growing.indexOf(child), upper);
            return upper;
        }
    }
}
