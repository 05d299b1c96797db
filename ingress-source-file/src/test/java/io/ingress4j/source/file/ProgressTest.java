package io.ingress4j.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class ProgressTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(Progress.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    @Test
    void whatTakesLongSaysHowFarItIs() {
        var progress = new Progress(Path.of("manifests"), 2, Duration.ZERO);

        progress.done();
        progress.done();

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("files manifests: 1 of 2 looked at", "files manifests: 2 of 2 looked at");
    }

    @Test
    void whatTakesLessThanFiveSecondsSaysNothing() {
        new Progress(Path.of("manifests"), 1).done();

        assertThat(lines.list).isEmpty();
    }
}
