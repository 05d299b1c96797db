package io.ingress4j.matcher.feature.upstreamvhost;

import static io.ingress4j.matcher.feature.Annotated.assertReported;
import static io.ingress4j.matcher.feature.Annotated.at;
import static io.ingress4j.matcher.feature.Annotated.reader;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.matcher.RoutedRequests;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UpstreamVhostFeatureTest {
    private static final String NAME = "upstream-vhost";

    private final UpstreamVhostFeature feature = new UpstreamVhostFeature();

    @Test
    void noAnnotationMeansNoPolicyAndTheHostOfTheClient() {
        assertThat(feature.parse(reader())).isEmpty();
        assertThat(RoutedRequests.through(at("a.com", "/"))
                        .get("http://a.com:8080/")
                        .host())
                .isEqualTo("a.com:8080");
    }

    @ParameterizedTest
    @CsvSource({
        "internal.example.com, internal.example.com",
        "internal:8080, internal:8080",
        "$service_name.$namespace.svc.cluster.local:$service_port, s.shop.svc.cluster.local:80",
        "${ingress_name}-$scheme.local, cart-http.local",
        "$host, a.com",
        "$http_host, a.com:8080",
        "$best_http_host, a.com:8080",
        "$http_x_tenant.tenants.local, red.tenants.local",
        "$host:$server_port, a.com:80",
        "$remote_addr, 192.0.2.7",
    })
    void theUpstreamGetsTheNameWithItsVariablesReplaced(String value, String host) {
        var in = reader(NAME, value);
        var requests = RoutedRequests.through(at("a.com", "/", NAME, value));

        assertThat(feature.parse(in)).contains(new UpstreamVhostPolicy(value));
        assertThat(in.diagnostics()).isEmpty();
        assertThat(requests.get(false, "a.com:8080", "/", Map.of("x-tenant", "red"))
                        .host())
                .isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$request_uri", "$unknown", "a b", "a/b", "$", "${host", "${}", "$http_", "a\nb", "a;b"})
    void anUnknownVariableOrWhatCannotStandInAHostLeavesOutTheIngress(String value) {
        var in = reader(NAME, value);

        assertThat(feature.parse(in)).isEmpty();
        assertReported(in, NAME, value, "variables that can stand in one", true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\r\nx: y", "a/b", ""})
    void aFieldOfTheClientThatIsNoHostIsRefused(String field) {
        var requests = RoutedRequests.through(at("a.com", "/", NAME, "$http_x_host"));

        assertThat(requests.get(false, "a.com", "/", Map.of("x-host", field)).status())
                .isEqualTo(400);
    }
}
