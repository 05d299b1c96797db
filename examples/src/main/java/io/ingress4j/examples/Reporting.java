package io.ingress4j.examples;

import io.ingress4j.matcher.DiagnosticListener;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.source.k8s.status.ClusterReporter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the cluster what an engine serves and remarks. Which Ingresses these are is gathered once a second at most, on a
 * thread of its own, since that takes a look at all routes.
 */
final class Reporting implements Consumer<IngressEngine>, DiagnosticListener, AutoCloseable {
    private final ClusterReporter reporter;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "ingress4j-reporting");
        made.setDaemon(true);
        return made;
    });
    private volatile @Nullable IngressEngine engine;
    private long told = -1;

    /** Makes one that reports from now on; the reporter stays open in the end. */
    Reporting(ClusterReporter reporter) {
        this.reporter = reporter;
        thread.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public void accept(IngressEngine changed) {
        engine = changed;
    }

    @Override
    public void changed(List<Diagnostic> came, List<Diagnostic> gone) {
        reporter.remarks(came, gone);
    }

    private void look() {
        IngressEngine serving = engine;
        if (serving == null || serving.rebuilds() == told) {
            return;
        }
        told = serving.rebuilds();
        Set<ObjectKey> served = new HashSet<>();
        serving.router()
                .current()
                .snapshot()
                .hosts()
                .forEach(host -> host.routes().stream()
                        .map(Route::ingress)
                        .filter(ingress -> !ingress.equals(Route.NO_INGRESS))
                        .forEach(served::add));
        reporter.served(served);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
