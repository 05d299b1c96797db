package io.ingress4j.examples;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Many objects of a cluster, which several threads make, and delete when it closes. */
final class Crowd implements AutoCloseable {
    private static final int THREADS = 8;

    private final KubernetesClient client;
    private final List<RawManifest> manifests;

    private Crowd(KubernetesClient client, List<RawManifest> manifests) {
        this.client = client;
        this.manifests = manifests;
    }

    /** Makes what the manifests say, an object each, in any order. */
    static Crowd create(KubernetesClient client, List<String> manifests) {
        var crowd = new Crowd(client, manifests.stream().map(RawManifest::of).toList());
        try {
            crowd.forEach(manifest -> manifest.create(client));
            return crowd;
        } catch (RuntimeException | Error e) {
            crowd.close();
            throw e;
        }
    }

    private void forEach(Consumer<RawManifest> action) {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> done = new ArrayList<>();
            manifests.forEach(manifest -> done.add(threads.submit(() -> action.accept(manifest))));
            for (Future<?> one : done) {
                one.get(120, TimeUnit.SECONDS);
            }
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    @Override
    public void close() {
        forEach(manifest -> manifest.delete(client));
    }
}
