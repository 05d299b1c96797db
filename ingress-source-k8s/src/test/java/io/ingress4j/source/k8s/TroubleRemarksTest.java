package io.ingress4j.source.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.ResourceId;
import io.ingress4j.source.k8s.api.Work;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TroubleRemarksTest {
    private static final ResourceId SHOP = new ResourceId(Kind.SERVICE, new ObjectKey("shop", "shop"));

    private final Recorder sink = new Recorder();

    @Test
    void anObjectThatCannotBeReadIsAnErrorUntilItCanBeReadOrGoes() {
        var work = new Work("ingress4j-kubernetes-test", Duration.ofSeconds(5));
        var table = new Table(sink, work, Timing.DEFAULT.api());
        var remarks = new TroubleRemarks(table);

        remarks.unreadable(SHOP, "a fault");
        assertThat(sink.reports.get("Service shop/shop"))
                .singleElement()
                .asString()
                .contains("error: unreadable-object", "Service shop/shop", "a fault");

        table.tell(List.of(new Reading(SHOP, Optional.empty(), List.of())), List.of());
        assertThat(sink.reports).isEmpty();
        remarks.unreadable(SHOP, "a fault");
        table.tell(List.of(), List.of(SHOP));
        assertThat(sink.reports).isEmpty();
        work.close();
    }
}
