package io.ingress4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Where the manifests of a stage go, and how the jar is told of them: files of a directory, or objects of a cluster. */
sealed interface Manifests extends AutoCloseable permits WrittenManifests, AppliedManifests {

    /** Whether stages have their manifests in a cluster; set where the tests run a second time. */
    boolean APPLIED = Boolean.getBoolean("ingress4j.applied");

    /**
     * Returns an empty place.
     *
     * @param scratch a directory that outlives it
     */
    static Manifests open(Path scratch) throws IOException {
        return APPLIED ? new AppliedManifests(scratch) : new WrittenManifests(scratch);
    }

    /** Returns whether they are in a cluster. */
    boolean isApplied();

    /** Makes what a manifest holds be there, in place of what the one of this name held before, all at once. */
    void put(String name, String text) throws IOException;

    /** Does the same as an editor does that opens the file and overwrites what is there. */
    void overwrite(String name, String text) throws IOException;

    /** Takes away what a manifest held. */
    void remove(String name) throws IOException;

    /** Returns the arguments of {@code serve} that lead here. */
    List<String> arguments();

    /** Returns an address for endpoints: another one for each number up to 254. */
    String host(int number);

    /** Returns the names of the objects that could not even be put here. */
    Set<String> refused();

    /** Returns why they could not. */
    String refusals();

    @Override
    void close() throws IOException;
}
