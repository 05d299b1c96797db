package io.ingress4j.matcher.trie;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An immutable hash table from names in lower case to values, laid out for few dependent loads: a directory of two levels
 * leads to a page of a few slots, names and values side by side. A change copies the top of the directory, one part of it
 * and one page. When the table grows, the directory is made anew with twice the pages, so that a change costs the same at
 * every size on average.
 *
 * @param <V> the values
 */
final class HostTable<V> {
    private static final int PART_BITS = 8;
    private static final int PART = 1 << PART_BITS;
    private static final int MOST_PAGES = 1 << 20;
    private static final int NAMES_A_PAGE = 6;
    private static final int SLOT_SHIFT = 19;

    private static final HostTable<?> EMPTY = new HostTable<>(new Object[1][PART][], 1, 0);

    private final @Nullable Object[] @Nullable [][] directory;
    private final int pages;
    private final int size;

    private HostTable(@Nullable Object[] @Nullable [][] directory, int pages, int size) {
        this.directory = directory;
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
        @Nullable Object[] page = pageOf(hash);
        if (page == null) {
            return null;
        }
        int i = slotOf(hash, page);
        for (Object there = page[i]; there != null; there = page[i]) {
            if (name.equals(there)) {
                return (V) page[i + 1];
            }
            i = (i + 2) & (page.length - 1);
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
        @Nullable Object[] page = pageOf(hash);
        if (page == null) {
            return null;
        }
        int i = slotOf(hash, page);
        for (Object there = page[i]; there != null; there = page[i]) {
            if (isLowerCaseOf((String) there, text, start, end)) {
                return (V) page[i + 1];
            }
            i = (i + 2) & (page.length - 1);
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

    private @Nullable Object @Nullable [] pageOf(int hash) {
        int number = hash & (pages - 1);
        return directory[number >>> PART_BITS][number & (PART - 1)];
    }

    private static int slotOf(int hash, @Nullable Object[] page) {
        return (hash >>> SLOT_SHIFT) & (page.length - 2);
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
        int wanted = pages;
        while (size + come.size() > wanted * NAMES_A_PAGE && wanted < MOST_PAGES) {
            wanted <<= 1;
        }
        var next = new Change(this, wanted);
        gone.forEach(next::remove);
        come.forEach(next::put);
        return next.size == 0 ? empty() : new HostTable<>(next.directory, next.pages, next.size);
    }

    /** A table to be: it copies a part of the directory when it first writes to it, and every page that it changes. */
    private static final class Change {
        private final @Nullable Object[] @Nullable [][] directory;
        private final boolean[] own;
        private final int pages;
        private int size;

        Change(HostTable<?> from, int pages) {
            this.pages = pages;
            int parts = Math.max(1, pages >>> PART_BITS);
            own = new boolean[parts];
            if (pages == from.pages) {
                directory = from.directory.clone();
                size = from.size;
                return;
            }
            directory = new Object[parts][][];
            for (int i = 0; i < parts; i++) {
                directory[i] = new Object[PART][];
                own[i] = true;
            }
            for (@Nullable Object[] @Nullable [] part : from.directory) {
                for (@Nullable Object[] page : part) {
                    for (int i = 0; page != null && i < page.length; i += 2) {
                        if (page[i] != null) {
                            put((String) page[i], page[i + 1]);
                        }
                    }
                }
            }
        }

        void put(String name, @Nullable Object value) {
            int hash = mix(name.hashCode());
            @Nullable Object[] page = pageOf(hash);
            int used = page == null ? 0 : used(page);
            boolean isNew = page == null || page[find(page, name, hash)] == null;
            @Nullable Object[] next;
            if (page == null) {
                next = new Object[4];
            } else if (isNew && (used + 1) * 8 > page.length * 3) {
                next = refilled(page, page.length * 2, "");
            } else {
                next = page.clone();
            }
            int i = find(next, name, hash);
            next[i] = name;
            next[i + 1] = value;
            size += isNew ? 1 : 0;
            set(hash, next);
        }

        void remove(String name) {
            int hash = mix(name.hashCode());
            @Nullable Object[] page = pageOf(hash);
            if (page == null || page[find(page, name, hash)] == null) {
                return;
            }
            size--;
            set(hash, used(page) == 1 ? null : refilled(page, page.length, name));
        }

        private @Nullable Object @Nullable [] pageOf(int hash) {
            int number = hash & (pages - 1);
            return directory[number >>> PART_BITS][number & (PART - 1)];
        }

        private void set(int hash, @Nullable Object @Nullable [] page) {
            int number = hash & (pages - 1);
            int part = number >>> PART_BITS;
            if (!own[part]) {
                directory[part] = directory[part].clone();
                own[part] = true;
            }
            directory[part][number & (PART - 1)] = page;
        }

        private static int used(@Nullable Object[] page) {
            int used = 0;
            for (int i = 0; i < page.length; i += 2) {
                used += page[i] == null ? 0 : 1;
            }
            return used;
        }

        /** Returns the slot of a name, or the free one where it belongs. */
        private static int find(@Nullable Object[] page, String name, int hash) {
            int i = slotOf(hash, page);
            while (page[i] != null && !name.equals(page[i])) {
                i = (i + 2) & (page.length - 1);
            }
            return i;
        }

        private static @Nullable Object[] refilled(@Nullable Object[] page, int length, String without) {
            @Nullable Object[] next = new Object[length];
            for (int i = 0; i < page.length; i += 2) {
                String name = (String) page[i];
                if (name != null && !name.equals(without)) {
                    int to = find(next, name, mix(name.hashCode()));
                    next[to] = name;
                    next[to + 1] = page[i + 1];
                }
            }
            return next;
        }
    }
}
