package io.ingress4j.source.k8s;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log that the API server does not answer, once a minute for all watches together, and when it does again. */
final class Trouble {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesSource.class);
    private static final long PAUSE_NANOS = 60_000_000_000L;

    private final Set<Watch<?>> failing = new HashSet<>();
    private @Nullable Long said;

    void failed(Watch<?> watch, ApiFailure failure) {
        failing.add(watch);
        long now = System.nanoTime();
        if (said == null || now - said >= PAUSE_NANOS) {
            said = now;
            LOG.warn(
                    "the API server does not answer as expected ({}{}: {}); what it said before stays, and it is asked again",
                    watch.resource().plural(),
                    watch.scope().isEmpty() ? "" : " of " + watch.scope(),
                    failure);
        }
    }

    void over(Watch<?> watch) {
        if (failing.remove(watch) && failing.isEmpty()) {
            LOG.info("the API server answers again");
        }
    }
}
