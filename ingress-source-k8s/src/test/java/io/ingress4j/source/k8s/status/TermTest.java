package io.ingress4j.source.k8s.status;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class TermTest {
    @Test
    void workThatEndsByAnErrorIsSaidAndBegunAgainUntilItIsInterrupted() throws Exception {
        var begun = new AtomicInteger();
        var works = new CountDownLatch(1);
        Term.Working work = () -> {
            if (begun.incrementAndGet() <= 2) {
                throw new StackOverflowError("made by the test");
            }
            works.countDown();
            new CountDownLatch(1).await();
        };
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        var logger = (Logger) LoggerFactory.getLogger(ClusterReporter.class);
        logger.addAppender(log);
        var thread = new Thread(() -> Term.untilInterrupted(work, Duration.ofMillis(1)), "ingress4j-test");
        try {
            thread.start();
            assertThat(works.await(30, TimeUnit.SECONDS)).isTrue();
            thread.interrupt();
            thread.join(30_000);
        } finally {
            thread.interrupt();
            logger.detachAppender(log);
        }

        assertThat(thread.isAlive()).isFalse();
        assertThat(begun).hasValue(3);
        assertThat(log.list)
                .filteredOn(line -> line.getLevel() == Level.ERROR)
                .hasSize(2)
                .allSatisfy(
                        line -> assertThat(line.getFormattedMessage()).isEqualTo("ingress4j-test failed, and goes on"));
    }
}
