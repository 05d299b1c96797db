package io.ingress4j.matcher;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What rebuilding took since an engine was started.
 *
 * @param published how many routers were published
 * @param failed how many changes could not be followed when they came; each is tried again
 * @param hosts how many virtual hosts were made anew, or taken away, by those that were published
 * @param took how long all of these took, from the objects to the published router
 * @param last how long the last of them took
 */
public record Rebuilds(long published, long failed, long hosts, Duration took, Duration last) {
    static final Rebuilds NONE = new Rebuilds(0, 0, 0, Duration.ZERO, Duration.ZERO);

    /** Checks that neither duration is null. */
    public Rebuilds {
        requireNonNull(took, "took");
        requireNonNull(last, "last");
    }

    Rebuilds publishedAgain(int changedHosts, long nanos) {
        return new Rebuilds(
                published + 1, failed, hosts + changedHosts, took.plusNanos(nanos), Duration.ofNanos(nanos));
    }

    Rebuilds failedAgain() {
        return new Rebuilds(published, failed + 1, hosts, took, last);
    }
}
