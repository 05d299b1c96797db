package io.ingress4j.source.k8s;

import static java.util.Objects.requireNonNull;

import io.ingress4j.model.Kind;
import java.time.Duration;

/**
 * How one watch of the API server stands, for readiness details and metrics.
 *
 * @param kind the kind of objects that it follows
 * @param scope where: empty for the whole cluster, else a namespace, or {@code namespace/name} for one object
 * @param synced whether a complete list was read once; what it told stays when the API server goes
 * @param connected whether the API server answers the watch at this moment
 * @param age how long ago the API server last said something: a list, an event or a bookmark, which it sends about once a
 *     minute; before the first of them, the time since the start
 */
public record WatchState(Kind kind, String scope, boolean synced, boolean connected, Duration age) {

    /** Checks that no part is null. */
    public WatchState {
        requireNonNull(kind, "kind");
        requireNonNull(scope, "scope");
        requireNonNull(age, "age");
    }
}
