package io.ingress4j.matcher.trie;

import io.ingress4j.model.internal.PersistentMap;
import org.jspecify.annotations.Nullable;

/**
 * An immutable index from host names to values. A name is found in this order: the exact name, the longest
 * {@code **.suffix} over any number of labels, the longest {@code prefix.*}, the {@code *.suffix} over exactly one label,
 * the default. Names are in lower case; a lookup ignores the case of ASCII letters and a dot at the end, and allocates
 * nothing. A change copies a path of the index, not the whole.
 *
 * @param <V> the values
 */
public final class HostIndex<V> {
    private static final HostIndex<?> EMPTY = new HostIndex<>(
            PersistentMap.empty(), PersistentMap.empty(), PersistentMap.empty(), PersistentMap.empty(), null);

    private final PersistentMap<String, V> exact;
    private final PersistentMap<String, V> anyLabels;
    private final PersistentMap<String, V> prefixes;
    private final PersistentMap<String, V> oneLabel;
    private final @Nullable V otherwise;

    private HostIndex(
            PersistentMap<String, V> exact,
            PersistentMap<String, V> anyLabels,
            PersistentMap<String, V> prefixes,
            PersistentMap<String, V> oneLabel,
            @Nullable V otherwise) {
        this.exact = exact;
        this.anyLabels = anyLabels;
        this.prefixes = prefixes;
        this.oneLabel = oneLabel;
        this.otherwise = otherwise;
    }

    /** Returns the index without names. */
    @SuppressWarnings("unchecked")
    public static <V> HostIndex<V> empty() {
        return (HostIndex<V>) EMPTY;
    }

    /**
     * Returns this index with {@code pattern} leading to {@code value}, or leading nowhere if that is null.
     *
     * @param pattern an exact name, {@code *.suffix}, {@code **.suffix}, {@code prefix.*}, or empty for the default
     * @param value the value, or null
     */
    public HostIndex<V> with(String pattern, @Nullable V value) {
        if (pattern.isEmpty()) {
            return new HostIndex<>(exact, anyLabels, prefixes, oneLabel, value);
        }
        if (pattern.startsWith("**.")) {
            var next = change(anyLabels, pattern.substring(2), value);
            return new HostIndex<>(exact, next, prefixes, oneLabel, otherwise);
        }
        if (pattern.startsWith("*.")) {
            var next = change(oneLabel, pattern.substring(1), value);
            return new HostIndex<>(exact, anyLabels, prefixes, next, otherwise);
        }
        if (pattern.endsWith(".*")) {
            var next = change(prefixes, pattern.substring(0, pattern.length() - 1), value);
            return new HostIndex<>(exact, anyLabels, next, oneLabel, otherwise);
        }
        return new HostIndex<>(change(exact, pattern, value), anyLabels, prefixes, oneLabel, otherwise);
    }

    private static <V> PersistentMap<String, V> change(PersistentMap<String, V> map, String key, @Nullable V value) {
        return value == null ? map.without(key) : map.with(key, value);
    }

    /** Returns the value of the name that {@code text} holds from {@code start} to {@code end}, or null. */
    public @Nullable V find(String text, int start, int end) {
        int last = end > start && text.charAt(end - 1) == '.' ? end - 1 : end;
        V found = exact.getLowerCase(text, start, last);
        if (found == null && anyLabels.size() > 0) {
            found = findSuffix(text, start, last);
        }
        if (found == null && prefixes.size() > 0) {
            found = findPrefix(text, start, last);
        }
        if (found == null) {
            found = findOneLabel(text, start, last);
        }
        return found == null ? otherwise : found;
    }

    /** Returns the value of the wildcard over one label, or null. */
    public @Nullable V findOneLabel(String text, int start, int last) {
        if (oneLabel.size() == 0) {
            return null;
        }
        int dot = text.indexOf('.', start);
        return dot <= start || dot >= last ? null : oneLabel.getLowerCase(text, dot, last);
    }

    private @Nullable V findSuffix(String text, int start, int last) {
        for (int dot = text.indexOf('.', start + 1); dot >= 0 && dot < last; dot = text.indexOf('.', dot + 1)) {
            V found = anyLabels.getLowerCase(text, dot, last);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable V findPrefix(String text, int start, int last) {
        for (int dot = text.lastIndexOf('.', last - 2); dot > start; dot = text.lastIndexOf('.', dot - 1)) {
            V found = prefixes.getLowerCase(text, start, dot + 1);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
