package io.ingress4j.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the quickstart prints is typed, and does what it says. */
final class TourIT {
    private static final String[] HANDSHAKE = {
        "GET /room HTTP/1.1",
        "Host: chat.localhost",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "",
        ""
    };

    private static RunningJar jar;

    @BeforeAll
    static void start() {
        Path manifests = Path.of(System.getProperty("basedir", "."), "quickstart");
        jar = RunningJar.start(List.of("--config", manifests.toString(), "--demo-backends"));
    }

    @AfterAll
    static void stop() {
        jar.close();
    }

    static List<Tour.Stop> stops() {
        return Tour.STOPS;
    }

    @ParameterizedTest
    @MethodSource("stops")
    void eachLineIsPrintedAndAnsweredAsItSays(Tour.Stop stop) throws Exception {
        String line = stop.curl(jar.httpPort(), jar.httpsPort());

        assertThat(jar.output()).contains("# " + stop.title() + "\n" + line + "\n");
        assertThat(typed(line)).contains(stop.expected());
    }

    @Test
    void theCertificateIsThatOfTheSecret() throws Exception {
        Tour.Stop tls = Tour.STOPS.stream().filter(Tour.Stop::tls).findFirst().orElseThrow();

        assertThat(typed(tls.curl(jar.httpPort(), jar.httpsPort()) + " -v"))
                .contains("subject: CN=secure.localhost; O=ingress4j demo");
    }

    @Test
    void theRedirectNamesThePortThatIsServed() throws Exception {
        assertThat(typed("curl -i -H 'Host: secure.localhost' http://127.0.0.1:" + jar.httpPort() + "/account"))
                .containsIgnoringCase("location: https://secure.localhost:" + jar.httpsPort() + "/account");
    }

    @Test
    void theAdminLinesShowRoutesAndNothingToComplainAbout() throws Exception {
        String admin = "curl http://127.0.0.1:" + jar.adminPort();

        assertThat(jar.output()).contains(admin + "/routes\n" + admin + "/diagnostics\n");
        assertThat(typed(admin + "/routes")).contains("secure.localhost tls shop/secure-localhost", "chat.localhost");
        assertThat(typed(admin + "/diagnostics")).isEmpty();
    }

    @Test
    void theWebSocketEchoesWhatItIsSent() throws Exception {
        try (var socket = new Socket("127.0.0.1", jar.httpPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(String.join("\r\n", HANDSHAKE).getBytes(US_ASCII));
            var in = new DataInputStream(socket.getInputStream());
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readUnsignedByte());
            }

            assertThat(head).startsWith("HTTP/1.1 101 ");
            assertThat(textFrame(in)).isEqualTo("Service shop/chat:80 opened a WebSocket at /room\n");

            // The text hello, masked with four zeros.
            socket.getOutputStream().write(new byte[] {(byte) 0x81, (byte) 0x85, 0, 0, 0, 0, 'h', 'e', 'l', 'l', 'o'});
            assertThat(textFrame(in)).isEqualTo("hello");
        }
    }

    private static String textFrame(DataInputStream in) throws IOException {
        assertThat(in.readUnsignedByte()).as("a whole text frame").isEqualTo(0x81);
        return new String(in.readNBytes(in.readUnsignedByte()), UTF_8);
    }

    /** Returns what a line writes, both streams. */
    private static String typed(String line) throws IOException, InterruptedException {
        assumeTrue(Path.of("/usr/bin/curl").toFile().canExecute(), "curl is not at /usr/bin/curl: nothing was tried");
        Process shell = new ProcessBuilder("sh", "-c", line.replaceFirst("^curl ", "curl -sS --max-time 20 "))
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(shell.getInputStream().readAllBytes(), UTF_8);
            assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return output;
        } finally {
            shell.destroyForcibly();
        }
    }
}
