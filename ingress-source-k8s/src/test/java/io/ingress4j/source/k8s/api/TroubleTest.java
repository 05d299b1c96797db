package io.ingress4j.source.k8s.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class TroubleTest {
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(TroubleTest.class);
    private static final Right CREATE = new Right("create", "", "events", List.of("create", "patch"), "");
    private static final Right LIST = new Right("list", "", "services", List.of("list", "watch"), "");

    private final List<Right> missing = new ArrayList<>();
    private final List<Right> given = new ArrayList<>();
    private final AtomicLong clock = new AtomicLong();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Trouble trouble = new Trouble(
            TroubleTest.class,
            new Trouble.Remarks() {
                @Override
                public void missing(Right right, String message) {
                    missing.add(right);
                }

                @Override
                public void given(Right right) {
                    given.add(right);
                }
            },
            clock::get);

    @BeforeEach
    void listenToTheLog() {
        log.start();
        LOGGER.setLevel(Level.INFO);
        LOGGER.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        LOGGER.detachAppender(log);
        LOGGER.setLevel(null);
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private static ApiFailure forbidden(String message) {
        return ApiFailure.answered(
                403, "{\"kind\":\"Status\",\"code\":403,\"message\":\"" + message.replace("\"", "\\\"") + "\"}");
    }

    private static ApiFailure withoutRight(String object) {
        return forbidden("events \"" + object + "\" is forbidden: User \"system:serviceaccount:ingress4j:ingress4j\""
                + " cannot create resource \"events\" in API group \"\" in the namespace \"tenant\"");
    }

    @Test
    void aQuotaOrAPolicyThatForbidsAWriteIsNoMissingRight() {
        trouble.failed(CREATE, "tenant", forbidden("events \"x\" is forbidden: exceeded quota: compute"));
        trouble.failed(CREATE, "tenant", forbidden("admission webhook \"policy.example\" denied the request: no"));

        assertThat(missing).isEmpty();
    }

    @Test
    void aMissingRightIsKnownHoweverLongTheNameOfTheObjectIs() {
        trouble.failed(CREATE, "tenant", withoutRight("x".repeat(253)));

        assertThat(missing).containsExactly(CREATE);
    }

    @Test
    void whoeverForbidsToReadSaysThatARightIsMissing() {
        trouble.failed(LIST, "", forbidden("no"));

        assertThat(missing).containsExactly(LIST);
        trouble.over(LIST, "");
        assertThat(given).containsExactly(LIST);
    }

    @Test
    void whatIsAskedNoMoreKeepsNobodyFromSayingThatTheRestIsAnswered() {
        trouble.failed(CREATE, "gone", ApiFailure.answered(500, "no"));
        pass(Duration.ofMinutes(5));
        trouble.failed(LIST, "", ApiFailure.answered(500, "no"));
        pass(Duration.ofMinutes(5));

        trouble.over(LIST, "");

        assertThat(log.list).last().hasToString("[INFO] the API server answers again");
    }

    @Test
    void aRightThatIsAskedForNoMoreIsMissingNoMore() {
        trouble.failed(CREATE, "gone", withoutRight("x"));
        pass(Duration.ofMinutes(5));
        trouble.failed(CREATE, "tenant", withoutRight("x"));
        pass(Duration.ofMinutes(5));
        trouble.over(LIST, "");
        assertThat(given).isEmpty();

        trouble.over(CREATE, "tenant");
        assertThat(given).containsExactly(CREATE);

        trouble.failed(CREATE, "gone", withoutRight("x"));
        pass(Duration.ofMinutes(10));
        trouble.over(LIST, "");
        assertThat(given).containsExactly(CREATE, CREATE);
        assertThat(missing).containsExactly(CREATE, CREATE);
    }
}
