package io.ingress4j.examples;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ingress4j.model.source.ResourceSource;
import io.ingress4j.source.file.FileSource;
import io.ingress4j.source.k8s.KubernetesSource;
import io.ingress4j.source.k8s.WatchState;
import io.ingress4j.source.k8s.status.ClusterReporter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Where the objects come from that are served.
 *
 * @param name what people call it
 * @param sources who tell; where two tell of one object, the first wins
 * @param watches how the watches of a cluster stand; none for files
 * @param reporter who tells the cluster what is served, where that is asked for; not started yet
 * @param end frees what the sources rest on, once they are closed
 */
record Origins(
        String name,
        List<ResourceSource> sources,
        Supplier<List<WatchState>> watches,
        Optional<ClusterReporter> reporter,
        Runnable end) {

    Origins {
        requireNonNull(name, "name");
        sources = List.copyOf(sources);
        requireNonNull(watches, "watches");
        requireNonNull(reporter, "reporter");
        requireNonNull(end, "end");
    }

    /** Returns files and directories. */
    static Origins files(List<Path> paths) {
        return new Origins(
                paths.stream().map(Path::toString).collect(Collectors.joining(", ")),
                paths.stream().map(FileSource::of).collect(Collectors.toList()),
                List::of,
                Optional.empty(),
                () -> {});
    }

    /** Returns a cluster; its client and reporter are closed in the end. */
    static Origins cluster(KubernetesClient client, KubernetesSource source, Optional<ClusterReporter> reporter) {
        return new Origins("cluster " + client.getMasterUrl(), List.of(source), source::watches, reporter, () -> {
            reporter.ifPresent(ClusterReporter::close);
            client.close();
        });
    }
}
