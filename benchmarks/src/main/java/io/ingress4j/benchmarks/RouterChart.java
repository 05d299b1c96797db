package io.ingress4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Draws what {@link RouterRace} printed: nanoseconds over the number of rules, both by powers of ten.
 *
 * <pre>{@code java -cp benchmarks/target/benchmarks.jar io.ingress4j.benchmarks.RouterChart figures.tsv UNIFORM chart.svg}</pre>
 */
public final class RouterChart {
    private static final int LEFT = 70;
    private static final int TOP = 50;
    private static final int WIDTH = 560;
    private static final int HEIGHT = 360;
    private static final int DECADES_DOWN = 6;
    private static final List<String> COLOURS =
            List.of("#0b6e4f", "#d1495b", "#8a8a8a", "#2e86ab", "#c17c00", "#6a4c93", "#3d5a80", "#bbbbbb");

    private RouterChart() {}

    /** Reads the figures of the first argument, for the traffic of the second, and writes the third. */
    public static void main(String[] arguments) throws IOException {
        Map<String, Map<Integer, Double>> lines = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] cells = line.split("\t", -1);
            if (cells.length == 5 && cells[1].equals(arguments[1])) {
                lines.computeIfAbsent(cells[2], who -> new TreeMap<>())
                        .put(Integer.parseInt(cells[0]), Double.parseDouble(cells[3]));
            }
        }
        Files.writeString(Path.of(arguments[2]), svg(arguments[1], lines));
    }

    private static String svg(String traffic, Map<String, Map<Integer, Double>> lines) {
        var svg = new StringBuilder(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 800 470\""
                        + " font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"800\" height=\"470\" fill=\"white\"/>\n");
        text(
                svg,
                LEFT,
                25,
                "start",
                "Time to find a route, " + traffic.toLowerCase(Locale.ROOT)
                        + " requests: nanoseconds of processor time by the number of path rules");
        for (int decade = 1; decade <= 1 + DECADES_DOWN; decade++) {
            double y = y(Math.pow(10, decade));
            line(svg, LEFT, y, LEFT + WIDTH, y, "#dddddd", 1);
            text(svg, LEFT - 8, y + 4, "end", "1e" + decade + " ns");
        }
        for (int decade = 1; decade <= 6; decade++) {
            double x = x((int) Math.pow(10, decade));
            line(svg, x, TOP, x, TOP + HEIGHT, "#eeeeee", 1);
            text(svg, x, TOP + HEIGHT + 20, "middle", String.format(Locale.ROOT, "%,d", (int) Math.pow(10, decade)));
        }
        int number = 0;
        for (var entry : lines.entrySet()) {
            draw(svg, entry.getKey(), entry.getValue(), number++);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void draw(StringBuilder svg, String who, Map<Integer, Double> points, int number) {
        String colour = COLOURS.get(number % COLOURS.size());
        int width = number == 0 ? 3 : 2;
        double lastX = 0;
        double lastY = 0;
        boolean first = true;
        for (var point : points.entrySet()) {
            double x = x(point.getKey());
            double y = y(point.getValue());
            if (!first) {
                line(svg, lastX, lastY, x, y, colour, width);
            }
            svg.append(String.format(
                    Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%d\" fill=\"%s\"/>%n", x, y, width + 1, colour));
            first = false;
            lastX = x;
            lastY = y;
        }
        double y = TOP + 10 + number * 20.0;
        line(svg, LEFT + WIDTH + 20, y, LEFT + WIDTH + 45, y, colour, width);
        text(
                svg,
                LEFT + WIDTH + 52,
                y + 4,
                "start",
                who.toLowerCase(Locale.ROOT).replace('_', ' '));
    }

    private static double x(int rules) {
        return LEFT + (Math.log10(rules) - 1) / 5 * WIDTH;
    }

    private static double y(double nanos) {
        return TOP + HEIGHT - (Math.log10(Math.max(10, nanos)) - 1) / DECADES_DOWN * HEIGHT;
    }

    private static void line(
            StringBuilder svg, double fromX, double fromY, double toX, double toY, String colour, int width) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%d\"/>%n",
                fromX,
                fromY,
                toX,
                toY,
                colour,
                width));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text));
    }
}
