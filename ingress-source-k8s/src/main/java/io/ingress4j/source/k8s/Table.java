package io.ingress4j.source.k8s;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Located;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.source.ResourceSink;
import io.ingress4j.source.k8s.api.Backoff;
import io.ingress4j.source.k8s.api.Waits;
import io.ingress4j.source.k8s.api.Work;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the sink: at first nothing, then everything at once, and from then on each change. Where the sink fails, it is told
 * the same again together with what came since, so that nobody else needs to care.
 */
final class Table {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesSource.class);

    private final ResourceSink sink;
    private final Work work;
    private final Backoff backoff;
    private final Map<ResourceId, Optional<Located>> owed = new LinkedHashMap<>();
    private final Map<String, List<Diagnostic>> owedRemarks = new LinkedHashMap<>();
    private final Set<String> remarked = new HashSet<>();
    private boolean complete;
    private boolean begun;
    private boolean trying;

    Table(ResourceSink sink, Work work, Waits waits) {
        this.sink = sink;
        this.work = work;
        this.backoff = new Backoff(waits);
    }

    boolean isComplete() {
        return complete;
    }

    /** Notes that what was told up to now is the first complete state. */
    void complete() {
        complete = true;
        settle();
    }

    /** Tells what was read and what is gone; what was read and makes no sense is gone, too. */
    void tell(Collection<Reading> readings, Collection<ResourceId> gone) {
        for (ResourceId id : gone) {
            owed.put(id, Optional.empty());
            owe(id.toString(), List.of());
        }
        for (Reading reading : readings) {
            owed.put(reading.id(), reading.located());
            owe(reading.id().toString(), reading.remarks());
        }
        settle();
    }

    /** Tells what there is to remark about {@code scope} now. */
    void remark(String scope, List<Diagnostic> remarks) {
        owe(scope, remarks);
        settle();
    }

    private void owe(String scope, List<Diagnostic> remarks) {
        boolean hadSome = remarks.isEmpty() ? remarked.remove(scope) : !remarked.add(scope);
        if (hadSome || !remarks.isEmpty()) {
            owedRemarks.put(scope, remarks);
        }
    }

    private void settle() {
        try {
            if (complete) {
                tellObjects();
            }
            owedRemarks.forEach(sink::report);
            owedRemarks.clear();
            backoff.reset();
        } catch (RuntimeException | Error e) {
            LOG.error("the sink of the Kubernetes source failed; it is told again", e);
            if (!trying) {
                trying = true;
                work.after(backoff.next(), () -> {
                    trying = false;
                    settle();
                });
            }
        }
    }

    private void tellObjects() {
        List<Located> upserts = new ArrayList<>();
        List<ResourceId> deletes = new ArrayList<>();
        owed.forEach((id, object) -> object.ifPresentOrElse(upserts::add, () -> deletes.add(id)));
        if (!begun) {
            sink.replaceAll(upserts);
            begun = true;
        } else if (!owed.isEmpty()) {
            sink.update(upserts, deletes);
        }
        owed.clear();
    }
}
