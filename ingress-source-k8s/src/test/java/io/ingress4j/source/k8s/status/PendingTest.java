package io.ingress4j.source.k8s.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.model.ObjectKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class PendingTest {
    private static final ObjectKey FIRST = new ObjectKey("tenant", "first");
    private static final ObjectKey SECOND = new ObjectKey("tenant", "second");
    private static final ObjectKey OTHER = new ObjectKey("shop", "web");

    private final Pending<ObjectKey> pending = new Pending<>(ObjectKey::namespace);

    @Test
    void aNamespaceThatRestsHoldsUpNoOther() throws Exception {
        pending.add(FIRST, 0);
        pending.add(SECOND, 0);
        pending.rest("tenant", Duration.ofHours(1));
        pending.add(OTHER, 0);

        assertThat(pending.take()).isEqualTo(OTHER);
        assertThat(pending.remove(FIRST)).isTrue();
    }

    @Test
    void whatWasTriedComesAfterAllOfItsNamespaceThatWaited() throws Exception {
        Duration rest = Duration.ofMillis(20);
        pending.add(FIRST, 0);
        pending.add(SECOND, 0);

        for (ObjectKey expected : new ObjectKey[] {FIRST, SECOND, FIRST, SECOND}) {
            assertThat(pending.take()).isEqualTo(expected);
            pending.rest("tenant", rest);
            pending.add(expected, rest.toNanos());
        }
    }

    @Test
    void whatIsAddedAgainIsThereOnceAndSooner() throws Exception {
        pending.add(FIRST, Duration.ofHours(1).toNanos());
        pending.add(FIRST, 0);

        assertThat(pending.take()).isEqualTo(FIRST);
        assertThat(pending.remove(FIRST)).isFalse();
    }
}
