package io.ingress4j.source.k8s;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log that the API server does not answer, once a minute for all questions together, and when it does again. */
final class Trouble {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesSource.class);
    private static final long PAUSE_NANOS = 60_000_000_000L;

    private final Set<String> failing = new HashSet<>();
    private @Nullable Long said;

    /** {@code question}, the Secret of a name for instance, was not answered. */
    void failed(String question, ApiFailure failure) {
        failing.add(question);
        long now = System.nanoTime();
        if (said == null || now - said >= PAUSE_NANOS) {
            said = now;
            LOG.warn(
                    "the API server does not answer as expected ({}: {}); what it said before stays, and it is asked again",
                    question,
                    failure);
        }
    }

    /** {@code question} was answered, or is asked no more. */
    void over(String question) {
        if (failing.remove(question) && failing.isEmpty()) {
            LOG.info("the API server answers again");
        }
    }
}
