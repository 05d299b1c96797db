package io.ingress4j.model.source;

/** Somebody who tells which objects there are. */
public interface ResourceSource extends AutoCloseable {

    /** Returns a short name for diagnostics and logs. */
    String name();

    /**
     * Begins to tell. The source reports its first complete state with {@link ResourceSink#replaceAll}, from this call or
     * later from a thread of its own, and changes after it.
     *
     * @throws IllegalStateException if it was started before
     */
    void start(ResourceSink sink);

    /** Stops telling and frees what the source holds; what it told stays. */
    @Override
    void close();
}
