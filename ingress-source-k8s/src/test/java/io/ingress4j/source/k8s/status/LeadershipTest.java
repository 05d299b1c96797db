package io.ingress4j.source.k8s.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.source.k8s.api.ApiObjects;
import io.ingress4j.source.k8s.api.Trouble;
import io.ingress4j.source.k8s.cluster.ScriptedApi;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class LeadershipTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void anErrorThatEndsTheElectionIsSaidAndTheLeaseIsReleased() throws Exception {
        List<String> writes = new CopyOnWriteArrayList<>();
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        var logger = (Logger) LoggerFactory.getLogger(ClusterReporter.class);
        logger.addAppender(log);
        try (ScriptedApi cluster = ScriptedApi.start(exchange -> {
            String asked = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            if (!asked.isEmpty()) {
                writes.add(asked);
            }
            ScriptedApi.answerLease(exchange, asked);
        })) {
            var duty = new Leadership.Duty() {
                @Override
                public void begin() {
                    throw new AssertionError("no thread can be made");
                }

                @Override
                public void end() {}
            };
            var leadership = new Leadership(
                    new ApiObjects(cluster.client(), Timing.DEFAULT.answer()),
                    new ObjectKey("ingress", "leader"),
                    "me",
                    Timing.DEFAULT,
                    new Trouble(ClusterReporter.class),
                    duty);
            leadership.start();
            await().dontCatchUncaughtExceptions().atMost(PATIENCE).until(() -> writes.size() == 2);
            leadership.close(10_000);
            assertThat(leadership.holds()).isFalse();
        } finally {
            logger.detachAppender(log);
        }

        assertThat(writes).last().asString().contains("\"holderIdentity\":\"\"");
        assertThat(log.list.stream().filter(line -> line.getLevel() == Level.ERROR))
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage())
                        .isEqualTo("the election by Lease ingress/leader ends, and is not begun again"));
    }
}
