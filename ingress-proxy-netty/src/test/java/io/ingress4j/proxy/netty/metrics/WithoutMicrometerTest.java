package io.ingress4j.proxy.netty.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.ScriptedUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import java.io.File;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class WithoutMicrometerTest {
    private static final String MICROMETER = "micrometer";

    /** What a process without Micrometer does. */
    static final class Served {
        private Served() {}

        /** Serves one request. */
        public static void main(String[] arguments) throws Exception {
            try (var upstream = ScriptedUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    TestProxy proxy = TestProxy.to(upstream.port()).start();
                    RawClient client = proxy.connect()) {
                client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
                System.out.println("served: " + client.read().status());
            }
            try {
                Class.forName("io.micrometer.core.instrument.MeterRegistry");
                System.out.println("it is there");
            } catch (ClassNotFoundException e) {
                System.out.println("it is not there");
            }
        }
    }

    @Test
    void theProxyRunsWithoutItsJars() throws Exception {
        String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.contains(MICROMETER))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        System.getProperty("test.jvm", "java"), "-Xmx256m", "-cp", path, Served.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(new String(process.getInputStream().readAllBytes())).contains("served: 200", "it is not there");
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }
}
