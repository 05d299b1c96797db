package io.ingress4j.model.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The third-party jars that a module brings to who depends on it. The build writes its runtime class path, without modules
 * of ours, to {@code target/third-party}. Native jars, which are those with a classifier, do not count: they are chosen by who
 * runs the code.
 */
public final class Weight {
    private final List<Path> jars;
    private final long bytes;

    private Weight(List<Path> jars) throws IOException {
        this.jars = jars;
        long sum = 0;
        for (Path jar : jars) {
            sum += Files.size(jar);
        }
        this.bytes = sum;
    }

    /**
     * Reads what the build wrote for the module under test.
     *
     * @param leftOut tells the artifacts that do not count, by their names
     * @throws IOException if the build wrote nothing, or a jar cannot be read
     */
    public static Weight ofThisModule(Predicate<String> leftOut) throws IOException {
        Path written = Path.of(System.getProperty("basedir"), "target", "third-party");
        List<Path> jars = new ArrayList<>();
        for (String entry : Files.readString(written).strip().split(System.getProperty("path.separator"), -1)) {
            Path jar = Path.of(entry);
            // .../ARTIFACT/VERSION/ARTIFACT-VERSION[-CLASSIFIER].jar
            String version = jar.getParent().getFileName().toString();
            String artifact = jar.getParent().getParent().getFileName().toString();
            boolean isPlain = jar.getFileName().toString().equals(artifact + "-" + version + ".jar");
            if (isPlain && !leftOut.test(artifact)) {
                jars.add(jar);
            }
        }
        jars.sort((one, other) -> one.getFileName().compareTo(other.getFileName()));
        return new Weight(List.copyOf(jars));
    }

    /** Returns the number of jars. */
    public int jars() {
        return jars.size();
    }

    /** Returns the size of all jars together, in bytes. */
    public long bytes() {
        return bytes;
    }

    /**
     * Returns the names of the jars, each with its size in KiB, one a line, and their sum.
     *
     * @throws IOException if a jar cannot be read
     */
    public String list() throws IOException {
        StringBuilder list = new StringBuilder();
        for (Path jar : jars) {
            list.append(String.format("%6d KiB  %s%n", Files.size(jar) >> 10, jar.getFileName()));
        }
        return list.append(String.format("%6d KiB  %d jars%n", bytes >> 10, jars.size()))
                .toString();
    }
}
