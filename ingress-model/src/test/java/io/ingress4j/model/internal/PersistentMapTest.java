package io.ingress4j.model.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The twin that says what right means is a {@link HashMap}. */
class PersistentMapTest {

    /** A key whose hash has as few values as a test wants. */
    private record Key(int id, int hashes) implements Comparable<Key> {
        @Override
        public int hashCode() {
            return id % hashes;
        }

        @Override
        public int compareTo(Key other) {
            return Integer.compare(id, other.id);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 50, Integer.MAX_VALUE})
    void agreesWithAHashMapThroughLongRandomEdits(int hashes) {
        var random = new Random(hashes);
        Map<Key, Integer> twin = new HashMap<>();
        PersistentMap<Key, Integer> map = PersistentMap.empty();
        int keys = hashes == 1 ? 60 : 2000;
        for (int step = 0; step < 40_000; step++) {
            // The share of removals drifts, so that the map fills up and empties again.
            boolean removes = random.nextInt(20_000) < step % 20_000;
            var key = new Key(random.nextInt(keys), hashes);
            PersistentMap<Key, Integer> before = map;
            Integer old = twin.get(key);
            if (removes) {
                twin.remove(key);
                map = map.without(key);
            } else {
                twin.put(key, step % 5);
                map = map.with(key, step % 5);
            }
            assertThat(map == before).isEqualTo(Objects.equals(old, twin.get(key)));
            assertThat(map.size()).isEqualTo(twin.size());
            assertThat(map.get(key)).isEqualTo(twin.get(key));
            assertThat(before.get(key)).isEqualTo(old);
            if (step % 1000 == 0) {
                assertThat(map.asMap()).isEqualTo(twin);
                assertThat(map.hashCode()).isEqualTo(twin.hashCode());
                assertThat(map).isEqualTo(built(twin));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, Integer.MAX_VALUE})
    void aBuilderAgreesWithAHashMapAndLeavesWhatItBuiltAlone(int hashes) {
        var random = new Random(hashes);
        Map<Key, Integer> twin = new HashMap<>();
        PersistentMap.Builder<Key, Integer> builder = PersistentMap.builder();
        for (int round = 0; round < 50; round++) {
            PersistentMap<Key, Integer> before = builder.build();
            Map<Key, Integer> twinBefore = Map.copyOf(twin);
            for (int i = 0; i < 100; i++) {
                var key = new Key(random.nextInt(300), hashes);
                if (random.nextInt(3) == 0) {
                    twin.remove(key);
                    builder.remove(key);
                } else {
                    twin.put(key, i);
                    builder.put(key, i);
                }
            }
            assertThat(before.asMap()).isEqualTo(twinBefore);
            assertThat(builder.build().asMap()).isEqualTo(twin);
            assertThat(differences(before, builder.build())).isEqualTo(differences(twinBefore, twin));
        }
    }

    @Property(tries = 1000)
    void differencesAreThoseOfHashMaps(
            @ForAll @Size(max = 60) Map<@IntRange(max = 80) Integer, @IntRange(max = 3) Integer> older,
            @ForAll @Size(max = 60) Map<@IntRange(max = 80) Integer, @IntRange(max = 3) Integer> newer,
            @ForAll @IntRange(min = 1, max = 40) int hashes) {
        Map<Key, Integer> a = new HashMap<>();
        older.forEach((id, value) -> a.put(new Key(id, hashes), value));
        Map<Key, Integer> b = new HashMap<>();
        newer.forEach((id, value) -> b.put(new Key(id, hashes), value));

        assertThat(differences(built(a), built(b))).isEqualTo(differences(a, b));
        assertThat(built(a).equals(built(b))).isEqualTo(a.equals(b));
    }

    @Test
    void mapsOfEqualContentAreEqualWhateverTheirHistory() {
        PersistentMap<Integer, String> up = PersistentMap.empty();
        PersistentMap<Integer, String> down = PersistentMap.empty();
        for (int i = 0; i < 5000; i++) {
            up = up.with(i, "v" + i);
            down = down.with(9999 - i, "v" + (9999 - i));
        }
        for (int i = 5000; i < 10_000; i++) {
            up = up.with(i, "v" + i);
            down = down.with(9999 - i, "v" + (9999 - i));
        }
        assertThat(up).isEqualTo(down).hasSameHashCodeAs(down);
        for (int i = 0; i < 9_000; i++) {
            up = up.without(i);
        }
        assertThat(up).isNotEqualTo(down);
        assertThat(up).isEqualTo(built(up.asMap()));
    }

    @Test
    void oneChangeCopiesOnePathOnly() {
        PersistentMap<Integer, Integer> map = PersistentMapTest.<Integer, Integer>built(
                IntStream.range(0, 200_000).boxed().collect(Collectors.toMap(i -> i, i -> i)));
        var random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            int key = random.nextInt(250_000);
            PersistentMap<Integer, Integer> next = i % 2 == 0 ? map.with(key, -i) : map.without(key);
            assertThat(next.freshBranches(map)).isLessThanOrEqualTo(7);
            assertThat(differences(map, next).size()).isLessThanOrEqualTo(1);
            map = next;
        }
    }

    @Test
    void manyKeysOfOneHashOverflowNoStack() {
        PersistentMap.Builder<Key, Integer> builder = PersistentMap.builder();
        for (int i = 0; i < 5000; i++) {
            builder.put(new Key(i, 1), i);
        }
        PersistentMap<Key, Integer> map = builder.build();
        assertThat(map.size()).isEqualTo(5000);
        assertThat(map.get(new Key(4999, 1))).isEqualTo(4999);
        assertThat(map.without(new Key(0, 1)).get(new Key(0, 1))).isNull();
    }

    /** A key of the one hash there is that counts how often it is compared. */
    private record Counted(int id, AtomicInteger looks) implements Comparable<Counted> {
        @Override
        public int hashCode() {
            return 7;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            looks.incrementAndGet();
            return other instanceof Counted counted && id == counted.id;
        }

        @Override
        public int compareTo(Counted other) {
            looks.incrementAndGet();
            return Integer.compare(id, other.id);
        }
    }

    @Test
    void whoeverChoosesKeysOfOneHashMakesALookupLongerByTheLogarithmOfTheirNumberOnly() {
        var looks = new AtomicInteger();
        PersistentMap.Builder<Counted, Integer> builder = PersistentMap.builder();
        for (int id = 0; id < 4096; id++) {
            builder.put(new Counted(id * 2779 % 4096, looks), id);
        }
        PersistentMap<Counted, Integer> map = builder.build();
        assertThat(looks).hasValueLessThan(4096 * 40);

        for (int id = 0; id < 4096; id++) {
            looks.set(0);
            assertThat(map.get(new Counted(id * 2779 % 4096, looks))).isEqualTo(id);
            assertThat(looks).hasValueLessThan(16);
        }
    }

    @Test
    void aRangeOfATextIsFoundWithoutRegardToCase() {
        // "a_" and "b@" have one hash in Java.
        PersistentMap<String, Integer> map = PersistentMap.<String, Integer>empty()
                .with("foo.example", 1)
                .with("b@", 2)
                .with("a_", 3)
                .with("c#", 4);
        assertThat(map.getLowerCase("http://FOO.Example:80", 7, 18)).isEqualTo(1);
        assertThat(map.getLowerCase("A_", 0, 2)).isEqualTo(3);
        assertThat(map.getLowerCase("C#", 0, 2)).isEqualTo(4);
        assertThat(map.getLowerCase("foo.exampl", 0, 10)).isNull();
        assertThat(map.getLowerCase("foo.example", 0, 0)).isNull();
        assertThat(PersistentMap.<String, Integer>empty().getLowerCase("a", 0, 1))
                .isNull();
    }

    @Test
    void theViewCannotBeChanged() {
        PersistentMap<String, Integer> map =
                PersistentMap.<String, Integer>empty().with("a", 1);
        assertThat(map.asMap()).isEqualTo(Map.of("a", 1)).hasToString("{a=1}");
        assertThat(map.asMap().containsKey("b")).isFalse();
        assertThatThrownBy(() -> map.asMap().put("b", 2)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> map.iterator().next().setValue(2)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> PersistentMap.empty().iterator().next()).isInstanceOf(NoSuchElementException.class);
    }

    private static <K extends Comparable<K>, V> PersistentMap<K, V> built(Map<K, V> content) {
        PersistentMap.Builder<K, V> builder = PersistentMap.builder();
        content.forEach(builder::put);
        return builder.build();
    }

    private static <K extends Comparable<K>, V> Map<K, String> differences(
            PersistentMap<K, V> older, PersistentMap<K, V> newer) {
        Map<K, String> found = new HashMap<>();
        older.diff(newer, new PersistentMap.DiffSink<K, V>() {
            @Override
            public void added(K key, V value) {
                assertThat(found.put(key, text(null, value))).isNull();
            }

            @Override
            public void removed(K key, V value) {
                assertThat(found.put(key, text(value, null))).isNull();
            }

            @Override
            public void changed(K key, V before, V after) {
                assertThat(found.put(key, text(before, after))).isNull();
            }
        });
        return found;
    }

    private static <K extends Comparable<K>, V> Map<K, String> differences(Map<K, V> older, Map<K, V> newer) {
        Map<K, String> found = new HashMap<>();
        var keys = new HashSet<>(older.keySet());
        keys.addAll(newer.keySet());
        for (K key : keys) {
            if (!Objects.equals(older.get(key), newer.get(key))) {
                found.put(key, text(older.get(key), newer.get(key)));
            }
        }
        return Collections.unmodifiableMap(found);
    }

    private static String text(@Nullable Object before, @Nullable Object after) {
        return before + " to " + after;
    }
}
