package io.ingress4j.source.k8s;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.Kind;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.Resource;
import io.ingress4j.model.Secret;
import io.ingress4j.source.k8s.api.Waits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A source, the API server that it asks and the sink that it tells. */
@Timeout(60)
abstract class SourceScene {
    static final Duration LONG = Duration.ofSeconds(20);
    static final Timing QUICK = timing(Duration.ofSeconds(2), LONG, LONG, LONG);
    static final String RULES =
            "\"rules\":[{\"host\":\"shop.example.com\",\"http\":{\"paths\":[{\"path\":\"/\",\"pathType\":\"Prefix\","
                    + "\"backend\":{\"service\":{\"name\":\"shop\",\"port\":{\"number\":80}}}}]}}]";
    static final String PLAIN = "\"spec\":{" + RULES + "},\"status\":{\"loadBalancer\":{}}";
    static final String SERVICE =
            "\"spec\":{\"clusterIP\":\"10.0.0.1\",\"type\":\"ClusterIP\",\"ports\":[{\"port\":80,\"targetPort\":8080,\"protocol\":\"TCP\"}]}";
    static final String SLICE =
            "\"addressType\":\"IPv4\",\"endpoints\":[{\"addresses\":[\"10.244.0.7\"],\"conditions\":{\"ready\":true}}],"
                    + "\"ports\":[{\"name\":\"\",\"port\":8080,\"protocol\":\"TCP\"}]";
    static final String CLASS = "\"spec\":{\"controller\":\"k8s.io/ingress-nginx\"}";
    static final ObjectKey SHOP = new ObjectKey("shop", "shop");

    final Log log = new Log();
    final Recorder sink = new Recorder();
    FakeApiServer api;
    KubernetesClient client;
    KubernetesSource source;

    @BeforeEach
    void serve() throws Exception {
        api = new FakeApiServer();
        client = api.client();
        source = KubernetesSource.builder(client).timing(QUICK).build();
    }

    @AfterEach
    void close() {
        source.close();
        log.close();
        client.close();
        api.close();
    }

    static Timing timing(Duration answer, Duration watch, Duration secret, Duration close) {
        return new Timing(
                new Waits(
                        answer,
                        watch,
                        Duration.ofMillis(500),
                        Duration.ofMillis(10),
                        Duration.ofMillis(100),
                        Duration.ofMillis(50),
                        close),
                secret,
                LONG,
                Duration.ofMillis(300));
    }

    static Set<String> threads() {
        Set<String> names = new TreeSet<>();
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("ingress4j-kubernetes"))
                .forEach(thread -> names.add(thread.getName()));
        return names;
    }

    KubernetesSource.Builder builder() {
        return KubernetesSource.builder(client).timing(QUICK);
    }

    void start() {
        start(source);
    }

    void start(KubernetesSource.Builder builder) {
        source = builder.build();
        start(source);
    }

    void start(KubernetesSource started) {
        started.start(sink);
        awaiting().until(sink::isComplete);
    }

    static ConditionFactory awaiting() {
        return await().atMost(30, TimeUnit.SECONDS).pollInterval(Duration.ofMillis(5));
    }

    WatchState state(Kind kind) {
        return source.watches().stream()
                .filter(state -> state.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    String host() {
        return sink.find(Kind.INGRESS, SHOP.namespace(), SHOP.name()) instanceof Ingress ingress
                ? ingress.rules().get(0).host()
                : "";
    }

    String valueOf(String secret) {
        return value(sink.find(Kind.SECRET, "shop", secret));
    }

    static String value(Resource resource) {
        return resource instanceof Secret secret ? new String(secret.value("tls.key"), StandardCharsets.UTF_8) : "";
    }

    static String tls(String secret) {
        return "\"spec\":{\"tls\":[{\"hosts\":[\"shop.example.com\"],\"secretName\":\"" + secret + "\"}]," + RULES
                + "}";
    }

    static String secret(String key) {
        return "\"type\":\"kubernetes.io/tls\",\"data\":{\"tls.key\":\""
                + Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8)) + "\"}";
    }
}
