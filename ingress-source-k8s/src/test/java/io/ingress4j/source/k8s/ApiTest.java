package io.ingress4j.source.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.model.guard.Api;
import org.junit.jupiter.api.Test;

final class ApiTest {
    @Test
    void whatTheModuleShowsIsWhatIsWrittenDown() throws Exception {
        assertThat(Api.changes()).isEmpty();
    }
}
