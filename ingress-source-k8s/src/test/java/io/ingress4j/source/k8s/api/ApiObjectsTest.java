package io.ingress4j.source.k8s.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.ingress4j.source.k8s.cluster.ScriptedApi;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ApiObjectsTest {
    private static final byte[] SERVICE = """
            {"kind": "Service", "apiVersion": "v1",
             "metadata": {"namespace": "shop", "name": "lb", "generation": 9007199254740993,
                          "labels": {"a": "1"}, "managedFields": [{"manager": "x"}]},
             "spec": {"type": "LoadBalancer", "allocateLoadBalancerNodePorts": false, "externalName": null,
                      "externalIPs": ["192.0.2.1"],
                      "ports": [{"port": 80, "targetPort": 8080}, {"port": 81, "targetPort": "web"}]},
             "status": {"loadBalancer": {"ingress": [{"hostname": "lb.example.com"}]}}}
            """.getBytes(UTF_8);

    private static Service read(ApiResource resource) throws IOException {
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(Config.empty()).build()) {
            return new ApiObjects(client, Duration.ofSeconds(1))
                    .as(Service.class, ApiJson.object(SERVICE, SERVICE.length, resource));
        }
    }

    @Test
    void whatAWatchShowsBecomesTheClientsOwnType() throws IOException {
        Service service = read(ApiResource.SERVICES.withStatus("list", "watch"));

        assertThat(service.getMetadata().getGeneration()).isEqualTo(9_007_199_254_740_993L);
        assertThat(service.getMetadata().getLabels()).containsEntry("a", "1");
        assertThat(service.getSpec().getAllocateLoadBalancerNodePorts()).isFalse();
        assertThat(service.getSpec().getExternalName()).isNull();
        assertThat(service.getSpec().getExternalIPs()).containsExactly("192.0.2.1");
        assertThat(service.getSpec().getPorts())
                .extracting(ServicePort::getTargetPort)
                .containsExactly(new IntOrString(8080), new IntOrString("web"));
        assertThat(service.getStatus().getLoadBalancer().getIngress())
                .singleElement()
                .satisfies(each -> assertThat(each.getHostname()).isEqualTo("lb.example.com"));
    }

    @Test
    void aStatusThatNobodyReadsIsPassedOverAndSoIsWhoManagesWhat() throws IOException {
        Service service = read(ApiResource.SERVICES);

        assertThat(service.getStatus()).isNull();
        assertThat(service.getMetadata().getManagedFields()).isEmpty();
    }

    @Test
    void whatIsAskedForComesWholeAlsoWithNamesThatSomebodyMadeLong() throws Exception {
        String longName = "k:{\\\"uid\\\":\\\"" + "x".repeat(60_000) + "\\\"}";
        String answer = """
                {"kind": "Service", "apiVersion": "v1",
                 "metadata": {"namespace": "shop", "name": "lb", "managedFields": [
                     {"manager": "kubectl", "fieldsV1": {"f:metadata": {"%s": {}}}}]},
                 "status": {"loadBalancer": {"ingress": [{"hostname": "lb.example.com"}]}}}
                """.formatted(longName);
        try (ScriptedApi cluster = ScriptedApi.start(exchange -> ScriptedApi.answer(exchange, 200, answer))) {
            Service service = new ApiObjects(cluster.client(), Duration.ofSeconds(20))
                    .get("api/v1/namespaces/shop/services/lb", Service.class);

            assertThat(service.getMetadata().getManagedFields())
                    .singleElement()
                    .satisfies(each -> assertThat(each.getManager()).isEqualTo("kubectl"));
            assertThat(service.getStatus().getLoadBalancer().getIngress()).hasSize(1);
        }
    }
}
