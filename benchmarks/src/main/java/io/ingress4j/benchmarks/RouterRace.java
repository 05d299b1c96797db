package io.ingress4j.benchmarks;

import io.ingress4j.benchmarks.table.Finder;
import io.ingress4j.benchmarks.table.Meter;
import io.ingress4j.benchmarks.table.Request;
import io.ingress4j.benchmarks.table.Shapes;
import io.ingress4j.benchmarks.table.Table;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * All routers on the same table in one process and in turns, by processor time: the comparison for machines that are never
 * quiet. {@link RouterBenchmark} asks the same with a process for each.
 *
 * <pre>{@code java -Xmx6g -cp benchmarks/target/benchmarks.jar io.ingress4j.benchmarks.RouterRace 10,1000,10000,100000}</pre>
 *
 * <p>It prints one line for each size and traffic, by tabs: size, traffic, router, nanoseconds, bytes.
 */
public final class RouterRace {
    private static final int WARM_UPS = 20;
    private static final int ROUNDS = 9;
    private static final int CALLS = 1 << 15;
    private static final int LOOKS = 5_000_000;

    private RouterRace() {}

    /** Runs the sizes of the first argument with the routers of the second, all of them by default. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        Shapes shapes = Shapes.load();
        System.out.println("# shapes: " + shapes);
        Set<Finder.Kind> all = EnumSet.allOf(Finder.Kind.class);
        if (arguments.length > 1) {
            all.clear();
            for (String name : arguments[1].split(",", -1)) {
                all.add(Finder.Kind.valueOf(name));
            }
        }
        for (String size : arguments[0].split(",", -1)) {
            int rules = Integer.parseInt(size);
            Table table = Table.of(shapes, rules);
            List<Finder.Kind> kinds = new ArrayList<>(all);
            List<Finder> finders = new ArrayList<>();
            kinds.forEach(kind -> finders.add(kind.of(table)));
            System.gc();
            for (Table.Traffic traffic : Table.Traffic.values()) {
                Meter[] costs = measure(table.requests(traffic), rules, kinds, finders);
                for (int i = 0; i < costs.length; i++) {
                    System.out.printf(
                            Locale.ROOT,
                            "%d\t%s\t%s\t%.1f\t%d%n",
                            rules,
                            traffic,
                            i < kinds.size() ? kinds.get(i) : "POINTER_CHASE",
                            costs[i].nanos(),
                            costs[i].bytes());
                }
            }
        }
    }

    private static Meter[] measure(Request[] requests, int rules, List<Finder.Kind> kinds, List<Finder> finders) {
        Meter.Work[] works = new Meter.Work[finders.size() + 1];
        int[] calls = new int[works.length];
        for (int i = 0; i < finders.size(); i++) {
            works[i] = Meter.finding(finders.get(i), requests);
            boolean looksAtAll = kinds.get(i) == Finder.Kind.LINEAR || kinds.get(i) == Finder.Kind.SPRING;
            calls[i] = looksAtAll ? Math.max(20, Math.min(CALLS, LOOKS / rules)) : CALLS;
        }
        works[finders.size()] = chase(1 << 24);
        calls[finders.size()] = CALLS;
        return Meter.inTurns(WARM_UPS, ROUNDS, calls, works);
    }

    /** One hop after another through memory, in an order that cannot be foretold. */
    private static Meter.Work chase(int length) {
        int[] next = new int[length];
        for (int i = 0; i < length; i++) {
            next[i] = i;
        }
        var random = new Random(1);
        for (int i = length - 1; i > 0; i--) {
            int other = random.nextInt(i);
            int kept = next[i];
            next[i] = next[other];
            next[other] = kept;
        }
        int[] at = new int[1];
        return hops -> {
            int here = at[0];
            for (int i = 0; i < hops; i++) {
                here = next[here];
            }
            at[0] = here;
            return here;
        };
    }
}
