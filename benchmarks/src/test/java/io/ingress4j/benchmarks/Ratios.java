package io.ingress4j.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The recorded ratios of {@code ratios.properties}. */
final class Ratios {
    private static final double TOLERANCE = 1.5;

    private Ratios() {}

    /** Returns the ratio that is recorded under a name. */
    static double recorded(String name) {
        try (InputStream in = Ratios.class.getResourceAsStream("ratios.properties")) {
            var ratios = new Properties();
            ratios.load(in);
            return Double.parseDouble(Objects.requireNonNull(ratios.getProperty(name), name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the ratio beyond which something became slower: half again the recorded one. */
    static double most(String name) {
        return recorded(name) * TOLERANCE;
    }
}
