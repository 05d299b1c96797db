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

    @Test
    void aChangeAmongManyCopiesTheDirectoryAndOnePage() {
        Map<String, Integer> all = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            all.put("host-" + i + ".example.com", i);
        }
        HostTable<Integer> table = HostTable.<Integer>empty().with(List.of(), all);
        Map<String, Integer> one = Map.of("host-77.example.com", 0);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        long bytes = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long before = threads.getThreadAllocatedBytes(self);
            HostTable<Integer> next = table.with(List.of(), one);
            bytes = Math.min(bytes, threads.getThreadAllocatedBytes(self) - before);
            assertThat(next.get("host-77.example.com")).isZero();
        }

        assertThat(bytes).isLessThan(11_000);
    }
}
