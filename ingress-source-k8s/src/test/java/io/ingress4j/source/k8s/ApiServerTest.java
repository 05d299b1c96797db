package io.ingress4j.source.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.source.k8s.api.ApiFailure;
import io.ingress4j.source.k8s.api.ApiObject;
import io.ingress4j.source.k8s.api.ApiResource;
import io.ingress4j.source.k8s.api.ApiServer;
import io.ingress4j.source.k8s.api.Work;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ApiServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<String> answers = new CopyOnWriteArrayList<>();

    /** Notes how a question ends. */
    private final class Note implements ApiServer.Found {
        @Override
        public void found(ApiObject object) {
            answers.add(object.key().toString());
        }

        @Override
        public void failed(ApiFailure failure) {
            answers.add(failure.getMessage());
        }
    }

    @Test
    void whatIsGivenUpWhileCredentialsHangIsNotSentAfterwards() throws Exception {
        var come = new CountDownLatch(1);
        var work = new Work("ingress4j-test", PATIENCE);
        try (var api = new FakeApiServer();
                KubernetesClient client = api.client(() -> {
                    await().atMost(PATIENCE).until(() -> come.await(1, TimeUnit.SECONDS));
                    return "a-token";
                })) {
            api.put("services", "shop", "last", SourceScene.SERVICE);
            var server = new ApiServer(client, work, Duration.ofMillis(500));
            for (int i = 0; i < 20; i++) {
                server.object(ApiResource.SERVICES, new ObjectKey("shop", "s" + i), new Note());
            }
            await().atMost(PATIENCE).until(() -> answers.size() == 20);
            assertThat(answers).allMatch(answer -> answer.startsWith("nothing was heard for"));

            come.countDown();
            server.object(ApiResource.SERVICES, new ObjectKey("shop", "last"), new Note());
            await().atMost(PATIENCE).until(() -> answers.size() == 21);

            assertThat(answers).last().isEqualTo("shop/last");
            assertThat(api.requests())
                    .contains("get /api/v1/namespaces/shop/services/last")
                    .hasSizeLessThanOrEqualTo(2);
            server.close();
        } finally {
            work.close();
        }
    }
}
