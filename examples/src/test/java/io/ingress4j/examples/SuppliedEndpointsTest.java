package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.cluster.ClusterName;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.model.ObjectKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SuppliedEndpointsTest {
    private static ClusterName service(String name) {
        return new ClusterName(new ObjectKey("shop", name), "80");
    }

    private static SuppliedEndpoints template(String text, boolean mayLeadInward) {
        return SuppliedEndpoints.of(List.of(), Optional.of(text), mayLeadInward);
    }

    @Test
    void whatATemplateMakesOfAManifestsNamesLeadsOutwardOnly() {
        assertThat(template("{service}.{namespace}.svc:{port}", false).apply(service("cart")))
                .containsExactly(new Endpoint("cart.shop.svc", 80, true));
        assertThat(template("{service}.{namespace}.svc:{port}", true).apply(service("cart")))
                .containsExactly(new Endpoint("cart.shop.svc", 80, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254", "evil.example.com", "metadata", "localhost", "2130706433", "-a", "A"})
    void aServiceNameThatWouldLeadElsewhereIsNotPutIntoATemplate(String name) {
        assertThat(template("{service}:{port}", false).apply(service(name))).isEmpty();
    }

    @Test
    void aLiteralAddressInATemplateLeadsInwardOnlyWhereThatIsAllowed() {
        assertThat(template("127.0.0.1:{port}", false).apply(service("cart"))).isEmpty();
        assertThat(template("127.0.0.1:{port}", true).apply(service("cart")))
                .containsExactly(new Endpoint("127.0.0.1", 80));
    }

    @Test
    void anEndpointThatTheOperatorNamesMayBeAnywhere() {
        SuppliedEndpoints supplied =
                SuppliedEndpoints.of(List.of("shop/cart=127.0.0.1:3000"), Optional.of("{service}:80"), false);

        assertThat(supplied.apply(service("cart"))).containsExactly(new Endpoint("127.0.0.1", 3000));
    }
}
