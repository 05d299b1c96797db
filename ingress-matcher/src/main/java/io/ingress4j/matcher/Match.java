package io.ingress4j.matcher;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.http.DirectResponse;
import org.jspecify.annotations.Nullable;

/** Who gets a request: a route, or nobody, with the answer to give instead. Made once for each route, never for a request. */
public final class Match {
    /** A {@link CompiledRoute}, or the {@link DirectResponse} instead of one: there are as many of these as routes. */
    private final Object end;

    private Match(Object end) {
        this.end = end;
    }

    static Match of(CompiledRoute route) {
        return new Match(requireNonNull(route, "route"));
    }

    static Match nobody(DirectResponse response) {
        return new Match(requireNonNull(response, "response"));
    }

    /** Returns the route, or null where nobody takes the request. */
    public @Nullable CompiledRoute route() {
        return end instanceof CompiledRoute route ? route : null;
    }

    /** Returns the answer to give where there is no route: 404, or 400 for a path without a single reading. */
    public DirectResponse response() {
        return end instanceof DirectResponse response ? response : DirectResponse.NOT_FOUND;
    }
}
