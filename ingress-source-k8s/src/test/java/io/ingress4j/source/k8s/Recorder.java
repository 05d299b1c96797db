package io.ingress4j.source.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Kind;
import io.ingress4j.model.Located;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.Resource;
import io.ingress4j.model.ResourceId;
import io.ingress4j.model.source.ResourceSink;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A sink that remembers what it was told, in words, too. */
final class Recorder implements ResourceSink {
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    final Map<String, List<Diagnostic>> reports = Collections.synchronizedMap(new TreeMap<>());
    private final Map<ResourceId, Resource> objects = new HashMap<>();
    volatile int failures;
    volatile CountDownLatch hang;
    volatile boolean isHanging;
    private volatile boolean complete;

    @Override
    public synchronized void update(Collection<Located> upserts, Collection<ResourceId> deletes) {
        failWhereAsked();
        if (hang != null) {
            isHanging = true;
            boolean hangs = true;
            while (hangs) {
                try {
                    hangs = !hang.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    // hangs on
                }
            }
        }
        calls.add("update " + ids(upserts) + " " + deletes);
        upserts.forEach(located -> objects.put(located.resource().id(), located.resource()));
        deletes.forEach(objects::remove);
    }

    private void failWhereAsked() {
        if (failures > 0) {
            failures--;
            throw new IllegalStateException("a sink that fails");
        }
    }

    @Override
    public synchronized void replaceAll(Collection<Located> all) {
        failWhereAsked();
        calls.add("replaceAll " + ids(all));
        objects.clear();
        all.forEach(located -> objects.put(located.resource().id(), located.resource()));
        complete = true;
    }

    private static List<String> ids(Collection<Located> objects) {
        return objects.stream()
                .map(located -> located.resource().id())
                .sorted()
                .map(ResourceId::toString)
                .toList();
    }

    @Override
    public synchronized void report(String scope, List<Diagnostic> diagnostics) {
        failWhereAsked();
        if (diagnostics.isEmpty()) {
            reports.remove(scope);
        } else {
            reports.put(scope, diagnostics);
        }
    }

    boolean isComplete() {
        return complete;
    }

    synchronized Set<String> ids() {
        Set<String> ids = new TreeSet<>();
        objects.keySet().forEach(id -> ids.add(id.toString()));
        return ids;
    }

    synchronized Resource find(Kind kind, String namespace, String name) {
        return objects.get(new ResourceId(kind, new ObjectKey(namespace, name)));
    }

    Resource get(Kind kind, String namespace, String name) {
        Resource found = find(kind, namespace, name);
        assertThat(found).isNotNull();
        return found;
    }
}
