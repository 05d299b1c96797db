package io.ingress4j.model.source;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Located;
import io.ingress4j.model.Origin;
import io.ingress4j.model.Resource;
import io.ingress4j.model.ResourceId;
import java.util.Collection;
import java.util.List;

/**
 * Where one source puts what it knows. Each call is atomic: what it changes becomes visible together. Any thread may
 * call; calls of one source are to come in order.
 */
public interface ResourceSink {

    /**
     * Adds or replaces some objects and removes others.
     *
     * @param upserts objects to add or replace, by their key
     * @param deletes keys to remove; unknown ones are ignored
     */
    void update(Collection<Located> upserts, Collection<ResourceId> deletes);

    /**
     * Replaces everything that this source has told with {@code objects}. Only what differs counts as changed. The first
     * call also says that the source is complete; before it, nothing of an engine becomes ready.
     */
    void replaceAll(Collection<Located> objects);

    /**
     * Replaces the remarks of one part of the source, a file for instance.
     *
     * @param scope the part; an empty list removes it
     * @param diagnostics its remarks
     */
    void report(String scope, List<Diagnostic> diagnostics);

    /** Adds or replaces one object. */
    default void upsert(Resource resource) {
        update(List.of(new Located(resource, Origin.NONE)), List.of());
    }

    /** Removes one object. */
    default void delete(ResourceId id) {
        update(List.of(), List.of(id));
    }
}
