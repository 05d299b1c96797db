package io.ingress4j.benchmarks;

import io.ingress4j.benchmarks.table.OurFinder;
import io.ingress4j.benchmarks.table.Shapes;
import io.ingress4j.benchmarks.table.Table;
import io.ingress4j.matcher.Router;
import java.util.Locale;
import org.openjdk.jol.info.GraphLayout;

/**
 * How much heap a router takes for each rule: what the heap grew by, collected before and after; and up to 200,000 rules,
 * where a walk of every object ends in time, the table as data and the index over it, together and apart, everything that
 * can be reached from them.
 *
 * <pre>{@code java -Xmx10g -cp benchmarks/target/benchmarks.jar io.ingress4j.benchmarks.RouterHeap 10000,1000000}</pre>
 *
 * <p>It prints by tabs: rules, bytes a rule that the heap grew by, of table and index, of the table alone; then what takes
 * most, by class.
 */
public final class RouterHeap {
    private static final int CLASSES = 18;
    private static final int MOST_WALKED = 200_000;

    private RouterHeap() {}

    /** Measures the sizes of the first argument. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        System.setProperty("jol.magicFieldOffset", "true"); // else it cannot look into records
        Shapes shapes = Shapes.load();
        System.out.println("# shapes: " + shapes);
        for (String size : arguments[0].split(",", -1)) {
            int rules = Integer.parseInt(size);
            long before = used();
            Router router = OurFinder.of(Table.of(shapes, rules).ingresses()).router();
            double grown = (double) (used() - before) / rules;
            if (rules > MOST_WALKED) {
                System.out.printf(
                        Locale.ROOT,
                        "%d\t%.1f\t(%d hosts)%n",
                        rules,
                        grown,
                        router.snapshot().size());
                continue;
            }
            GraphLayout both = GraphLayout.parseInstance(router);
            GraphLayout table = GraphLayout.parseInstance(router.snapshot());
            System.out.printf(
                    Locale.ROOT,
                    "%d\t%.1f\t%.1f\t%.1f%n",
                    rules,
                    grown,
                    (double) both.totalSize() / rules,
                    (double) table.totalSize() / rules);
            both.getClasses().stream()
                    .sorted((a, b) -> Long.compare(
                            both.getClassSizes().count(b), both.getClassSizes().count(a)))
                    .limit(CLASSES)
                    .forEach(type -> System.out.printf(
                            Locale.ROOT,
                            "  %.1f\t%.2f\t%s%n",
                            (double) both.getClassSizes().count(type) / rules,
                            (double) both.getClassCounts().count(type) / rules,
                            type.getName()));
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
