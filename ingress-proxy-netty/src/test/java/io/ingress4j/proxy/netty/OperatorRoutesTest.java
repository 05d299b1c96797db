package io.ingress4j.proxy.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ingress4j.model.EndpointSlice;
import io.ingress4j.model.ObjectKey;
import io.ingress4j.model.Service;
import io.ingress4j.model.ServicePort;
import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.ScriptedUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the operator has served where no Ingress decides. */
final class OperatorRoutesTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static RawClient.Response ask(TestProxy proxy, String method, String host, String target)
            throws IOException {
        try (RawClient client = proxy.connect()) {
            return client.send(method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                    .read();
        }
    }

    @Test
    void hostsThatNoRuleNamesAnswerTheHealthPathAndSay503OnceTheProxyTakesItsLeave() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(ok("app"));
                TestProxy proxy = TestProxy.to(upstream.port())
                        .operator(settings -> settings.healthPath("/healthz"))
                        .start()) {
            assertThat(ask(proxy, "GET", "10.0.0.1", "/healthz").status()).isEqualTo(200);
            assertThat(ask(proxy, "GET", "unknown.test", "/healthz?from=lb").status())
                    .isEqualTo(200);
            assertThat(ask(proxy, "GET", "unknown.test", "/other").status()).isEqualTo(404);
            assertThat(ask(proxy, "GET", "a.test", "/healthz").body()).isEqualTo("app");

            CompletableFuture<Void> drained = proxy.engine().drain(LONG, LONG).toCompletableFuture();
            await().untilAsserted(() -> assertThat(
                            ask(proxy, "GET", "10.0.0.1", "/healthz").status())
                    .isEqualTo(503));
            assertThat(ask(proxy, "GET", "a.test", "/healthz").body()).isEqualTo("app");
            assertThat(drained).isNotDone();
        }
    }

    @Test
    void withoutAHealthPathNobodyAnswersForUnknownHosts() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(ok("app"));
                TestProxy proxy = TestProxy.to(upstream.port()).start()) {
            assertThat(ask(proxy, "GET", "10.0.0.1", "/healthz").status()).isEqualTo(404);
        }
    }

    @Test
    void whatNoRuleTakesGoesToTheFirstPortOfTheDefaultBackend() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(ok("app"));
                ScriptedUpstream pages = ScriptedUpstream.answering(ok("pages"));
                TestProxy proxy = TestProxy.to(upstream.port())
                        .operator(settings -> settings.defaultBackend(new ObjectKey("edge", "pages")))
                        .object(Service.of(
                                "edge",
                                "pages",
                                new ServicePort("web", 80, "web", "TCP"),
                                new ServicePort("metrics", 90, "90", "TCP")))
                        .object(EndpointSlice.builder("edge", "pages-1", "pages")
                                .port("metrics", 9)
                                .port("web", pages.port())
                                .endpoint(EndpointSlice.Endpoint.ready("127.0.0.1"))
                                .build())
                        .start()) {
            assertThat(ask(proxy, "GET", "unknown.test", "/any").body()).isEqualTo("pages");
            assertThat(ask(proxy, "GET", "a.test", "/any").body()).isEqualTo("app");
        }
    }
}
