package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpHandler;
import io.ingress4j.examples.programs.ClusterProxy;
import io.ingress4j.examples.programs.FailuresByService;
import io.ingress4j.examples.programs.GuestProxy;
import io.ingress4j.examples.programs.IngressesInCode;
import io.ingress4j.examples.programs.JdkHttpDataPlane;
import io.ingress4j.examples.programs.ProxyWithFeatures;
import io.ingress4j.examples.programs.RemarkListener;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.http.PlainRequest;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.EndpointSlice;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.PathType;
import io.ingress4j.model.Service;
import io.ingress4j.model.ServicePort;
import io.ingress4j.model.source.InMemorySource;
import io.ingress4j.source.k8s.cluster.ScriptedApi;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs the small programs. */
final class ProgramsTest {
    private static final String OURS = "nginx.ingress.kubernetes.io/";

    private final InMemorySource source = new InMemorySource("test");
    private Backend cart;

    @BeforeEach
    void startService() throws IOException {
        cart = Backend.start("cart", "127.0.0.1");
        source.put(Service.of("shop", "cart", ServicePort.of(80)));
        source.put(EndpointSlice.of("shop", "cart", cart.port(), "127.0.0.1"));
    }

    @AfterEach
    void stopService() throws IOException {
        cart.close();
    }

    private static Ingress.Builder shop() {
        return Ingress.builder("shop", "shop").path("shop.test", "/", PathType.PREFIX, "cart", 80);
    }

    @Test
    void ingressesBuiltInCodeAreChangedWhileTheyAreServed() {
        try (var program = new IngressesInCode()) {
            assertThat(program.serviceOfCart()).isEqualTo("shop/cart:80");

            program.leadCartTo("newcart");
            await().untilAsserted(() -> assertThat(program.serviceOfCart()).isEqualTo("shop/newcart:80"));
        }
    }

    @Test
    void aClusterIsServedThroughTheClientOfTheApplication() throws Exception {
        String metadata = "\"metadata\":{\"namespace\":\"shop\",\"name\":\"cart\",\"resourceVersion\":\"1\","
                + "\"labels\":{\"kubernetes.io/service-name\":\"cart\"}},";
        Map<String, String> objects = Map.of(
                "ingresses",
                "\"spec\":{\"defaultBackend\":{\"service\":{\"name\":\"cart\",\"port\":{\"number\":80}}}}",
                "services",
                "\"spec\":{\"ports\":[{\"port\":80}]}",
                "endpointslices",
                "\"addressType\":\"IPv4\",\"ports\":[{\"name\":\"\",\"port\":" + cart.port()
                        + "}],\"endpoints\":[{\"addresses\":[\"127.0.0.1\"],\"conditions\":{\"ready\":true}}]");
        HttpHandler answers = exchange -> {
            String path = exchange.getRequestURI().getPath();
            String object = objects.get(path.substring(path.lastIndexOf('/') + 1));
            boolean isList = !exchange.getRequestURI().getQuery().contains("watch=true");
            String list = "{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":["
                    + (object == null ? "" : "{" + metadata + object + "}") + "]}";
            ScriptedApi.answer(exchange, 200, isList ? list : "");
        };

        try (ScriptedApi cluster = ScriptedApi.start(answers);
                var program = new ClusterProxy(cluster.client(), "shop", 0)) {
            program.serving().toCompletableFuture().get(20, TimeUnit.SECONDS);
            try (Client client = Client.http(program.port())) {
                assertThat(client.get("anybody.test", "/").service()).isEqualTo("cart");
            }
            assertThat(program.silent(Duration.ofMinutes(1))).isEmpty();
        }
    }

    @Test
    void anAnnotationOfOnesOwnAnswersAtOnce() throws IOException {
        source.put(shop().annotation("example.com/api-key", "secret").build());

        try (var program = new ProxyWithFeatures(source, host -> CompletableFuture.completedFuture(""));
                Client client = Client.http(program.port())) {
            assertThat(client.get("shop.test", "/").status()).isEqualTo(401);
            assertThat(client.send("GET", "shop.test", "/", "X-Api-Key: wrong").status())
                    .isEqualTo(401);
            assertThat(client.send("GET", "shop.test", "/", "X-Api-Key: secret").service())
                    .isEqualTo("cart");
            assertThat(program.engine()
                            .explain(PlainRequest.of("GET", "http://shop.test/"))
                            .toString())
                    .contains("from example.com/api-key: \"secret\"", "answer   401: ");
        }
    }

    @Test
    void anAnnotationOfOnesOwnSuspendsUntilAnotherThreadHasDecided() throws Exception {
        source.put(shop().annotation("example.com/tenants", "true").build());
        var asked = new CompletableFuture<String>();
        var answer = new CompletableFuture<String>();

        try (var program = new ProxyWithFeatures(source, host -> {
                    asked.complete(host);
                    return answer;
                });
                Client client = Client.http(program.port())) {
            client.sendHead("GET", "shop.test", "/x", "X-Tenant: forged");
            assertThat(asked.get(10, TimeUnit.SECONDS)).isEqualTo("shop.test");
            assertThat(cart.requests()).isZero();
            new Thread(() -> answer.complete("blue"), "directory").start();

            Answer seen = client.read(false);
            assertThat(seen.service()).isEqualTo("cart");
            assertThat(seen.forwarded("x-tenant")).isEqualTo("blue");
            assertThat(seen.body()).doesNotContain("forged");
        }
    }

    @Test
    void aHostOfNoTenantIsForbidden() throws IOException {
        source.put(shop().annotation("example.com/tenants", "true").build());

        try (var program = new ProxyWithFeatures(source, host -> CompletableFuture.completedFuture(""));
                Client client = Client.http(program.port())) {
            assertThat(client.get("shop.test", "/").status()).isEqualTo(403);
        }
    }

    @Test
    void aProxyLivesOnEventLoopsOfTheApplicationIsSeenAndTakesLeave() throws IOException {
        source.put(shop().path("shop.test", "/nobody", PathType.PREFIX, "nobody", 80)
                .build());
        source.put(Service.of("shop", "nobody", ServicePort.of(80)));
        var loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        var failures = new FailuresByService();

        try (var program = new GuestProxy(source, loops, failures);
                Client client = Client.http(program.port())) {
            int port = program.port();
            assertThat(client.get("shop.test", "/").service()).isEqualTo("cart");
            assertThat(client.get("shop.test", "/nobody").status()).isEqualTo(503);
            assertThat(failures.failures()).containsExactly(entry("shop/nobody:80", 1L));
            assertThat(program.isReady()).isTrue();

            program.leave(Duration.ofMillis(50), Duration.ofSeconds(10));
            assertThat(program.isReady()).isFalse();
            assertThatThrownBy(() -> Client.http(port)).isInstanceOf(ConnectException.class);
            assertThat(loops.isShuttingDown()).isFalse();
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void aListenerHearsOfRemarksAndOfTheirEnd() {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        source.put(shop().annotation(OURS + "proxy-red-timeout", "1").build());

        try (IngressEngine engine = IngressEngine.builder()
                .source(source)
                .diagnosticListener(new RemarkListener(heard::add))
                .build()) {
            engine.start().toCompletableFuture().join();
            assertThat(heard).singleElement().asString().startsWith("warning: unknown-annotation: Ingress shop/shop");

            source.put(shop().build());
            await().until(() -> heard.size() == 2);
            assertThat(heard.get(1)).isEqualTo("no longer: " + heard.get(0));
        }
    }

    @Test
    void aDataPlaneThatIsNotNettyRoutesRewritesAndRedirects() throws IOException {
        source.put(shop().annotation(OURS + "rewrite-target", "/items/$1")
                .path("shop.test", "/cart/(.*)", PathType.IMPLEMENTATION_SPECIFIC, "cart", 80)
                .build());
        source.put(Ingress.builder("shop", "secure")
                .annotation(OURS + "force-ssl-redirect", "true")
                .path("secure.test", "/", PathType.PREFIX, "cart", 80)
                .build());
        var router = new LiveRouter(Router.empty());

        try (var plane = new JdkHttpDataPlane(router);
                IngressEngine engine = IngressEngine.builder()
                        .source(source)
                        .router(router)
                        .dataPlane(plane)
                        .build()) {
            engine.start().toCompletableFuture().join();
            plane.start();
            try (Client client = Client.http(plane.port())) {
                Answer forwarded = client.get("shop.test", "/cart/1?a=b");
                assertThat(forwarded.service()).isEqualTo("cart");
                assertThat(forwarded.reported("target")).isEqualTo("/items/1?a=b");
                Answer redirected = client.get("secure.test", "/x");
                assertThat(redirected.status()).isEqualTo(308);
                assertThat(redirected.field("location")).isEqualTo("https://secure.test/x");
                assertThat(client.get("other.test", "/").status()).isEqualTo(404);
            }
        }
    }

    @Test
    void whatADataPlaneLacksIsReportedAndWhatItHasIsNot() throws IOException {
        source.put(shop().annotation(OURS + "proxy-read-timeout", "5")
                .annotation(OURS + "proxy-body-size", "1m")
                .build());
        var router = new LiveRouter(Router.empty());

        try (var plane = new JdkHttpDataPlane(router);
                IngressEngine engine = IngressEngine.builder()
                        .source(source)
                        .router(router)
                        .dataPlane(plane)
                        .build()) {
            engine.start().toCompletableFuture().join();

            assertThat(engine.diagnostics())
                    .extracting(Diagnostic::code, Diagnostic::field)
                    .containsExactly(
                            tuple("unapplied-annotation", "metadata.annotations[" + OURS + "proxy-body-size]"));
        }
    }
}
