package io.ingress4j.source.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.ByteBuffer;
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
    private final class Note implements ApiServer.Answer {
        @Override
        public void data(ByteBuffer bytes) {}

        @Override
        public void end() {
            answers.add("end");
        }

        @Override
        public void failed(ApiFailure failure) {
            answers.add(failure.toString());
        }
    }

    @Test
    void whatIsGivenUpWhileCredentialsHangIsNotSentAfterwards() throws Exception {
        var come = new CountDownLatch(1);
        Timing timing = SourceScene.timing(Duration.ofMillis(500), PATIENCE, PATIENCE, PATIENCE);
        var work = new Work(timing);
        try (var api = new FakeApiServer();
                KubernetesClient client = api.client(() -> {
                    await().atMost(PATIENCE).until(() -> come.await(1, TimeUnit.SECONDS));
                    return "a-token";
                })) {
            var server = new ApiServer(client, work, timing);
            for (int i = 0; i < 20; i++) {
                server.get("api/v1/services?limit=" + (i + 1), "application/json", PATIENCE, new Note());
            }
            await().atMost(PATIENCE).until(() -> answers.size() == 20);
            assertThat(answers).allMatch(answer -> answer.startsWith("nothing was heard for"));

            come.countDown();
            server.get("api/v1/services?limit=99", "application/json", PATIENCE, new Note());
            await().atMost(PATIENCE).until(() -> answers.size() == 21);

            assertThat(answers).last().isEqualTo("end");
            assertThat(api.requests())
                    .contains("list /api/v1/services?limit=99")
                    .hasSizeLessThanOrEqualTo(2);
            server.close();
        } finally {
            work.close();
        }
    }
}
