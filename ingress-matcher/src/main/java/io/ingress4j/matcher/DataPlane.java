package io.ingress4j.matcher;

import io.ingress4j.matcher.route.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Somebody who moves bytes along the routes of a {@link LiveRouter}. */
public interface DataPlane {

    /** Returns the policies of the kind <i>mechanism</i> that it applies; a route that asks for another is reported. */
    Set<Class<? extends Policy>> mechanisms();

    /**
     * Makes what a router will need before any request sees it: handles of new routes, certificates. Called on the
     * configuration thread. Where this one or another data plane throws, the router is never published, and the next
     * one is prepared with all that it would have brought.
     *
     * @param next the router to be
     * @param fresh the routes that the router before it did not have
     */
    void prepare(Router next, List<CompiledRoute> fresh);

    /**
     * Frees what only the router before needed. Called on the configuration thread, after the change.
     *
     * @param previous the router that was current
     * @param gone the routes that the new router does not have
     */
    default void retire(Router previous, List<CompiledRoute> gone) {}

    /**
     * Takes leave of its clients without losing a request: accepts no more, finishes what is under way, and cuts what takes
     * longer than {@code limit}. A data plane that handles each request within one call has nothing to do here. May be
     * called more than once.
     *
     * @return completes when nothing is under way any longer
     */
    default CompletionStage<Void> drain(Duration limit) {
        return CompletableFuture.completedStage(null);
    }
}
