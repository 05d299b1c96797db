package io.ingress4j.matcher.trie;

import io.ingress4j.model.internal.LowerCase;
import io.ingress4j.model.internal.PersistentMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An immutable index from host names to values. A name is found in this order: the exact name, the longest
 * {@code **.suffix} over any number of labels, the longest {@code prefix.*}, the {@code *.suffix} over exactly one label,
 * the default. Names are in lower case; a lookup ignores the case of ASCII letters and a dot at the end, and allocates
 * nothing. A change copies what it touches, and one reference for a hundred names.
 *
 * @param <V> the values
 */
public final class HostIndex<V> {
    private static final HostIndex<?> EMPTY =
            new HostIndex<>(HostTable.empty(), PersistentMap.empty(), PersistentMap.empty(), HostTable.empty(), null);

    /** Powers of 31, by which a string's hash code weighs its characters. */
    private static final int[] POWERS = powers(256);

    private final HostTable<V> exact;
    private final PersistentMap<String, V> anyLabels;
    private final PersistentMap<String, V> prefixes;
    private final HostTable<V> oneLabel;
    private final @Nullable V otherwise;

    private HostIndex(
            HostTable<V> exact,
            PersistentMap<String, V> anyLabels,
            PersistentMap<String, V> prefixes,
            HostTable<V> oneLabel,
            @Nullable V otherwise) {
        this.exact = exact;
        this.anyLabels = anyLabels;
        this.prefixes = prefixes;
        this.oneLabel = oneLabel;
        this.otherwise = otherwise;
    }

    private static int[] powers(int count) {
        int[] powers = new int[count];
        int power = 1;
        for (int i = 0; i < count; i++) {
            powers[i] = power;
            power *= 31;
        }
        return powers;
    }

    /** Returns the index without names. */
    @SuppressWarnings("unchecked")
    public static <V> HostIndex<V> empty() {
        return (HostIndex<V>) EMPTY;
    }

    /**
     * Returns this index without the patterns of {@code gone} and then with those of {@code come}. A pattern is an exact
     * name, {@code *.suffix}, {@code **.suffix}, {@code prefix.*}, or empty for the default.
     *
     * @param gone patterns that lead nowhere from now on
     * @param come patterns and where they lead from now on
     */
    public HostIndex<V> with(Collection<String> gone, Map<String, V> come) {
        var change = new Change<V>(this);
        gone.forEach(pattern -> change.add(pattern, null));
        come.forEach(change::add);
        return new HostIndex<>(
                exact.with(change.exactGone, change.exactCome),
                change.anyLabels,
                change.prefixes,
                oneLabel.with(change.oneLabelGone, change.oneLabelCome),
                change.otherwise);
    }

    /** The patterns of a change by the table that they belong to. */
    private static final class Change<V> {
        private final List<String> exactGone = new ArrayList<>();
        private final Map<String, V> exactCome = new HashMap<>();
        private final List<String> oneLabelGone = new ArrayList<>();
        private final Map<String, V> oneLabelCome = new HashMap<>();
        private PersistentMap<String, V> anyLabels;
        private PersistentMap<String, V> prefixes;
        private @Nullable V otherwise;

        Change(HostIndex<V> from) {
            anyLabels = from.anyLabels;
            prefixes = from.prefixes;
            otherwise = from.otherwise;
        }

        void add(String pattern, @Nullable V value) {
            if (pattern.isEmpty()) {
                otherwise = value;
            } else if (pattern.startsWith("**.")) {
                anyLabels = changed(anyLabels, pattern.substring(2), value);
            } else if (pattern.startsWith("*.")) {
                note(oneLabelGone, oneLabelCome, pattern.substring(1), value);
            } else if (pattern.endsWith(".*")) {
                prefixes = changed(prefixes, pattern.substring(0, pattern.length() - 1), value);
            } else {
                note(exactGone, exactCome, pattern, value);
            }
        }

        private static <V> void note(List<String> gone, Map<String, V> come, String key, @Nullable V value) {
            if (value == null) {
                gone.add(key);
            } else {
                come.put(key, value);
            }
        }

        private static <V> PersistentMap<String, V> changed(
                PersistentMap<String, V> map, String key, @Nullable V value) {
            return value == null ? map.without(key) : map.with(key, value);
        }
    }

    /** Returns where an exact name, {@code *.suffix} or the empty pattern itself leads, or null. */
    public @Nullable V get(String pattern) {
        if (pattern.isEmpty()) {
            return otherwise;
        }
        return pattern.startsWith("*.") ? oneLabel.get(pattern.substring(1)) : exact.get(pattern);
    }

    /**
     * Returns the value of the name that {@code text} is where that is clear from how it is written: a name in lower case,
     * as most requests write it. Null says nothing; {@link #find} knows then. The name's hash code is what the string keeps
     * anyway.
     */
    public @Nullable V findAsWritten(String text) {
        V found = exact.get(text);
        boolean clear = found != null || oneLabel.isEmpty() || anyLabels.size() > 0 || prefixes.size() > 0;
        return clear ? found : oneLabelAsWritten(text);
    }

    private @Nullable V oneLabelAsWritten(String text) {
        int length = text.length();
        int hash = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == '.') {
                return i == 0 ? null : oneLabel.getAsWritten(text, i, text.hashCode() - hash * power(length - i));
            }
            if (c == ':' || c == '[' || c != LowerCase.lower(c)) {
                return null;
            }
            hash = 31 * hash + c;
        }
        return null;
    }

    /** Returns the value of the name that {@code text} holds from {@code start} to {@code end}, or null. */
    public @Nullable V find(String text, int start, int end) {
        int last = withoutDot(text, start, end);
        int hash = 0;
        int firstLabel = 0;
        int dot = -1;
        for (int i = start; i < last; i++) {
            char c = text.charAt(i);
            if (c == '.' && dot < 0) {
                dot = i;
                firstLabel = hash;
            }
            hash = 31 * hash + LowerCase.lower(c);
        }
        V found = exact.get(text, start, last, hash);
        if (found == null && anyLabels.size() > 0) {
            found = findSuffix(text, start, last);
        }
        if (found == null && prefixes.size() > 0) {
            found = findPrefix(text, start, last);
        }
        if (found == null && dot > start && !oneLabel.isEmpty()) {
            found = oneLabel.get(text, dot, last, hash - firstLabel * power(last - dot));
        }
        return found == null ? otherwise : found;
    }

    private static int withoutDot(String text, int start, int end) {
        return end > start && text.charAt(end - 1) == '.' ? end - 1 : end;
    }

    private static int power(int exponent) {
        int power = POWERS[exponent & 255];
        for (int i = exponent >>> 8; i > 0; i--) {
            power *= POWERS[255] * 31;
        }
        return power;
    }

    /** Returns the value of the wildcard over one label, or null. */
    public @Nullable V findOneLabel(String text, int start, int end) {
        int last = withoutDot(text, start, end);
        int dot = text.indexOf('.', start);
        if (dot <= start || dot >= last || oneLabel.isEmpty()) {
            return null;
        }
        int hash = 0;
        for (int i = dot; i < last; i++) {
            hash = 31 * hash + LowerCase.lower(text.charAt(i));
        }
        return oneLabel.get(text, dot, last, hash);
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
