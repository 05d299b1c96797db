package io.ingress4j.examples;

import io.ingress4j.matcher.DiagnosticListener;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.route.Route;
import io.ingress4j.matcher.route.Served;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.source.k8s.status.ClusterReporter;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells the cluster what an engine serves and remarks, on the engine's configuration thread. */
final class Reporting implements Consumer<IngressEngine>, DiagnosticListener {
    private final ClusterReporter reporter;
    private final Served<ObjectKey> served =
            new Served<>(route -> Optional.of(route.ingress()).filter(ingress -> !ingress.equals(Route.NO_INGRESS)));

    Reporting(ClusterReporter reporter) {
        this.reporter = reporter;
    }

    @Override
    public void accept(IngressEngine changed) {
        Served.Change<ObjectKey> change =
                served.follow(changed.router().current().snapshot());
        if (!change.isEmpty()) {
            reporter.served(change.came(), change.gone());
        }
    }

    @Override
    public void changed(List<Diagnostic> came, List<Diagnostic> gone) {
        reporter.remarks(came, gone);
    }
}
