package io.ingress4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Notices when forwarding becomes slower or allocates more: {@link ForwardingRace} in processes of their own, the proxy
 * against a bare relay in each of them. The recorded ratios stand in {@code ratios.properties}. The median of three
 * processes counts, so that the third runs only where the first two disagree.
 */
final class ForwardingGuardTest {
    private static final int FORKS = 3;
    private static final String CONNECTIONS = "16";

    /** Only for a race that hangs: on a machine that is busy one takes minutes. */
    private static final int MOST_MINUTES = 10;

    @TempDir
    private Path directory;

    @Test
    void forwardingTakesNoMoreThanHalfAgainItsRecordedMultiplesOfABareRelay() throws Exception {
        double time = Ratios.most("forward-time");
        double bytes = Ratios.most("forward-bytes");
        List<String> good = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        for (int fork = 0; Math.max(good.size(), bad.size()) <= FORKS / 2; fork++) {
            String[] ratio = race(fork).split("\t", -1);
            boolean within = Double.parseDouble(ratio[1]) <= time && Double.parseDouble(ratio[2]) <= bytes;
            (within ? good : bad).add("time " + ratio[1] + ", bytes " + ratio[2]);
        }

        assertThat(bad)
                .as("times the relay's; at most %.2f and %.2f; good ones were %s", time, bytes, good)
                .hasSizeLessThanOrEqualTo(FORKS / 2);
    }

    /** Returns the last line that the race prints. */
    private String race(int fork) throws IOException, InterruptedException {
        Path output = directory.resolve("race-" + fork);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ForwardingRace.class.getName(),
                        CONNECTIONS)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended;
        try {
            ended = process.waitFor(MOST_MINUTES, TimeUnit.MINUTES);
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
        String said = String.join("\n", lines);
        assertThat(ended)
                .as("ended within %d minutes; it said: %s", MOST_MINUTES, said)
                .isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return lines.get(lines.size() - 1);
    }
}
