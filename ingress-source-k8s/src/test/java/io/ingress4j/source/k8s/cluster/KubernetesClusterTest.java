package io.ingress4j.source.k8s.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the other tests against a real API server rest on. */
final class KubernetesClusterTest {

    private static String ingress(String namespace) {
        return IngressManifest.of("web", "web.example.com", "web").in(namespace).yaml();
    }

    @Test
    void whatIsAppliedCanBeReadAndDeleted() {
        KubernetesCluster cluster = KubernetesCluster.shared();
        String namespace = cluster.namespace("fixture");

        cluster.apply(ingress(namespace));

        assertThat(cluster.kubectl("get", "ingress", "-n", namespace, "-o", "name"))
                .contains("ingress.networking.k8s.io/web");
        cluster.delete(ingress(namespace));
        assertThat(ingresses(cluster.client(), namespace)).isEmpty();
    }

    private static void writeReader(KubernetesCluster cluster, String namespace) {
        cluster.apply(KubernetesCluster.account(
                namespace, "reader", "{apiGroups: [networking.k8s.io], resources: [ingresses], verbs: [list]}"));
    }

    private static List<Ingress> ingresses(KubernetesClient client, String namespace) {
        return client.network().v1().ingresses().inNamespace(namespace).list().getItems();
    }

    @Test
    void aServiceAccountMayDoWhatItsRolesSay() {
        KubernetesCluster cluster = KubernetesCluster.shared();
        String namespace = cluster.namespace("fixture");
        writeReader(cluster, namespace);

        try (KubernetesClient reader = cluster.client(cluster.token(namespace, "reader", 600))) {
            assertThat(ingresses(reader, namespace)).isEmpty();
            assertThatThrownBy(() -> reader.secrets().inNamespace(namespace).list())
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("forbidden");
        }
    }

    @Test
    void aTokenIsGoodUntilItExpires() {
        KubernetesCluster cluster = KubernetesCluster.shared();
        String namespace = cluster.namespace("fixture");
        writeReader(cluster, namespace);

        try (KubernetesClient reader = cluster.client(cluster.shortToken(namespace, "reader", 60))) {
            assertThat(ingresses(reader, namespace)).isEmpty();
        }
        try (KubernetesClient late = cluster.client(cluster.shortToken(namespace, "reader", -60))) {
            assertThatThrownBy(() -> ingresses(late, namespace))
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("Unauthorized");
        }
    }

    @Test
    void whatWasAppliedOutlivesACrash() {
        try (KubernetesCluster cluster = KubernetesCluster.start()) {
            cluster.apply(ingress("default"));

            cluster.apiServer().kill();
            cluster.killEtcd();
            assertThatThrownBy(() -> ingresses(cluster.client(), "default"))
                    .isInstanceOf(KubernetesClientException.class);
            cluster.startEtcd();
            cluster.apiServer().start();

            assertThat(ingresses(cluster.client(), "default"))
                    .singleElement()
                    .extracting(ingress -> ingress.getMetadata().getName())
                    .isEqualTo("web");
        }
    }

    @Test
    void aPodAnswersAtAnAddressThatSlicesMayHold() throws Exception {
        KubernetesCluster cluster = KubernetesCluster.shared();
        String namespace = cluster.namespace("fixture");

        try (Pod pod = Pod.start("cart")) {
            cluster.apply(Pod.service(namespace, "cart", pod));

            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://" + pod.address() + ":8080/"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo("cart");
        }
    }
}
