package io.ingress4j.source.file;

/**
 * How much of a disk is looked at, so that no folder can exhaust the program. What is beyond a limit is reported and
 * passed over.
 *
 * @param maxFileBytes the largest file that is read, in bytes
 * @param maxEntries the most names below a directory that are looked at, of whatever kind
 * @param maxDepth the most directories within each other
 */
public record FileLimits(long maxFileBytes, int maxEntries, int maxDepth) {

    /** Files of 128 MiB, 100,000 names and 32 directories within each other. */
    public static final FileLimits DEFAULT = new FileLimits(128L << 20, 100_000, 32);

    private static final long MOST_BYTES = 1L << 30;

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is not positive, or if files may be larger than 1 GiB
     */
    public FileLimits {
        if (maxFileBytes < 1 || maxFileBytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "maxFileBytes: " + maxFileBytes + " (expected: 1 to " + MOST_BYTES + ")");
        }
        if (maxEntries < 1) {
            throw new IllegalArgumentException("maxEntries: " + maxEntries + " (expected: 1 or more)");
        }
        if (maxDepth < 1) {
            throw new IllegalArgumentException("maxDepth: " + maxDepth + " (expected: 1 or more)");
        }
    }
}
