package io.ingress4j.examples.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.StandardFeatures;
import io.ingress4j.matcher.cluster.Cluster;
import io.ingress4j.matcher.route.RoutingSnapshot;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CertificateMetersTest {
    private static Router table() {
        return Router.empty().with(RoutingSnapshot.empty(), List.of(), StandardFeatures.all(), Cluster::new);
    }

    @Test
    void aTableThatServesNoLongerIsNotKeptForTheSakeOfALook() {
        var registry = new SimpleMeterRegistry();
        var router = new LiveRouter(table());
        new CertificateMeters(router, Optional.empty()).bindTo(registry);
        assertThat(registry.get("ingress4j.certificates").gauge().value()).isZero();
        var old = new WeakReference<>(router.current());

        router.publish(table());

        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return old.get() == null;
        });
    }
}
