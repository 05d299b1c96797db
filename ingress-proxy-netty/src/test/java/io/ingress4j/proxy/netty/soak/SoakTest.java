package io.ingress4j.proxy.netty.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.PathType;
import io.ingress4j.proxy.netty.ProxyLoad;
import io.ingress4j.proxy.netty.config.ProxyLimits;
import io.ingress4j.proxy.netty.observe.EndReason;
import io.ingress4j.proxy.netty.observe.ExchangeEvent;
import io.ingress4j.proxy.netty.observe.ProxyObserver;
import io.ingress4j.proxy.netty.support.TestProxy;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/**
 * About 2,000 connections at a time, slow readers, clients that leave and services that die at every point of an exchange, for
 * {@code -Dsoak.seconds}; some seconds by default, so that each build takes a look. In the end nothing is left, whoever
 * behaved was served well, and threads, descriptors and memory are as they were in the middle.
 */
final class SoakTest {
    private static final int SECONDS = Integer.getInteger("soak.seconds", 16);
    /** Longer than a busy machine holds up a process. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long MIB = 1 << 20;

    /** What the process has at a moment. */
    private record Footprint(int connections, int threads, long descriptors, long heapMib) {
        static Footprint of(TestProxy proxy) {
            System.gc();
            var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            return new Footprint(
                    proxy.proxy().load().connections(),
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    system.getOpenFileDescriptorCount(),
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB);
        }
    }

    private static final class Reasons implements ProxyObserver {
        private final Map<EndReason, LongAdder> counts = new ConcurrentHashMap<>();
        private final Queue<String> surprising = new ConcurrentLinkedQueue<>();

        @Override
        public void exchangeEnded(ExchangeEvent exchange) {
            counts.computeIfAbsent(exchange.reason(), reason -> new LongAdder()).increment();
            if (exchange.status() >= 500 && exchange.request().authority().equals("a.test")) {
                surprising.add(exchange.toString());
            }
        }
    }

    @Test
    void whateverClientsAndServicesDoNothingIsLeftAndNobodyElseSuffers() throws Exception {
        var reasons = new Reasons();
        var loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        SslContext trusting = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .endpointIdentificationAlgorithm(null)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build();
        try (FaultyService service = FaultyService.start(loops);
                TestProxy proxy = TestProxy.to(service.port())
                        .annotation("proxy-connect-timeout", "30")
                        .object(Ingress.builder("shop", "unlucky")
                                .path("unlucky.test", "/", PathType.PREFIX, "web", 80)
                                .annotation("nginx.ingress.kubernetes.io/proxy-read-timeout", "3")
                                .build())
                        .limits(ProxyLimits.builder()
                                .handshake(PATIENCE)
                                .header(PATIENCE)
                                .writeStall(PATIENCE)
                                .upstreamIdle(Duration.ofSeconds(4))
                                .build())
                        .with(settings -> settings.observer(reasons))
                        .start()) {
            Footprint middle;
            Footprint last;
            var crowd = new Crowd(loops, proxy.port(), proxy.tlsPort(), trusting);
            try (crowd) {
                crowd.come(Crowd.Kind.STEADY, 1_500);
                crowd.come(Crowd.Kind.STEADY_OVER_TLS, 150);
                crowd.come(Crowd.Kind.UNLUCKY, 500);
                crowd.come(Crowd.Kind.SLOW_READER, 250);
                crowd.come(Crowd.Kind.UPLOADER, 150);
                crowd.come(Crowd.Kind.ABORTER, 300);
                crowd.come(Crowd.Kind.SOCKET, 200);
                crowd.come(Crowd.Kind.SILENT, 250);
                await().atMost(PATIENCE).until(() -> proxy.proxy().load().connections() > 1_200);
                TimeUnit.SECONDS.sleep(SECONDS / 2); // the length of the soak
                middle = Footprint.of(proxy);
                TimeUnit.SECONDS.sleep(SECONDS - SECONDS / 2);
                last = Footprint.of(proxy);
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(proxy.proxy().load()).isEqualTo(new ProxyLoad(0, 0, 0)));

            System.out.printf("soak of %d s: in the middle %s, at the end %s%n", SECONDS, middle, last);
            System.out.printf("ends: %s%n", reasons.counts);
            for (Crowd.Kind kind : Crowd.Kind.values()) {
                System.out.printf("%s: %d times done%n", kind, crowd.done(kind));
            }
            assertThat(crowd.failures()).as("%s", reasons.surprising).isEmpty();
            for (Crowd.Kind kind : Crowd.Kind.values()) {
                assertThat(kind == Crowd.Kind.SILENT || crowd.done(kind) > 0)
                        .as("%s was at work", kind)
                        .isTrue();
            }
            assertThat(reasons.counts)
                    .containsKeys(
                            EndReason.COMPLETE,
                            EndReason.UPSTREAM_CLOSED,
                            EndReason.UPSTREAM_BROKEN,
                            EndReason.UPSTREAM_TIMEOUT,
                            EndReason.CLIENT_GONE);
            assertThat(last.threads()).isLessThanOrEqualTo(middle.threads() + 2);
            assertThat(last.descriptors()).isLessThan(middle.descriptors() * 5 / 4);
            assertThat(last.heapMib()).isLessThan(middle.heapMib() * 3 / 2 + 16);
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }
}
