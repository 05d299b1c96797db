package io.ingress4j.matcher.trie;

import io.ingress4j.model.internal.LowerCase;
import io.ingress4j.model.internal.PersistentMap;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An immutable hash table from names in lower case to values, laid out for few dependent loads: a directory leads to a
 * page of 256 slots and some more, names and values side by side. A name stands in the slot that its hash names, or in the
 * next free one; the last slot of a page is always free, so that every search ends.
 *
 * <p>A change copies the pages that it writes to, and the directory: a reference for a hundred names or so, which is what
 * one load less in every lookup costs. Where the table outgrows its pages, or needs a small part of them only, it is made
 * anew.
 *
 * <p>A name that finds its page full up to the last slot goes to a map beside the pages, in which what is not found in a
 * page is looked up as well. So a search is bounded by the length of a page, also where somebody chose thousands of names
 * for their hash codes; with names that nobody chose for that the map is empty.
 *
 * @param <V> the values
 */
final class HostTable<V> {
    private static final int SLOT_SHIFT = 24;
    private static final int SLOTS = 256;
    private static final int SPARE_SLOTS = 24;
    private static final int LAST = 2 * (SLOTS + SPARE_SLOTS - 1); // of a page, always free
    private static final int NAMES_A_PAGE = 128;
    private static final int MOST_PAGES = 1 << 16;

    private static final @Nullable Object[] NO_NAMES = new Object[2 * (SLOTS + SPARE_SLOTS)];
    private static final HostTable<?> EMPTY = new HostTable<>(new Object[][] {NO_NAMES}, PersistentMap.empty(), 0);

    private final @Nullable Object[][] pages;
    private final PersistentMap<String, V> beside;
    private final int size;

    private HostTable(@Nullable Object[][] pages, PersistentMap<String, V> beside, int size) {
        this.pages = pages;
        this.beside = beside;
        this.size = size;
    }

    /** Returns the table without names. */
    @SuppressWarnings("unchecked")
    static <V> HostTable<V> empty() {
        return (HostTable<V>) EMPTY;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** Returns the value of {@code name} as it is written, or null. */
    @SuppressWarnings("unchecked")
    @Nullable
    V get(String name) {
        int hash = mix(name.hashCode());
        @Nullable Object[] page = pages[hash & (pages.length - 1)];
        int i = slotOf(hash);
        for (Object there = page[i]; there != null; there = page[i]) {
            if (name.equals(there)) {
                return (V) page[i + 1];
            }
            i += 2;
        }
        return beside.isEmpty() ? null : beside.get(name);
    }

    /**
     * Returns the value of the name that a range of {@code text} is in lower case, or null.
     *
     * @param text where the range is
     * @param start where it begins
     * @param end where it ends, exclusive
     * @param hashCode the hash code that a string of the range in lower case has
     */
    @SuppressWarnings("unchecked")
    @Nullable
    V get(String text, int start, int end, int hashCode) {
        int hash = mix(hashCode);
        @Nullable Object[] page = pages[hash & (pages.length - 1)];
        int i = slotOf(hash);
        for (Object there = page[i]; there != null; there = page[i]) {
            if (LowerCase.is((String) there, text, start, end)) {
                return (V) page[i + 1];
            }
            i += 2;
        }
        return beside.isEmpty() ? null : beside.getLowerCase(text, start, end);
    }

    /**
     * Returns the value of the name that {@code text} ends with as it is written, or null.
     *
     * @param text where the name is
     * @param start where it begins
     * @param hashCode its hash code
     */
    @SuppressWarnings("unchecked")
    @Nullable
    V getAsWritten(String text, int start, int hashCode) {
        int hash = mix(hashCode);
        @Nullable Object[] page = pages[hash & (pages.length - 1)];
        int i = slotOf(hash);
        for (Object there = page[i]; there != null; there = page[i]) {
            String name = (String) there;
            if (name.length() == text.length() - start && text.endsWith(name)) {
                return (V) page[i + 1];
            }
            i += 2;
        }
        boolean isThere = !beside.isEmpty() && LowerCase.isFrom(text, start);
        return isThere ? beside.getLowerCase(text, start, text.length()) : null;
    }

    private static int slotOf(int hash) {
        return hash >>> SLOT_SHIFT << 1;
    }

    private static int mix(int hashCode) {
        int h = hashCode * 0x9E3779B9;
        return h ^ (h >>> 15);
    }

    /** Returns this table without the names of {@code gone} and then with those of {@code come}. */
    HostTable<V> with(Collection<String> gone, Map<String, V> come) {
        if (gone.isEmpty() && come.isEmpty()) {
            return this;
        }
        int added = 0;
        for (String name : come.keySet()) {
            added += get(name) == null ? 1 : 0;
        }
        var next = new Change<V>(this, wantedPages(size + added));
        for (String name : gone) {
            if (!come.containsKey(name)) { // a value that is replaced moves no name
                next.remove(name);
            }
        }
        come.forEach(next::put);
        return next.size == 0 ? empty() : new HostTable<>(next.pages, next.beside, next.size);
    }

    /** Twice the pages where they are full; half of them, as often as it takes, where an eighth of their names is left. */
    private int wantedPages(int names) {
        int wanted = pages.length;
        while (names > wanted * NAMES_A_PAGE && wanted < MOST_PAGES) {
            wanted <<= 1;
        }
        while (names < wanted * (NAMES_A_PAGE / 8) && wanted > 1) {
            wanted >>= 1;
        }
        return wanted;
    }

    /** Returns how many names stand beside the pages. */
    int besidePages() {
        return beside.size();
    }

    /** A table to be: it copies a page when it first writes to it. */
    private static final class Change<V> {
        private final @Nullable Object[][] pages;
        private final @Nullable Object[][] shared;
        private PersistentMap<String, V> beside;
        private int size;

        @SuppressWarnings("unchecked")
        Change(HostTable<V> from, int count) {
            shared = from.pages;
            if (count == shared.length) {
                pages = shared.clone();
                beside = from.beside;
                size = from.size;
                return;
            }
            pages = new Object[count][];
            beside = PersistentMap.empty();
            Arrays.fill(pages, NO_NAMES);
            for (@Nullable Object[] page : shared) {
                for (int i = 0; i < page.length; i += 2) {
                    if (page[i] != null) {
                        put((String) page[i], (V) page[i + 1]);
                    }
                }
            }
            from.beside.forEach(this::put);
        }

        void put(String name, V value) {
            int hash = mix(name.hashCode());
            int number = hash & (pages.length - 1);
            int i = find(pages[number], name, hash);
            boolean isNew = pages[number][i] == null;
            if (isNew && (i == LAST || beside.containsKey(name))) {
                size += beside.containsKey(name) ? 0 : 1;
                beside = beside.with(name, value);
                return;
            }
            @Nullable Object[] page = ownPage(number);
            page[i] = name;
            page[i + 1] = value;
            size += isNew ? 1 : 0;
        }

        void remove(String name) {
            int hash = mix(name.hashCode());
            int number = hash & (pages.length - 1);
            int free = find(pages[number], name, hash);
            if (pages[number][free] == null) {
                size -= beside.containsKey(name) ? 1 : 0;
                beside = beside.without(name);
                return;
            }
            @Nullable Object[] page = ownPage(number);
            // What stands behind it, up to the next free slot, moves up where that is not before its own slot.
            for (int i = free + 2; page[i] != null; i += 2) {
                if (slotOf(mix(((String) page[i]).hashCode())) <= free) {
                    page[free] = page[i];
                    page[free + 1] = page[i + 1];
                    free = i;
                }
            }
            page[free] = null;
            page[free + 1] = null;
            size--;
        }

        private @Nullable Object[] ownPage(int number) {
            @Nullable Object[] page = pages[number];
            if (page == NO_NAMES || (pages.length == shared.length && page == shared[number])) {
                page = page.clone();
                pages[number] = page;
            }
            return page;
        }

        /** Returns the slot of a name, or the free one where it belongs. */
        private static int find(@Nullable Object[] page, String name, int hash) {
            int i = slotOf(hash);
            while (page[i] != null && !name.equals(page[i])) {
                i += 2;
            }
            return i;
        }
    }
}
