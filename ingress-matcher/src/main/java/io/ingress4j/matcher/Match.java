package io.ingress4j.matcher;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.http.DirectResponse;
import org.jspecify.annotations.Nullable;

/** Who gets a request: a route, or nobody, with the answer to give instead. Made once for each route, never for a request. */
public final class Match {
    private final @Nullable CompiledRoute route;
    private final DirectResponse response;

    private Match(@Nullable CompiledRoute route, DirectResponse response) {
        this.route = route;
        this.response = response;
    }

    static Match of(CompiledRoute route) {
        return new Match(requireNonNull(route, "route"), DirectResponse.NOT_FOUND);
    }

    static Match nobody(DirectResponse response) {
        return new Match(null, requireNonNull(response, "response"));
    }

    /** Returns the route, or null where nobody takes the request. */
    public @Nullable CompiledRoute route() {
        return route;
    }

    /** Returns the answer to give where there is no route: 404, or 400 for a path without a single reading. */
    public DirectResponse response() {
        return response;
    }
}
