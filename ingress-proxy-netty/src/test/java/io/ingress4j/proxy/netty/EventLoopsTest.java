package io.ingress4j.proxy.netty;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.PathType;
import io.ingress4j.model.source.InMemorySource;
import io.ingress4j.proxy.netty.config.Listener;
import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.RecordingUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The proxy in an application that has event loops and threads of its own, and other proxies. */
final class EventLoopsTest {
    private RecordingUpstream upstream;

    @BeforeEach
    void start() throws Exception {
        upstream = RecordingUpstream.start();
    }

    @AfterEach
    void stop() throws Exception {
        upstream.close();
    }

    static Stream<IoHandlerFactory> drivers() {
        return Epoll.isAvailable()
                ? Stream.of(NioIoHandler.newFactory(), EpollIoHandler.newFactory())
                : Stream.of(NioIoHandler.newFactory());
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void eventLoopsOfTheHostServeAndOutliveTheProxy(IoHandlerFactory driver) throws Exception {
        var loops = new MultiThreadIoEventLoopGroup(3, driver);
        try {
            for (int life = 0; life < 2; life++) {
                try (TestProxy proxy = TestProxy.to(upstream.port())
                                .with(settings -> settings.eventLoops(loops))
                                .start();
                        RawClient idle = proxy.connect();
                        RawClient client = proxy.connect()) {
                    assertThat(client.get("/").read().status()).isEqualTo(200);
                    assertThat(idle.get("/").read().status()).isEqualTo(200);
                    proxy.proxy().close();

                    assertThat(idle.readAll()).isEmpty();
                    assertThat(proxy.proxy().load()).isEqualTo(new ProxyLoad(0, 0, 0));
                }
                assertThat(loops.isShuttingDown()).isFalse();
            }
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void eventLoopsThatDriveNoSocketsAreRefusedByName() {
        var loops = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
        try {
            IngressProxy.Builder builder = IngressProxy.builder(new LiveRouter(Router.empty()));
            assertThatThrownBy(() -> builder.eventLoops(loops))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("eventLoops: ")
                    .hasMessageContaining("NioIoHandler or EpollIoHandler");
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void eventLoopsThatHaveEndedAreRefusedAndKeepNobodyWaiting() throws Exception {
        var ended = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        ended.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        try (IngressProxy late = IngressProxy.builder(new LiveRouter(Router.empty()))
                .listen(Listener.http("127.0.0.1", 0))
                .eventLoops(ended)
                .build()) {
            assertThatThrownBy(late::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("shut down");
        }

        var ending = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (TestProxy proxy = TestProxy.to(upstream.port())
                .with(settings -> settings.eventLoops(ending))
                .start()) {
            ending.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
            assertThat(proxy.proxy().drain(Duration.ofSeconds(60)).toCompletableFuture())
                    .succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void proxiesWithDifferentNumbersOfLoopsFollowOneEngine() throws Exception {
        var source = new InMemorySource("test");
        source.put(Ingress.builder("shop", "web")
                .path("a.test", "/", PathType.PREFIX, "web", 80)
                .build());
        var router = new LiveRouter(Router.empty());
        var one = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        var many = new MultiThreadIoEventLoopGroup(8, NioIoHandler.newFactory());
        try (IngressProxy narrow = IngressProxy.builder(router)
                        .listen(Listener.http("127.0.0.1", 0))
                        .eventLoops(one)
                        .build();
                IngressProxy wide = IngressProxy.builder(router)
                        .listen(Listener.http("127.0.0.1", 0))
                        .eventLoops(many)
                        .build();
                IngressEngine engine = IngressEngine.builder()
                        .source(source)
                        .dataPlane(narrow)
                        .dataPlane(wide)
                        .router(router)
                        .settings(TranslationSettings.builder()
                                .fallbackEndpoints(name -> List.of(new Endpoint("127.0.0.1", upstream.port())))
                                .build())
                        .build()) {
            engine.start().toCompletableFuture().get(10, TimeUnit.SECONDS);
            narrow.start();
            wide.start();
            for (int i = 0; i < 16; i++) { // each loop of the wide one gets two connections
                for (IngressProxy proxy : List.of(narrow, wide)) {
                    try (RawClient client =
                            RawClient.connect(proxy.addresses().get(0).getPort())) {
                        assertThat(client.get("/").read().status()).isEqualTo(200);
                    }
                }
            }
        } finally {
            one.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
            many.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static Set<Thread> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .collect(Collectors.toSet());
    }

    @Test
    void threadsBeginWithTheStartHaveTheirNameAndEndWithTheClose() throws Exception {
        var router = new LiveRouter(Router.empty());
        try (IngressProxy proxy = IngressProxy.builder(router)
                .listen(Listener.http("127.0.0.1", 0))
                .threadNames("bakery")
                .daemonThreads(false)
                .build()) {
            assertThat(threads("bakery")).isEmpty();
            proxy.start();
            try (RawClient client = RawClient.connect(proxy.addresses().get(0).getPort())) {
                assertThat(client.get("/").read().status()).isEqualTo(404);
            }
            assertThat(threads("bakery")).isNotEmpty().noneMatch(Thread::isDaemon);
        }
        await().untilAsserted(() -> assertThat(threads("bakery")).isEmpty());
    }

    @Test
    void namesAreLookedUpWhereTheHostWantsIt() throws Exception {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        var executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "lookups-of-the-host"));
        try (TestProxy proxy = TestProxy.to(new Endpoint("localhost", upstream.port()))
                        .with(settings -> settings.nameLookups(task -> executor.execute(() -> {
                            seen.add(requireNonNull(Thread.currentThread().getName()));
                            task.run();
                        })))
                        .start();
                RawClient client = proxy.connect()) {
            assertThat(client.get("/").read().status()).isEqualTo(200);
            assertThat(seen).containsExactly("lookups-of-the-host");
            proxy.proxy().close();
            assertThat(executor.isShutdown()).isFalse();
        } finally {
            executor.shutdownNow();
        }
    }
}
