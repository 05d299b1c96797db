package io.ingress4j.proxy.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.RecordingUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an upstream learns about the client, by the global settings; the peer is always 127.0.0.1. */
final class ForwardedTest {
    private static final String SAID =
            "X-Forwarded-Port: 1234\r\nX-Forwarded-Proto: myproto\r\nX-Forwarded-For: 1.2.3.4\r\n"
                    + "X-Forwarded-Host: myhost\r\n";
    private static RecordingUpstream upstream;

    @BeforeAll
    static void start() throws Exception {
        upstream = RecordingUpstream.start();
    }

    @AfterAll
    static void stop() throws Exception {
        upstream.close();
    }

    private static Map<String, String> seen(String fields, String... settings) throws Exception {
        TestProxy.Builder builder = TestProxy.to(upstream.port());
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            builder.global(setting.substring(0, equals), setting.substring(equals + 1));
        }
        try (TestProxy proxy = builder.start();
                RawClient client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\n" + fields + "\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            var seen = new LinkedHashMap<String, String>();
            for (String name : new String[] {
                "host",
                "x-forwarded-host",
                "x-forwarded-for",
                "x-real-ip",
                "x-forwarded-port",
                "x-forwarded-proto",
                "x-forwarded-scheme",
                "x-scheme",
                "x-original-forwarded-for",
                "x-original-forwarded-host"
            }) {
                RecordingUpstream.field(upstream.last(), name)
                        .ifPresent(value -> seen.put(name, value.equals("" + proxy.port()) ? "own" : value));
            }
            return seen;
        }
    }

    private static Map<String, String> expected(String host, String address, String port, String scheme) {
        return Map.of(
                "host", host,
                "x-forwarded-host", host,
                "x-forwarded-for", address,
                "x-real-ip", address,
                "x-forwarded-port", port,
                "x-forwarded-proto", scheme,
                "x-forwarded-scheme", scheme,
                "x-scheme", scheme,
                "x-original-forwarded-for", "1.2.3.4",
                "x-original-forwarded-host", "myhost");
    }

    @Test
    void byDefaultNobodyIsBelieved() throws Exception {
        assertThat(seen(SAID)).isEqualTo(expected("a.test", "127.0.0.1", "own", "http"));
    }

    @Test
    void withForwardedHeadersAPeerIsBelievedAll() throws Exception {
        assertThat(seen(SAID, "use-forwarded-headers=true"))
                .isEqualTo(expected("myhost", "1.2.3.4", "1234", "myproto"));
    }

    @Test
    void withRealIpOnlyTheAddressIsBelieved() throws Exception {
        assertThat(seen(SAID, "enable-real-ip=true")).isEqualTo(expected("a.test", "1.2.3.4", "own", "http"));
    }

    @Test
    void aPeerOutsideOfTheListIsBelievedNothing() throws Exception {
        assertThat(seen(
                        SAID,
                        "use-forwarded-headers=true",
                        "compute-full-forwarded-for=true",
                        "proxy-real-ip-cidr=10.0.0.0/8,::1"))
                .isEqualTo(expected("a.test", "127.0.0.1", "own", "http"));
    }

    @Test
    void theFirstElementOfAListCounts() throws Exception {
        Map<String, String> seen = seen(
                "X-Forwarded-Host: b.test:81 , c.test,d.test\r\nX-Forwarded-Proto: https, http\r\nX-Forwarded-Port: 8443,80\r\n",
                "use-forwarded-headers=true");

        assertThat(seen)
                .containsEntry("host", "b.test:81")
                .containsEntry("x-forwarded-proto", "https")
                .containsEntry("x-forwarded-port", "8443");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-Host: a b",
                "X-Forwarded-Host: b@c",
                "X-Forwarded-Host: ,b.test",
                "X-Forwarded-Host:",
                "X-Forwarded-Proto: ht tp",
                "X-Forwarded-Proto: http://",
                "X-Forwarded-Proto:",
                "X-Forwarded-Port: 0",
                "X-Forwarded-Port: 65536",
                "X-Forwarded-Port: +80",
                "X-Forwarded-Port: http",
                "X-Forwarded-For: unknown",
                "X-Forwarded-For:"
            })
    void whatCouldNotStandInItsFieldCountsAsNotSaid(String line) throws Exception {
        assertThat(seen(line + "\r\n", "use-forwarded-headers=true"))
                .containsEntry("host", "a.test")
                .containsEntry("x-forwarded-host", "a.test")
                .containsEntry("x-forwarded-for", "127.0.0.1")
                .containsEntry("x-forwarded-port", "own")
                .containsEntry("x-forwarded-proto", "http");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.1.1.1, 2.2.2.2, 10.0.0.1 | 2.2.2.2",
                "1.1.1.1, 10.0.0.2, 10.0.0.1 | 1.1.1.1",
                "10.0.0.3, 10.0.0.2 | 10.0.0.3",
                "1.1.1.1, garbage, 10.0.0.1 | 10.0.0.1",
                "1.1.1.1:5555 | 1.1.1.1",
                "[2001:db8::1]:5555 | 2001:db8::1",
                "2001:db8::1 | 2001:db8::1",
                "3.3.3.3, ::ffff:10.0.0.1 | 3.3.3.3",
                "2.2.2.2,| 127.0.0.1"
            })
    void theAddressIsTheLastThatNoTrustedPeerVouchedFor(String said, String address) throws Exception {
        assertThat(seen(
                        "X-Forwarded-For: " + said + "\r\n",
                        "enable-real-ip=true",
                        "proxy-real-ip-cidr=127.0.0.0/8, 10.0.0.0/8"))
                .containsEntry("x-forwarded-for", address)
                .containsEntry("x-real-ip", address);
    }

    @Test
    void theWholeChainIsKeptWhereAsked() throws Exception {
        assertThat(seen(
                        "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2.2.2.2\r\n",
                        "compute-full-forwarded-for=true",
                        "enable-real-ip=true"))
                .containsEntry("x-forwarded-for", "1.1.1.1, 2.2.2.2, 127.0.0.1")
                .containsEntry("x-real-ip", "1.1.1.1");
        assertThat(seen("", "compute-full-forwarded-for=true")).containsEntry("x-forwarded-for", "127.0.0.1");
    }

    @Test
    void anotherFieldMaySayTheAddress() throws Exception {
        assertThat(seen(
                        "CF-Connecting-IP: 9.9.9.9\r\nX-Forwarded-For: 1.1.1.1\r\n",
                        "enable-real-ip=true",
                        "forwarded-for-header=CF-Connecting-IP"))
                .containsEntry("x-real-ip", "9.9.9.9")
                .containsEntry("x-forwarded-for", "9.9.9.9");
    }

    @Test
    void aTrustedPeerThatEndsTlsSparesTheRedirect() throws Exception {
        try (TestProxy proxy = TestProxy.to(upstream.port())
                        .annotation("force-ssl-redirect", "true")
                        .global("use-forwarded-headers", "true")
                        .start();
                RawClient client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-Proto: https\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.get("/").read().status()).isEqualTo(308);
        }
    }
}
