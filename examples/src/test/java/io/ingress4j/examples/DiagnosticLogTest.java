package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Diagnostic.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class DiagnosticLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(DiagnosticLog.class);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private long now;
    private final DiagnosticLog log = new DiagnosticLog("the cluster", () -> now);

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(appender);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @Test
    void asManyRemarksAsThereIsRoomForAreLoggedInTheirOrder() {
        List<Diagnostic> came = new ArrayList<>(remarks(Severity.NOTE, DiagnosticLog.BURST - 1));
        came.addAll(remarks(Severity.ERROR, 1));

        log.changed(came, List.of());

        assertThat(lines()).hasSize(DiagnosticLog.BURST);
        assertThat(lines().get(DiagnosticLog.BURST - 1)).contains("ERROR 0");
    }

    @Test
    void ofMoreTheGravestAreLoggedAndTheNumberOfTheOthers() {
        List<Diagnostic> came = new ArrayList<>(remarks(Severity.NOTE, DiagnosticLog.BURST));
        came.addAll(remarks(Severity.ERROR, 20));

        log.changed(came, List.of());

        assertThat(lines())
                .hasSize(DiagnosticLog.BURST + 1)
                .endsWith(
                        "20 further remarks came that are not logged one by one; those that hold are in /diagnostics");
        assertThat(lines().subList(0, 20)).allSatisfy(line -> assertThat(line).contains("ERROR "));
    }

    @Test
    void whoeverFlipsAnObjectGetsSomeLinesASecondAndEachChangeSaysHowManyItLeftOut() {
        log.changed(remarks(Severity.ERROR, DiagnosticLog.BURST), List.of());
        appender.list.clear();

        log.changed(remarks(Severity.ERROR, 1000), List.of());
        assertThat(lines()).singleElement().asString().startsWith("1000 further remarks");

        now += TimeUnit.SECONDS.toNanos(1) - 1;
        log.changed(remarks(Severity.ERROR, 1000), List.of());
        now += 1;
        log.changed(remarks(Severity.ERROR, 1), List.of());

        assertThat(lines()).hasSize(1 + DiagnosticLog.PER_SECOND - 1 + 1 + 1);
        assertThat(lines())
                .contains(1000 - DiagnosticLog.PER_SECOND + 1
                        + " further remarks came that are not logged one by one; those that hold are in /diagnostics");
        assertThat(lines().get(lines().size() - 1)).contains("ERROR 0");
    }

    private List<String> lines() {
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static List<Diagnostic> remarks(Severity severity, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Diagnostic.builder(severity, "x")
                        .message(severity + " " + i)
                        .build())
                .toList();
    }
}
