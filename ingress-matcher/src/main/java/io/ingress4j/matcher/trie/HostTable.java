package io.ingress4j.matcher.trie;

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
 * <p>Names of the same hash code stand in one run, whose length a lookup of such a name, a removal and each name that is
 * added pay for.
 *
 * @param <V> the values
 */
final class HostTable<V> {
    private static final int SLOT_SHIFT = 24;
    private static final int SLOTS = 256;
    private static final int SPARE_SLOTS = 8;
    private static final int NAMES_A_PAGE = 128;
    private static final int MOST_PAGES = 1 << 16;

    private static final @Nullable Object[] NO_NAMES = new Object[2 * (SLOTS + SPARE_SLOTS)];
    private static final HostTable<?> EMPTY = new HostTable<>(new Object[][] {NO_NAMES}, 0);

    private final @Nullable Object[][] pages;
    private final int size;

    private HostTable(@Nullable Object[][] pages, int size) {
        this.pages = pages;
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
        return null;
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
            if (isLowerCaseOf((String) there, text, start, end)) {
                return (V) page[i + 1];
            }
            i += 2;
        }
        return null;
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
        return null;
    }

    private static boolean isLowerCaseOf(String name, String text, int start, int end) {
        if (name.length() != end - start) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) != lower(text.charAt(start + i))) {
                return false;
            }
        }
        return true;
    }

    static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
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
        var next = new Change(this, wantedPages(size + added));
        for (String name : gone) {
            if (!come.containsKey(name)) { // a value that is replaced moves no name
                next.remove(name);
            }
        }
        come.forEach(next::put);
        return next.size == 0 ? empty() : new HostTable<>(next.pages, next.size);
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

    /** A table to be: it copies a page when it first writes to it. */
    private static final class Change {
        private final @Nullable Object[][] pages;
        private final @Nullable Object[][] shared;
        private int size;

        Change(HostTable<?> from, int count) {
            shared = from.pages;
            if (count == shared.length) {
                pages = shared.clone();
                size = from.size;
                return;
            }
            pages = new Object[count][];
            Arrays.fill(pages, NO_NAMES);
            for (@Nullable Object[] page : shared) {
                for (int i = 0; i < page.length; i += 2) {
                    if (page[i] != null) {
                        put((String) page[i], page[i + 1]);
                    }
                }
            }
        }

        void put(String name, @Nullable Object value) {
            int hash = mix(name.hashCode());
            int number = hash & (pages.length - 1);
            @Nullable Object[] page = ownPage(number);
            int i = find(page, name, hash);
            size += page[i] == null ? 1 : 0;
            page[i] = name;
            page[i + 1] = value;
            if (i + 2 == page.length) {
                pages[number] = Arrays.copyOf(page, page.length + 2 * SPARE_SLOTS);
            }
        }

        void remove(String name) {
            int hash = mix(name.hashCode());
            int number = hash & (pages.length - 1);
            int free = find(pages[number], name, hash);
            if (pages[number][free] == null) {
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
