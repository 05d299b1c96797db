package io.ingress4j.matcher;

import static java.util.Objects.requireNonNull;

/** The reference to the newest router. Written by the configuration thread, read by any. */
public final class LiveRouter {
    private volatile Router current;

    /** Makes a reference to {@code first}. */
    public LiveRouter(Router first) {
        this.current = requireNonNull(first, "first");
    }

    /** Returns the newest router; an exchange asks once and keeps it. */
    public Router current() {
        return current;
    }

    /** Replaces the router: one volatile write. */
    public void publish(Router next) {
        current = requireNonNull(next, "next");
    }
}
