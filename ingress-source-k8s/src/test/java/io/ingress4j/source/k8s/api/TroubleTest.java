package io.ingress4j.source.k8s.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TroubleTest {
    private static final Right CREATE = new Right("create", "", "events", List.of("create", "patch"), "");
    private static final Right LIST = new Right("list", "", "services", List.of("list", "watch"), "");

    private final List<Right> missing = new ArrayList<>();
    private final List<Right> given = new ArrayList<>();
    private final Trouble trouble = new Trouble(TroubleTest.class, new Trouble.Remarks() {
        @Override
        public void missing(Right right, String message) {
            missing.add(right);
        }

        @Override
        public void given(Right right) {
            given.add(right);
        }
    });

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
}
