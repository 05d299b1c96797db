package io.ingress4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A manifest of long ago, served as written: {@code extensions/v1beta1}, no pathType, TLS for one host without a rule, a
 * rewrite. It is no part of this project: the folder is named by the environment, or is {@code shared/corpus} beside a
 * folder above this one.
 */
final class FirstExampleIT {
    private HttpServer service1;
    private HttpServer service2;
    private RunningJar jar;

    private static Optional<Path> manifest() {
        String named = System.getenv("INGRESS4J_CORPUS");
        Stream<Path> folders = named != null
                ? Stream.of(Path.of(named).toAbsolutePath().getParent())
                : Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
                        .map(path -> path.resolve("shared").resolve("corpus"));
        return folders.map(folder -> folder.resolve("first-example.yaml"))
                .filter(Files::exists)
                .findFirst();
    }

    @BeforeEach
    void start() throws IOException {
        Optional<Path> manifest = manifest();
        assumeTrue(manifest.isPresent(), "the corpus is not here: nothing was served");
        service1 = service("service1");
        service2 = service("service2");
        jar = RunningJar.start(List.of(
                "--config", manifest.get().toString(),
                "--endpoint",
                        "default/service1:80=127.0.0.1:" + service1.getAddress().getPort(),
                "--endpoint",
                        "default/service2=127.0.0.1:" + service2.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        Stream.of(service1, service2).filter(service -> service != null).forEach(service -> service.stop(0));
        if (jar != null) {
            jar.close();
        }
    }

    /** A rewrite of {@code /} to itself is none, as with ingress-nginx. */
    @Test
    void itsPathsArePrefixesThatAreRewrittenToTheRoot() throws Exception {
        try (var client = Client.https(jar.httpsPort(), "www.foo.com")) {
            assertThat(client.get("www.foo.com", "/").body()).isEqualTo("service1 /");
            assertThat(client.get("www.foo.com", "/some/thing?a=b").body()).isEqualTo("service1 /some/thing?a=b");
            assertThat(client.get("www.foo.com", "/testpath").body()).isEqualTo("service2 /");
            assertThat(client.get("www.foo.com", "/testpath/deeper").body()).isEqualTo("service2 /");
            assertThat(client.get("WWW.FOO.COM:443", "/testpath").body()).isEqualTo("service2 /");
        }
    }

    /** As with ingress-nginx: a TLS section gives every host of its Ingress a certificate, the default one at least. */
    @Test
    void inTheClearItsHostIsRedirectedToTls() throws Exception {
        try (var client = Client.http(jar.httpPort())) {
            Answer answer = client.get("www.foo.com", "/testpath");

            assertThat(answer.status()).isEqualTo(308);
            assertThat(answer.field("Location")).isEqualTo("https://www.foo.com/testpath");
        }
    }

    @Test
    void aHostWithTlsAndNoRuleLeadsNowhere() throws Exception {
        try (var client = Client.https(jar.httpsPort(), "foo.bar.com")) {
            assertThat(client.get("foo.bar.com", "/").status()).isEqualTo(404);
            assertThat(client.get("www.other.com", "/").status()).isEqualTo(404);
        }
    }

    private static HttpServer service(String name) throws IOException {
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            byte[] answer = (name + " " + exchange.getRequestURI()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        service.start();
        return service;
    }
}
