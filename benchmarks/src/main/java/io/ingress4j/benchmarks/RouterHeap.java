package io.ingress4j.benchmarks;

import io.ingress4j.benchmarks.table.OurFinder;
import io.ingress4j.benchmarks.table.Shapes;
import io.ingress4j.benchmarks.table.Table;
import io.ingress4j.matcher.Router;
import java.util.Locale;
import org.openjdk.jol.info.GraphLayout;

/**
 * How much heap a router takes for each rule: the table as data and the index over it, together and apart, everything that
 * can be reached from them.
 *
 * <pre>{@code java -Xmx10g -cp benchmarks/target/benchmarks.jar io.ingress4j.benchmarks.RouterHeap 10000,1000000}</pre>
 *
 * <p>It prints by tabs: rules, bytes a rule of table and index, of the table alone; then what takes most, by class.
 */
public final class RouterHeap {
    private static final int CLASSES = 18;

    private RouterHeap() {}

    /** Measures the sizes of the first argument. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        System.setProperty("jol.magicFieldOffset", "true"); // else it cannot look into records
        Shapes shapes = Shapes.load();
        System.out.println("# shapes: " + shapes);
        for (String size : arguments[0].split(",", -1)) {
            int rules = Integer.parseInt(size);
            Router router = OurFinder.of(Table.of(shapes, rules).ingresses()).router();
            GraphLayout both = GraphLayout.parseInstance(router);
            GraphLayout table = GraphLayout.parseInstance(router.snapshot());
            System.out.printf(
                    Locale.ROOT,
                    "%d\t%.1f\t%.1f%n",
                    rules,
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
}
