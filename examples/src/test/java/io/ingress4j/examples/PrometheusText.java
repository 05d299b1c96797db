package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a scraper reads, in Prometheus's text format 0.0.4, read without leniency: each family once, its type before its
 * series, no series twice, histograms whole.
 */
final class PrometheusText {
    private static final Pattern COMMENT =
            Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) ((?:[^\\\\\n]|\\\\\\\\|\\\\n)*)");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{((?:[^\"}]|\"(?:[^\"\\\\]|\\\\[\\\\n\"])*\")*)})? (\\S+)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\[\\\\n\"])*)\"(,|$)");
    private static final List<String> TYPES = List.of("counter", "gauge", "histogram", "summary", "untyped");

    /**
     * One series.
     *
     * @param name its name, with the suffix
     * @param labels its labels
     * @param value its value
     */
    record Series(String name, Map<String, String> labels, double value) {
        /** Returns whether its labels have these values, given as name, value, name, value. */
        boolean has(String... expected) {
            for (int i = 0; i < expected.length; i += 2) {
                if (!expected[i + 1].equals(labels.get(expected[i]))) {
                    return false;
                }
            }
            return true;
        }
    }

    private final Map<String, String> types = new LinkedHashMap<>();
    private final List<Series> series = new ArrayList<>();

    private PrometheusText() {}

    /** Reads a text; fails where it is not well-formed. */
    static PrometheusText read(String text) {
        assertThat(text).endsWith("\n");
        var read = new PrometheusText();
        String family = "";
        for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
            Matcher comment = COMMENT.matcher(line);
            if (comment.matches()) {
                if (!comment.group(2).equals(family)) {
                    family = comment.group(2);
                    assertThat(read.types).as("a family comes once: " + line).doesNotContainKey(family);
                }
                if (comment.group(1).equals("TYPE")) {
                    assertThat(comment.group(3)).as(line).isIn(TYPES);
                    assertThat(read.types.put(family, comment.group(3)))
                            .as(line)
                            .isNull();
                }
            } else {
                read.series.add(read.sample(line, family));
            }
        }
        assertThat(read.series.stream().map(one -> one.name() + one.labels())).doesNotHaveDuplicates();
        read.histogramsAreWhole();
        return read;
    }

    private Series sample(String line, String family) {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as("a sample: " + line).isTrue();
        String name = sample.group(1);
        String type = types.get(family);
        List<String> suffixes = "histogram".equals(type)
                ? List.of("_bucket", "_count", "_sum")
                : "summary".equals(type) ? List.of("", "_count", "_sum") : List.of("");
        assertThat(suffixes.stream().map(family::concat)).as(line).contains(name);
        double value = number(sample.group(3));
        if ("counter".equals(type)) {
            assertThat(value).as(line).isGreaterThanOrEqualTo(0);
        }
        Map<String, String> labels = new TreeMap<>();
        String rest = sample.group(2) == null ? "" : sample.group(2);
        Matcher label = LABEL.matcher(rest);
        int at = 0;
        while (at < rest.length()) {
            assertThat(label.find(at) && label.start() == at).as(line).isTrue();
            assertThat(labels.put(label.group(1), label.group(2))).as(line).isNull();
            at = label.end();
        }
        return new Series(name, labels, value);
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private void histogramsAreWhole() {
        types.forEach((family, type) -> {
            if (type.equals("histogram")) {
                Map<Map<String, String>, List<Series>> buckets = new LinkedHashMap<>();
                for (Series bucket : all(family + "_bucket")) {
                    Map<String, String> others = new TreeMap<>(bucket.labels());
                    others.remove("le");
                    buckets.computeIfAbsent(others, labels -> new ArrayList<>()).add(bucket);
                }
                assertThat(all(family + "_count")).as(family).hasSameSizeAs(buckets.keySet());
                buckets.forEach((labels, ofOne) -> {
                    assertThat(ofOne)
                            .extracting(one -> number(one.labels().get("le")))
                            .isSorted()
                            .endsWith(Double.POSITIVE_INFINITY);
                    assertThat(ofOne).extracting(Series::value).isSorted();
                    double count = all(family + "_count").stream()
                            .filter(one -> one.labels().equals(labels))
                            .findFirst()
                            .orElseThrow()
                            .value();
                    assertThat(ofOne.get(ofOne.size() - 1).value()).isEqualTo(count);
                });
            }
        });
    }

    /** Returns the families and their types. */
    Map<String, String> types() {
        return types;
    }

    /** Returns every series. */
    List<Series> series() {
        return series;
    }

    /** Returns the series of a name. */
    List<Series> all(String name) {
        return series.stream().filter(one -> one.name().equals(name)).toList();
    }

    /** Returns the sum of the series of a name that have these labels, given as name, value, name, value. */
    double sum(String name, String... labels) {
        return all(name).stream()
                .filter(one -> one.has(labels))
                .mapToDouble(Series::value)
                .sum();
    }

    /**
     * Returns what Prometheus's own parser says of a text.
     *
     * @param parser the program of .ci/kubernetes/prometheus-text
     */
    static String whatPrometheusSays(Path parser, String text) throws InterruptedException {
        try {
            Path input = Files.createTempFile("ingress4j-scrape", ".txt");
            Files.writeString(input, text);
            try {
                Process process = new ProcessBuilder(parser.toString())
                        .redirectInput(input.toFile())
                        .redirectErrorStream(true)
                        .start();
                String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).as(said).isZero();
                return said.strip();
            } finally {
                Files.delete(input);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
