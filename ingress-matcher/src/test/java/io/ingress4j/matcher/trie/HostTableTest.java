package io.ingress4j.matcher.trie;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HostTableTest {
    private final Random random = new Random(20_261_124);

    @Test
    void anyHistoryOfChangesLeadsToWhatAHashMapHolds() {
        for (int run = 0; run < 60; run++) {
            int names = 1 << random.nextInt(12);
            HostTable<Integer> table = HostTable.empty();
            Map<String, Integer> twin = new HashMap<>();
            for (int step = 0; step < 40; step++) {
                List<String> gone = new ArrayList<>();
                Map<String, Integer> come = new HashMap<>();
                for (int i = random.nextInt(step % 10 == 0 ? names : 4); i > 0; i--) {
                    gone.add(name(random.nextInt(names)));
                }
                for (int i = random.nextInt(step % 10 == 1 ? names : 4); i > 0; i--) {
                    come.put(name(random.nextInt(names)), random.nextInt());
                }
                HostTable<Integer> before = table;
                Map<String, Integer> beforeTwin = Map.copyOf(twin);

                table = table.with(gone, come);

                gone.forEach(twin::remove);
                twin.putAll(come);
                assertHolds(table, twin, names);
                assertHolds(before, beforeTwin, names);
            }
        }
    }

    private static void assertHolds(HostTable<Integer> table, Map<String, Integer> twin, int names) {
        assertThat(table.size()).isEqualTo(twin.size());
        assertThat(table.isEmpty()).isEqualTo(twin.isEmpty());
        for (int i = 0; i < names; i++) {
            String name = name(i);
            Integer expected = twin.get(name);
            String shouted = "x" + name.toUpperCase(Locale.ROOT) + ":80";
            String after = "tenant" + name;
            if (!Objects.equals(table.get(name), expected)
                    || !Objects.equals(table.getAsWritten(after, 6, name.hashCode()), expected)
                    || !Objects.equals(table.get(shouted, 1, shouted.length() - 3, name.hashCode()), expected)) {
                assertThat(table.get(name)).as(name).isEqualTo(expected);
                assertThat(table.getAsWritten(after, 6, name.hashCode()))
                        .as(after)
                        .isEqualTo(expected);
                assertThat(table.get(shouted, 1, shouted.length() - 3, name.hashCode()))
                        .as(shouted)
                        .isEqualTo(expected);
            }
        }
    }

    /** Every fourth name has the hash code of the one before it. */
    private static String name(int i) {
        return switch (i % 4) {
            case 0 -> "host-" + i + "az";
            case 1 -> "host-" + (i - 1) + "b[";
            default -> "host-" + i;
        };
    }

    /** Returns names that all have one hash code: of two letters each, {@code an} and {@code c0} have the same. */
    private static List<String> colliding(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var name = new StringBuilder();
            for (int bit = 0; bit < 12; bit++) {
                name.append((i >> bit & 1) == 0 ? "an" : "c0");
            }
            names.add(name.append(".example.com").toString());
        }
        return names;
    }

    @Test
    void namesOfOneHashCodeAreFoundReplacedAndRemoved() {
        List<String> names = colliding(4096);
        Map<String, Integer> all = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            all.put(names.get(i), i);
        }
        HostTable<Integer> full = HostTable.<Integer>empty().with(List.of(), all);
        HostTable<Integer> replaced = full.with(names, all); // what a change of their host does
        HostTable<Integer> half = replaced.with(names.subList(0, 2048), Map.of());
        HostTable<Integer> none = half.with(names, Map.of());

        assertThat(names.stream().map(String::hashCode).distinct()).hasSize(1);
        for (int i = 0; i < names.size(); i++) {
            assertThat(replaced.get(names.get(i))).isEqualTo(i);
            assertThat(half.get(names.get(i))).isEqualTo(i < 2048 ? null : Integer.valueOf(i));
        }
        assertThat(full.size()).isEqualTo(4096);
        assertThat(half.size()).isEqualTo(2048);
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.besidePages()).isZero();
    }

    @Test
    void noMoreThanOnePageIsSearchedForNamesOfOneHashCode() {
        Map<String, Integer> all = new HashMap<>();
        colliding(4096).forEach(name -> all.put(name, name.length()));

        assertThat(HostTable.<Integer>empty().with(List.of(), all).besidePages())
                .isGreaterThan(4096 - 300);
    }

    @Test
    void namesThatNobodyChoseForTheirHashCodesStandInPages() {
        for (int names = 1; names <= 1 << 18; names *= 2) {
            assertThat(tableOf(names).besidePages()).as("of " + names).isZero();
        }
    }

    private static HostTable<Integer> tableOf(int names) {
        Map<String, Integer> all = new HashMap<>();
        for (int i = 0; i < names; i++) {
            all.put("host-" + i + ".example.com", i);
        }
        return HostTable.<Integer>empty().with(List.of(), all);
    }

    private static long bytesOfAChange(HostTable<Integer> table) {
        Map<String, Integer> one = Map.of("host-77.example.com", 0);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        long bytes = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long before = threads.getThreadAllocatedBytes(self);
            HostTable<Integer> next = table.with(List.of("host-77.example.com"), one);
            bytes = Math.min(bytes, threads.getThreadAllocatedBytes(self) - before);
            assertThat(next.get("host-77.example.com")).isZero();
        }
        return bytes;
    }

    @Test
    void aChangeAmongManyCopiesAPageAndOneReferenceForAHundredNames() {
        long few = bytesOfAChange(tableOf(1_000));
        long many = bytesOfAChange(tableOf(200_000));

        assertThat(many).isLessThan(few + 200_000 / 100 * 8);
    }

    @Test
    void aTableThatWasLargeOnceIsSmallAgain() {
        List<String> gone = new ArrayList<>();
        for (int i = 100; i < 100_000; i++) {
            gone.add("host-" + i + ".example.com");
        }
        HostTable<Integer> left = tableOf(100_000).with(gone, Map.of());
        HostTable<Integer> next = left.with(List.of(), Map.of("new.example.com", 1)); // which sees how few there are

        assertThat(next.size()).isEqualTo(101);
        assertThat(bytesOfAChange(next)).isLessThan(bytesOfAChange(tableOf(1_000)) * 2);
    }
}
