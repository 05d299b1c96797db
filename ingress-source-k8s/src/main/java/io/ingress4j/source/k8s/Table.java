package io.ingress4j.source.k8s;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Located;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.source.ResourceSink;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells the sink: at first nothing, then everything at once, and from then on each change. */
final class Table {
    private final ResourceSink sink;
    private final Set<ResourceId> remarked = new HashSet<>();
    private @Nullable Map<ResourceId, Located> first = new LinkedHashMap<>();

    Table(ResourceSink sink) {
        this.sink = sink;
    }

    boolean isComplete() {
        return first == null;
    }

    void complete() {
        Map<ResourceId, Located> all = first;
        if (all != null) {
            sink.replaceAll(all.values());
            first = null;
        }
    }

    /** Tells what was read and what is gone; what was read and makes no sense is gone, too. */
    void tell(Collection<Reading> readings, Collection<ResourceId> gone) {
        List<Located> upserts = new ArrayList<>();
        List<ResourceId> deletes = new ArrayList<>(gone);
        for (Reading reading : readings) {
            reading.located().ifPresentOrElse(upserts::add, () -> deletes.add(reading.id()));
        }
        Map<ResourceId, Located> gathered = first;
        if (gathered != null) {
            deletes.forEach(gathered::remove);
            upserts.forEach(located -> gathered.put(located.resource().id(), located));
        } else if (!upserts.isEmpty() || !deletes.isEmpty()) {
            sink.update(upserts, deletes);
        }
        readings.forEach(reading -> remark(reading.id(), reading.remarks()));
        gone.forEach(id -> remark(id, List.of()));
    }

    private void remark(ResourceId id, List<Diagnostic> remarks) {
        if (!remarks.isEmpty()) {
            remarked.add(id);
            sink.report(id.toString(), remarks);
        } else if (remarked.remove(id)) {
            sink.report(id.toString(), remarks);
        }
    }
}
