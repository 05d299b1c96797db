package io.ingress4j.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ingress4j.examples.accesslog.AccessLog;
import io.ingress4j.examples.accesslog.AccessLogFormat;
import io.ingress4j.matcher.IngressEngine;
import io.ingress4j.matcher.LiveRouter;
import io.ingress4j.matcher.Router;
import io.ingress4j.matcher.cluster.Endpoint;
import io.ingress4j.matcher.translate.TranslationSettings;
import io.ingress4j.model.Ingress;
import io.ingress4j.model.PathType;
import io.ingress4j.model.source.InMemorySource;
import io.ingress4j.proxy.netty.IngressProxy;
import io.ingress4j.proxy.netty.config.Listener;
import io.ingress4j.proxy.netty.observe.ExchangeEvent;
import io.ingress4j.proxy.netty.observe.ProxyObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AccessLogTest {
    private static final Pattern DROPPED = Pattern.compile("# (\\d+) lines dropped");

    private final BlockingQueue<ExchangeEvent> seen = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    /** Starts a proxy that a log, or another observer, looks at. */
    private Client clientOf(ProxyObserver log) throws Exception {
        Backend backend = Backend.start("cart", "127.0.0.1");
        var source = new InMemorySource("test");
        source.put(Ingress.builder("shop", "front")
                .path("shop.test", "/cart", PathType.PREFIX, "cart", 8080)
                .path("shop.test", "/dead", PathType.PREFIX, "dead", 8080)
                .build());
        source.put(Ingress.builder("shop", "quiet")
                .path("quiet.test", "/", PathType.PREFIX, "cart", 8080)
                .annotation("nginx.ingress.kubernetes.io/enable-access-log", "false")
                .build());
        var router = new LiveRouter(Router.empty());
        var proxy = IngressProxy.builder(router)
                .listen(Listener.http("127.0.0.1", 0))
                .observer(log)
                .observer(new ProxyObserver() {
                    @Override
                    public void exchangeEnded(ExchangeEvent exchange) {
                        seen.add(exchange);
                    }
                })
                .build();
        var engine = IngressEngine.builder()
                .source(source)
                .router(router)
                .dataPlane(proxy)
                .settings(TranslationSettings.builder()
                        .fallbackEndpoints(name -> name.service().name().equals("cart")
                                ? List.of(new Endpoint("127.0.0.1", backend.port()))
                                : List.of())
                        .build())
                .build();
        engine.start().toCompletableFuture().get(20, TimeUnit.SECONDS);
        proxy.start();
        Client client = Client.http(proxy.addresses().get(0).getPort());
        open.addAll(List.of(client, proxy, engine, backend));
        return client;
    }

    private Path file() {
        return directory.resolve("access.log");
    }

    private AccessLog log(String format) throws IOException {
        AccessLog log = AccessLog.to(file(), AccessLogFormat.of(format));
        open.add(log);
        return log;
    }

    private static List<String> awaitLines(Path file, int lines) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Files.exists(file) && linesOf(file).size() >= lines);
        return linesOf(file);
    }

    private static List<String> linesOf(Path file) {
        try {
            return Files.readAllLines(file, ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "$time_iso8601; \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[+-]\\d\\d:\\d\\d",
                "$time_local; \\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}",
                "$msec; \\d{10}\\.\\d{3}",
                "$remote_addr; 127\\.0\\.0\\.1",
                "$realip_remote_addr; 127\\.0\\.0\\.1",
                "$remote_port; \\d{4,5}",
                "$server_addr; 127\\.0\\.0\\.1",
                "$server_port; \\d{4,5}",
                "$scheme; http",
                "$host; shop\\.test",
                "$http_host; Shop\\.test:80",
                "$request; POST /cart/1\\?a=b HTTP/1\\.1",
                "$request_method; POST",
                "$request_uri; /cart/1\\?a=b",
                "$server_protocol; HTTP/1\\.1",
                "$request_body_bytes; 5",
                "$status; 200",
                "$body_bytes_sent; [1-9]\\d{2}",
                "$request_time; \\d+\\.\\d{3}",
                "$upstream_addr; 127\\.0\\.0\\.1:\\d{4,5}",
                "$upstream_tries; 1",
                "$upstream_connect_time; \\d+\\.\\d{3}",
                "$upstream_header_time; \\d+\\.\\d{3}",
                "$upstream_response_time; \\d+\\.\\d{3}",
                "$namespace; shop",
                "$ingress_name; front",
                "$location_path; /cart",
                "$service_name; cart",
                "$service_port; 8080",
                "$proxy_upstream_name; shop-cart-8080",
                "$end_reason; COMPLETE",
                "$http_content_length; 5",
                "$http_referer; -",
                "a ${status}b; a 200b"
            })
    void eachVariableHasItsValue(String format, String expected) throws Exception {
        Client client = clientOf(log(format));

        assertThat(client.post("Shop.test:80", "/cart/1?a=b", "01234").status()).isEqualTo(200);

        assertThat(awaitLines(file(), 1)).singleElement().asString().matches(expected);
    }

    @Test
    void everyVariableIsTried() throws Exception {
        CsvSource cases = AccessLogTest.class
                .getDeclaredMethod("eachVariableHasItsValue", String.class, String.class)
                .getAnnotation(CsvSource.class);
        assertThatThrownBy(() -> AccessLogFormat.of("$none"))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .satisfies(message -> {
                    Matcher names = Pattern.compile("\\$(\\w+),").matcher(message);
                    assertThat(names.results().map(name -> name.group(1)))
                            .hasSizeGreaterThan(30)
                            .allSatisfy(name -> assertThat(cases.value())
                                    .anySatisfy(line -> assertThat(line).startsWith("$" + name + ";")));
                });
    }

    @ParameterizedTest
    @CsvSource({"/cart,COMPLETE,200,cart,1", "/dead,NO_ENDPOINT,503,dead,0", "/other,ANSWERED,404,-,0"})
    void ourOwnAnswersAreLoggedWithWhatIsKnown(String path, String reason, String status, String service, String tries)
            throws Exception {
        Client client = clientOf(log("$end_reason,$status,$service_name,$upstream_tries"));

        client.get("shop.test", path);

        assertThat(awaitLines(file(), 1)).containsExactly(String.join(",", reason, status, service, tries));
    }

    @Test
    void requestsOfAnIngressThatWantsNoLogAreLeftOut() throws Exception {
        Client client = clientOf(log("$host"));

        assertThat(client.get("quiet.test", "/").status()).isEqualTo(200);
        assertThat(client.get("shop.test", "/cart").status()).isEqualTo(200);

        assertThat(awaitLines(file(), 1)).containsExactly("shop.test");
    }

    @Test
    void aRefusedRequestIsLoggedToo() throws Exception {
        Client client = clientOf(log("$remote_addr $scheme \"$request\" $status $end_reason $http_user_agent"));

        assertThat(client.sendLines("GET / HTTP/1.1", "User-Agent: no host").status())
                .isEqualTo(400);

        assertThat(awaitLines(file(), 1)).containsExactly("127.0.0.1 http \"-\" 400 REFUSED -");
    }

    @Test
    void whatAClientChoseCannotMakeALineOrAQuote() throws Exception {
        Client client = clientOf(log("\"$request\" \"$http_user_agent\""));

        client.sendLines("GET /cart HTTP/1.1", "Host: shop.test", "User-Agent: \" 200 \\n\u00e9\u0085 \tx");
        client.get("shop.test", "/cart/2");

        assertThat(awaitLines(file(), 2)).last().isEqualTo("\"GET /cart/2 HTTP/1.1\" \"-\"");
        assertThat(linesOf(file()))
                .hasSize(2)
                .first()
                .asString()
                .matches("[ -~]+")
                .endsWith("\"\\x22 200 \\x5cn\\xe9\\x85 \\x09x\"");
    }

    @Test
    void jsonIsValidWhateverBytesAClientSends() throws Exception {
        Client client = clientOf(log("json"));
        var every = new StringBuilder();
        for (char c = '!'; c < 256; c++) {
            every.append(c == 127 ? '\t' : c); // DEL is refused
        }

        client.sendLines("GET /cart HTTP/1.1", "Host: shop.test", "User-Agent: " + every, "Referer: \t\\u");
        try (Client other = Client.http(client.port())) {
            other.sendLines("GET /cart" + every + " HTTP/1.1", "Host: shop.test");
        }

        List<String> lines = awaitLines(file(), 2);
        assertThat(lines).hasSize(2).allSatisfy(line -> assertThat(line).matches("[ -~]+"));
        assertThat(read(lines.get(0)))
                .containsEntry("http_user_agent", every.toString())
                .containsEntry("http_referer", "\\u")
                .containsEntry("status", "200")
                .containsEntry("request_uri", "/cart")
                .containsEntry("ingress_name", "front")
                .containsKeys("time_iso8601", "msec", "request_time", "upstream_response_time");
        assertThat(read(lines.get(1))).containsEntry("end_reason", "REFUSED").doesNotContainKey("ingress_name");
    }

    private static Map<String, String> read(String line) throws IOException {
        Map<String, String> object = new LinkedHashMap<>();
        try (JsonParser json = new JsonFactory().createParser(line)) {
            assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                object.put(name, json.getText());
            }
            assertThat(json.nextToken()).isNull();
        }
        return object;
    }

    @Test
    void aFileThatWasMovedAwayIsMadeAnew() throws Exception {
        Client client = clientOf(log("$request_uri"));
        client.get("shop.test", "/cart/before");
        awaitLines(file(), 1);

        Path moved = Files.move(file(), directory.resolve("access.log.1"));

        await().atMost(Duration.ofSeconds(20)).until(() -> {
            client.get("shop.test", "/cart/after");
            return Files.exists(file()) && !linesOf(file()).isEmpty();
        });
        assertThat(linesOf(moved)).startsWith("/cart/before");
        assertThat(linesOf(file())).containsOnly("/cart/after");
    }

    @Test
    void whereNobodyReadsLinesAreDroppedAndCountedAndRequestsGoOn() throws Exception {
        Path fifo = directory.resolve("fifo");
        assumeTrue(
                new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() == 0,
                "no mkfifo here: nothing was tried");
        AccessLog log = AccessLog.to(fifo, AccessLogFormat.of("$request_uri $request_time " + "x".repeat(200)));
        Client client = clientOf(log);
        client.get("shop.test", "/cart");
        ExchangeEvent event = seen.poll(20, TimeUnit.SECONDS);
        int more = 10_000;
        for (int i = 0; i < more; i++) {
            log.exchangeEnded(event);
        }
        long dropped = log.dropped();
        assertThat(dropped).isPositive().isLessThan(more);

        assertThat(client.get("shop.test", "/cart").status()).isEqualTo(200);
        seen.poll(20, TimeUnit.SECONDS);
        assertThat(log.dropped()).isGreaterThanOrEqualTo(dropped);

        Process reader =
                new ProcessBuilder("cat", fifo.toString()).start(); // which opens it, and so lets the writer on
        Thread closing = new Thread(log::close);
        closing.start();
        List<String> lines = reader.inputReader(ISO_8859_1).lines().toList();
        closing.join(20_000);
        assertThat(lines.stream().filter(line -> line.startsWith("/cart "))).hasSize((int) (2 + more - log.dropped()));
        assertThat(lines.stream()
                        .map(DROPPED::matcher)
                        .filter(Matcher::matches)
                        .mapToLong(line -> Long.parseLong(line.group(1)))
                        .sum())
                .isEqualTo(log.dropped());
    }

    @Test
    void aDiskThatFailsLosesLinesAndNotTheLog() throws Exception {
        var disk = new Disk();
        AccessLog log = AccessLog.to(disk, AccessLogFormat.of("$request_uri"));
        open.add(log);
        Client client = clientOf(log);

        disk.full = true;
        client.get("shop.test", "/cart/lost");
        await().atMost(Duration.ofSeconds(20)).until(() -> log.dropped() == 1);
        disk.full = false;
        client.get("shop.test", "/cart/written");

        await().atMost(Duration.ofSeconds(20)).until(() -> disk.text().contains("written"));
        assertThat(disk.text().lines()).containsExactlyInAnyOrder("/cart/written", "# 1 lines dropped");
    }

    private static final class Disk extends OutputStream {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private volatile boolean full;

        @Override
        public void write(int one) throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
            written.write(one);
        }

        String text() {
            return written.toString(ISO_8859_1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "$latency,$latency (expected: one of $time_iso8601",
        "a $ b,$ (expected: one of",
        "$http_,$http_ (expected: one of",
        "'','\"\" (expected: json, or one line'",
        "'a\nb','(expected: json, or one line'",
    })
    void aFormatOfNoUseIsRefused(String format, String message) {
        assertThatThrownBy(() -> AccessLogFormat.of(format))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatWaitsIsWrittenWhenTheLogCloses() throws Exception {
        AccessLog log = log("$request_uri");
        Client client = clientOf(log);
        client.get("shop.test", "/cart/last");
        seen.poll(20, TimeUnit.SECONDS);

        log.close();

        assertThat(linesOf(file())).containsExactly("/cart/last");
    }
}
