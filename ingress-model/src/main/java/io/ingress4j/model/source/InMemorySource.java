package io.ingress4j.model.source;

import static java.util.Objects.requireNonNull;

import io.ingress4j.model.Located;
import io.ingress4j.model.Origin;
import io.ingress4j.model.Resource;
import io.ingress4j.model.ResourceId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects that a program makes itself and may change while they are served. For any thread. */
public final class InMemorySource implements ResourceSource {
    private final String name;
    private final Map<ResourceId, Resource> objects = new LinkedHashMap<>();
    private @Nullable ResourceSink sink;

    /** Makes a source without objects. */
    public InMemorySource(String name) {
        this.name = requireNonNull(name, "name");
    }

    @Override
    public String name() {
        return name;
    }

    /** Adds or replaces an object. */
    public synchronized void put(Resource resource) {
        objects.put(resource.id(), resource);
        if (sink != null) {
            sink.upsert(resource);
        }
    }

    /** Removes an object; an unknown one is ignored. */
    public synchronized void remove(ResourceId id) {
        objects.remove(id);
        if (sink != null) {
            sink.delete(id);
        }
    }

    /** Replaces all objects. */
    public synchronized void replaceAll(Collection<? extends Resource> resources) {
        objects.clear();
        resources.forEach(resource -> objects.put(resource.id(), resource));
        if (sink != null) {
            sink.replaceAll(located());
        }
    }

    @Override
    public synchronized void start(ResourceSink sink) {
        if (this.sink != null) {
            throw new IllegalStateException("source " + name + " was started before (a source starts once)");
        }
        this.sink = requireNonNull(sink, "sink");
        sink.replaceAll(located());
    }

    private List<Located> located() {
        return objects.values().stream()
                .map(resource -> new Located(resource, Origin.NONE))
                .toList();
    }

    @Override
    public synchronized void close() {
        sink = null;
    }
}
