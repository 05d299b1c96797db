package io.ingress4j.matcher.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingress4j.matcher.feature.redirect.RedirectFeature;
import io.ingress4j.matcher.feature.rewrite.RewriteFeature;
import io.ingress4j.matcher.feature.timeout.TimeoutFeature;
import io.ingress4j.model.Ingress;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FeatureSetTest {
    private final Feature<?> redirect = new RedirectFeature();
    private final Feature<?> rewrite = new RewriteFeature();
    private final Feature<?> own = new TimeoutFeature();
    private final FeatureSet features = new FeatureSet(List.of(redirect, rewrite));

    @Test
    void aFeatureIsPutAtTheEndOrBeforeAnother() {
        assertThat(features.with(own).features()).containsExactly(redirect, rewrite, own);
        assertThat(features.before(RewriteFeature.class, own).features()).containsExactly(redirect, own, rewrite);
        assertThat(features.before(RedirectFeature.class, own).features()).containsExactly(own, redirect, rewrite);
        assertThat(features.features()).containsExactly(redirect, rewrite);
    }

    @Test
    void theOtherFeatureHasToBeThere() {
        assertThatThrownBy(() -> features.before(TimeoutFeature.class, own))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("successor: " + TimeoutFeature.class.getName()
                        + " (expected: the type of one of [RedirectFeature, RewriteFeature])");
    }

    @Test
    void anAnnotationWithAPrefixOfItsOwnIsReadAndReportedByItsWholeName() {
        var key = new AnnotationKey("example.com/limit", "A number.");
        var reader = new AnnotationReader(
                Ingress.builder("shop", "cart")
                        .annotation("example.com/limit", "many")
                        .build(),
                "nginx.ingress.kubernetes.io",
                GlobalSettings.DEFAULT);

        assertThat(reader.raw(key)).contains("many");
        assertThat(reader.integer(key)).isEmpty();
        assertThat(reader.diagnostics())
                .singleElement()
                .asString()
                .startsWith("warning: invalid-annotation: Ingress shop/cart: metadata.annotations[example.com/limit]");
    }
}
