package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ingress4j.matcher.Explanation;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.http.PlainRequest;
import io.ingress4j.model.EndpointSlice;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.PathType;
import io.ingress4j.model.Resource;
import io.ingress4j.model.Service;
import io.ingress4j.model.ServicePort;
import io.ingress4j.model.source.InMemorySource;
import io.ingress4j.proxy.netty.IngressProxy;
import io.ingress4j.proxy.netty.config.Listener;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Asks the proxy and the explanation for the same requests, over real sockets. */
final class ExplanationOverSocketsTest {
    private static final int TABLES = 50;
    private static final int REQUESTS = 200;
    private static final String OURS = "nginx.ingress.kubernetes.io/";

    private final Random random = new Random(20_261_125);

    @Test
    void explanationsSayWhatTheProxyDoesOnTenThousandRequests() throws Exception {
        var source = new InMemorySource("test");
        var router = new LiveRouter(Router.empty());
        Map<String, Integer> seen = new HashMap<>();
        try (Backend one = Backend.start("one", "127.0.0.1");
                Backend two = Backend.start("two", "127.0.0.1");
                IngressProxy proxy = IngressProxy.builder(router)
                        .listen(Listener.http("127.0.0.1", 0))
                        .build();
                IngressEngine engine = IngressEngine.builder()
                        .source(source)
                        .router(router)
                        .dataPlane(proxy)
                        .build()) {
            engine.start().toCompletableFuture().join();
            proxy.start();
            int port = proxy.addresses().get(0).getPort();
            for (int table = 0; table < TABLES; table++) {
                String marker = "table-" + table + ".marker";
                source.replaceAll(table(marker, one, two));
                await().pollInterval(Duration.ofMillis(5))
                        .until(() -> router.current().snapshot().host(marker).isPresent());
                ask(engine, port, seen);
            }
        }

        assertThat(seen.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(TABLES * REQUESTS);
        assertThat(seen.keySet()).as("%s", seen).contains("200", "301", "308", "400", "404", "503");
    }

    private void ask(IngressEngine engine, int port, Map<String, Integer> seen) throws IOException {
        Client client = Client.http(port);
        try {
            for (int i = 0; i < REQUESTS; i++) {
                String host = host();
                String target = target();
                PlainRequest request =
                        PlainRequest.of("GET", "http://x:" + port + target).withHeader("Host", host);
                Explanation explanation = engine.explain(request);
                Answer answer = client.get(host, target);
                assertThat(textOf(answer)).as("%s", explanation).isEqualTo(textOf(explanation));
                seen.merge(Integer.toString(answer.status()), 1, Integer::sum);
                if (answer.field("connection").equals("close")) {
                    client.close();
                    client = Client.http(port);
                }
            }
        } finally {
            client.close();
        }
    }

    private static String textOf(Answer answer) {
        return answer.status() == 200
                ? answer.service() + " " + answer.reported("target") + " " + answer.forwarded("host")
                : answer.status() + " " + answer.field("location");
    }

    private static String textOf(Explanation explanation) {
        if (explanation.outcome() instanceof Explanation.Outcome.Answer answer) {
            return answer.response().status() + " " + answer.response().location();
        }
        var forward = (Explanation.Outcome.Forward) explanation.outcome();
        return forward.endpoints().isEmpty()
                ? "503 "
                : forward.cluster().service().name() + " " + forward.target() + " " + forward.upstreamHost();
    }

    private List<Resource> table(String marker, Backend one, Backend two) {
        List<Resource> objects = new ArrayList<>();
        objects.add(Service.of("shop", "one", ServicePort.of(80)));
        objects.add(Service.of("shop", "two", ServicePort.of(80)));
        objects.add(EndpointSlice.of("shop", "one", one.port(), "127.0.0.1"));
        objects.add(EndpointSlice.of("shop", "two", two.port(), "127.0.0.1"));
        objects.add(Ingress.builder("shop", "marker")
                .path(marker, "/", PathType.PREFIX, "one", 80)
                .build());
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            Ingress.Builder ingress =
                    Ingress.builder("shop", "i" + i).created(Instant.ofEpochSecond(random.nextInt(3)));
            annotate(ingress);
            for (int p = 1 + random.nextInt(4); p > 0; p--) {
                ingress.path(
                        oneOf("a.test", "b.test", "*.test", ""),
                        path(),
                        PathType.values()[random.nextInt(3)],
                        oneOf("one", "two", "two", "empty"),
                        80);
            }
            objects.add(ingress.build());
        }
        return objects;
    }

    private void annotate(Ingress.Builder ingress) {
        switch (random.nextInt(12)) {
            case 0 -> ingress.annotation(OURS + "force-ssl-redirect", "true");
            case 1 -> ingress.annotation(OURS + "permanent-redirect", "https://away.test/x");
            case 2 -> ingress.annotation(OURS + "rewrite-target", "/to/$1");
            case 3 -> ingress.annotation(OURS + "use-regex", "true");
            case 4 -> ingress.annotation(OURS + "app-root", "/a");
            case 5 -> ingress.annotation(OURS + "auth-url", "http://auth.test/");
            case 6 -> ingress.annotation(OURS + "server-alias", "alias.example,*.other");
            case 7 -> ingress.annotation(OURS + "from-to-www-redirect", "true");
            case 8 -> ingress.annotation(OURS + "upstream-vhost", "inner.test");
            default -> {
                // most have none
            }
        }
    }

    private String path() {
        var text = new StringBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append('/').append(oneOf("a", "b", "ab"));
        }
        return text + (text.isEmpty() || random.nextInt(3) == 0 ? "/" : "");
    }

    private String host() {
        return oneOf(
                        "a.test",
                        "b.test",
                        "B.test",
                        "c.test",
                        "d.c.test",
                        "www.a.test",
                        "alias.example",
                        "x.other",
                        "none")
                + oneOf("", "", ":8080");
    }

    private String target() {
        var text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append('/').append(oneOf("a", "b", "ab", "A", "%61", "..", "a%2Fb", "%00"));
        }
        return text + (text.isEmpty() || random.nextInt(3) == 0 ? "/" : "") + oneOf("", "?q=1");
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
