package io.ingress4j.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import io.ingress4j.benchmarks.table.Shapes;
import io.ingress4j.benchmarks.table.Table;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.model.HttpPath;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.IngressRule;
import io.ingress4j.source.file.FileSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What reading a folder of manifests costs, from the first byte to the first table: processor time of the whole process,
 * seconds of the clock, and the heap that is left in use. The Ingresses have the shapes of real ones, a hundred in a file.
 *
 * <pre>{@code java -Xmx2g -cp benchmarks/target/benchmarks.jar io.ingress4j.benchmarks.ReadRace 1000,20000,100000}</pre>
 *
 * <p>It prints by tabs: Ingresses, mebibytes of YAML, hosts, seconds of processor time, seconds, mebibytes of heap. A run that
 * does not fit its {@code -Xmx} fails.
 */
public final class ReadRace {
    private static final int IN_A_FILE = 100;

    private ReadRace() {}

    /** Runs the sizes of the first argument, the smallest first, which warms up the rest. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException {
        Shapes shapes = Shapes.load();
        System.out.println("# shapes: " + shapes);
        for (String size : arguments[0].split(",", -1)) {
            Path folder = Files.createTempDirectory("ingress4j-read");
            try {
                long bytes = write(
                        folder, Table.of(shapes, 4 * Integer.parseInt(size)).ingresses(), Integer.parseInt(size));
                System.gc();
                System.out.println(size + "\t" + (bytes >> 20) + "\t" + measure(folder));
            } finally {
                delete(folder);
            }
        }
    }

    private static String measure(Path folder) {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long processor = system.getProcessCpuTime();
        long clock = System.nanoTime();
        try (IngressEngine engine =
                IngressEngine.builder().source(FileSource.of(folder)).build()) {
            engine.start().toCompletableFuture().join();
            double taken = (system.getProcessCpuTime() - processor) / 1e9;
            double waited = (System.nanoTime() - clock) / 1e9;
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            return String.format(
                    Locale.ROOT,
                    "%d\t%.1f\t%.1f\t%d",
                    engine.router().current().snapshot().size(),
                    taken,
                    waited,
                    (runtime.totalMemory() - runtime.freeMemory()) >> 20);
        }
    }

    private static long write(Path folder, List<Ingress> ingresses, int wanted) throws IOException {
        if (ingresses.size() < wanted) {
            throw new IllegalStateException("Ingresses: " + ingresses.size() + " (expected: at least " + wanted + ")");
        }
        long bytes = 0;
        for (int from = 0; from < wanted; from += IN_A_FILE) {
            var text = new StringBuilder();
            ingresses.subList(from, Math.min(wanted, from + IN_A_FILE)).forEach(ingress -> append(text, ingress));
            byte[] file = text.toString().getBytes(UTF_8);
            Files.write(folder.resolve("ingresses-" + from + ".yaml"), file);
            bytes += file.length;
        }
        return bytes;
    }

    private static void append(StringBuilder text, Ingress ingress) {
        text.append("---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: ")
                .append(ingress.key().name())
                .append("\n  namespace: ")
                .append(ingress.key().namespace())
                .append(
                        "\n  annotations:\n    nginx.ingress.kubernetes.io/proxy-read-timeout: \"30\"\nspec:\n  rules:\n");
        for (IngressRule rule : ingress.rules()) {
            text.append("    - host: \"").append(rule.host()).append("\"\n      http:\n        paths:\n");
            for (HttpPath path : rule.paths()) {
                text.append("          - path: \"")
                        .append(path.path())
                        .append("\"\n            pathType: ")
                        .append(path.type())
                        .append("\n            backend: {service: {name: web, port: {number: 80}}}\n");
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
