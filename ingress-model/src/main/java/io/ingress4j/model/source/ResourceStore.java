package io.ingress4j.model.source;

import static java.util.Objects.requireNonNull;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Located;
import io.ingress4j.model.Origin;
import io.ingress4j.model.Remarks;
import io.ingress4j.model.Resource;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.Resources;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what several sources tell, freezes it, and says which keys changed. Where two sources tell of the same key, the
 * one registered first wins, and a diagnostic says so. For any thread.
 */
public final class ResourceStore {
    private final Object lock = new Object();
    private final List<Part> parts = new ArrayList<>();
    private Set<ResourceId> changed = new HashSet<>();
    private Resources resources = Resources.empty();
    private Resources taken = Resources.empty();
    private Remarks remarks = Remarks.none();
    private Runnable listener = () -> {};

    /** Makes a store that nobody has told anything. */
    public ResourceStore() {}

    /**
     * A frozen state and the keys in which it differs from the state that was taken before.
     *
     * @param resources the state
     * @param changed the keys of objects that were added, replaced or removed
     */
    public record Change(Resources resources, Set<ResourceId> changed) {
        /** Copies the keys. */
        public Change {
            requireNonNull(resources, "resources");
            changed = Collections.unmodifiableSet(new HashSet<>(changed)); // quicker than Set.copyOf for many
        }
    }

    /** Sets what is called, on the thread of the source, whenever there is something to take. */
    public void onChange(Runnable listener) {
        synchronized (lock) {
            this.listener = requireNonNull(listener, "listener");
        }
    }

    /** Registers a source and returns where it puts what it knows. */
    public ResourceSink sink(String name) {
        synchronized (lock) {
            Part part = new Part(parts.size(), name);
            parts.add(part);
            return part;
        }
    }

    /** Returns whether every registered source has told its first complete state. */
    public boolean isComplete() {
        synchronized (lock) {
            return parts.stream().allMatch(part -> part.complete);
        }
    }

    /** Returns the state of this moment if it differs from that of the last call; what came and went does not count. */
    public Optional<Change> take() {
        synchronized (lock) {
            changed.removeIf(id -> resources.find(id).equals(taken.find(id)));
            if (changed.isEmpty()) {
                changed = new HashSet<>();
                return Optional.empty();
            }
            var change = new Change(resources, changed);
            taken = resources;
            changed = new HashSet<>(); // one that held everything once is slow to walk for ever
            return Optional.of(change);
        }
    }

    /** Returns where an object was read; {@link Origin#NONE} for one that is not known. */
    public Origin origin(ResourceId id) {
        synchronized (lock) {
            Located winner = winner(id);
            return winner == null ? Origin.NONE : winner.origin();
        }
    }

    /** Returns the remarks of the sources, and one for each key that more than one of them told of. */
    public Remarks remarks() {
        synchronized (lock) {
            return remarks;
        }
    }

    private void remarkDuplicates(ResourceId id) {
        if (parts.size() < 2) {
            return;
        }
        List<Diagnostic> found = new ArrayList<>();
        String winner = null;
        for (Part part : parts) {
            Located located = part.objects.get(id);
            if (located != null && winner != null) {
                found.add(Diagnostic.warning(
                                "duplicate-object",
                                id,
                                "",
                                "",
                                "also told by source " + winner + ", which was registered first and wins")
                        .at(located.origin()));
            } else if (located != null) {
                winner = part.name;
            }
        }
        remarks = remarks.with("duplicate " + id, found);
    }

    private @Nullable Located winner(ResourceId id) {
        for (Part part : parts) {
            Located located = part.objects.get(id);
            if (located != null) {
                return located;
            }
        }
        return null;
    }

    private void refresh(ResourceId id) {
        remarkDuplicates(id);
        Located winner = winner(id);
        Resources next = winner == null ? resources.without(id) : resources;
        if (winner != null
                && !resources.find(id).filter(winner.resource()::equals).isPresent()) {
            next = resources.with(winner.resource());
        }
        if (next != resources) {
            resources = next;
            changed.add(id);
        }
    }

    /** Refreshes keys that some source has told of. */
    private void refreshPresent(Set<ResourceId> ids) {
        List<Resource> come = new ArrayList<>();
        for (ResourceId id : ids) {
            remarkDuplicates(id);
            Located winner = winner(id);
            if (winner != null
                    && !resources.find(id).filter(winner.resource()::equals).isPresent()) {
                come.add(winner.resource());
                changed.add(id);
            }
        }
        resources = resources.withAll(come);
    }

    /** What one source told. */
    private final class Part implements ResourceSink {
        private final String name;
        private final Map<ResourceId, Located> objects = new HashMap<>();
        private final int number;
        private boolean complete;

        Part(int number, String name) {
            this.number = number;
            this.name = requireNonNull(name, "name");
        }

        @Override
        public void update(Collection<Located> upserts, Collection<ResourceId> deletes) {
            Runnable tell;
            synchronized (lock) {
                for (ResourceId id : deletes) {
                    if (objects.remove(id) != null) {
                        refresh(id);
                    }
                }
                for (Located located : upserts) {
                    ResourceId id = located.resource().id();
                    objects.put(id, located);
                    refresh(id);
                }
                tell = listener;
            }
            tell.run();
        }

        @Override
        public void replaceAll(Collection<Located> all) {
            Map<ResourceId, Located> next = new LinkedHashMap<>();
            for (Located located : all) {
                next.putIfAbsent(located.resource().id(), located);
            }
            Runnable tell;
            synchronized (lock) {
                Set<ResourceId> gone = new HashSet<>(objects.keySet());
                gone.removeAll(next.keySet());
                objects.keySet().removeAll(gone);
                objects.putAll(next);
                gone.forEach(ResourceStore.this::refresh);
                refreshPresent(next.keySet());
                complete = true;
                tell = listener;
            }
            tell.run();
        }

        @Override
        public void report(String scope, List<Diagnostic> diagnostics) {
            Runnable tell;
            synchronized (lock) {
                remarks = remarks.with(number + " " + scope, diagnostics);
                tell = listener;
            }
            tell.run();
        }
    }
}
