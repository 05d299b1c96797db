package io.ingress4j.matcher.feature.accesslog;

import static io.ingress4j.matcher.feature.Annotated.assertReported;
import static io.ingress4j.matcher.feature.Annotated.reader;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessLogFeatureTest {
    private static final String NAME = "enable-access-log";

    private final AccessLogFeature feature = new AccessLogFeature();

    @Test
    void requestsAreLoggedWhereNobodySaysOtherwise() {
        assertThat(feature.parse(reader())).isEmpty();
        assertThat(feature.parse(reader(NAME, "true"))).isEmpty();
    }

    @Test
    void anAuthorMayAskForNone() {
        assertThat(feature.parse(reader(NAME, "false"))).contains(new AccessLogPolicy(false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "no", "2"})
    void anUnreadableValueIsReportedAndRequestsAreLogged(String value) {
        var in = reader(NAME, value);

        assertThat(feature.parse(in)).isEmpty();
        assertReported(in, NAME, value, "true or false", false);
    }
}
