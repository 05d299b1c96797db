package io.ingress4j.source.k8s.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.model.Diagnostic;
import org.junit.jupiter.api.Test;

final class IngressEventsTest {
    @Test
    void aCodeBecomesAReasonInTheFormOfEvents() {
        assertThat(IngressEvents.reasonOf("unknown-annotation")).isEqualTo("UnknownAnnotation");
        assertThat(IngressEvents.reasonOf("tls")).isEqualTo("Tls");
    }

    @Test
    void aTextIsShortenedAndShowsNoControlCharacters() {
        Diagnostic remark = Diagnostic.builder(Diagnostic.Severity.ERROR, "x")
                .field("spec\nrules", "v")
                .message("m".repeat(5000))
                .build();

        assertThat(IngressEvents.textOf(remark))
                .startsWith("spec?rules: \"v\": mmm")
                .endsWith("m...")
                .hasSize(IngressEvents.MAX_MESSAGE_CHARS);
    }
}
