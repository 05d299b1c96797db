package io.ingress4j.proxy.netty.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ingress4j.proxy.netty.support.RawClient;
import io.ingress4j.proxy.netty.support.RecordingUpstream;
import io.ingress4j.proxy.netty.support.TestProxy;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that can be read in more than one way, or in none, as the bytes of a socket. Each is answered with its status,
 * the connection ends behind the answer, and neither it nor what stands behind it leads to as much as a connection to the
 * upstream.
 */
final class RefusedRequestsTest {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n";

    private static RecordingUpstream upstream;
    private static TestProxy proxy;

    @BeforeAll
    static void start() throws Exception {
        upstream = RecordingUpstream.start();
        proxy = TestProxy.to(upstream.port()).start();
    }

    @AfterAll
    static void stop() throws Exception {
        proxy.close();
        upstream.close();
    }

    private static Arguments row(int status, String what, String bytes) {
        return arguments(what, status, bytes);
    }

    /** A POST with these lines between Host and the empty line, and five bytes of a body. */
    private static Arguments post(int status, String what, String lines) {
        return row(status, what, "POST / HTTP/1.1\r\nHost: a.test\r\n" + lines + "\r\n\r\nhello");
    }

    private static Arguments get(int status, String what, String lines) {
        return row(status, what, "GET / HTTP/1.1\r\nHost: a.test\r\n" + lines + "\r\n\r\n");
    }

    private static Arguments line(int status, String what, String requestLine) {
        return row(status, what, requestLine + "\r\nHost: a.test\r\n\r\n");
    }

    private static Arguments host(String what, String hostLines) {
        return row(400, what, "GET / HTTP/1.1\r\n" + hostLines + "\r\n");
    }

    static Stream<Arguments> contentLengths() {
        return Stream.of(
                post(400, "a plus sign", "Content-Length: +5"),
                post(400, "a minus sign", "Content-Length: -5"),
                post(400, "minus zero", "Content-Length: -0"),
                post(400, "hexadecimal", "Content-Length: 0x5"),
                post(400, "an underscore", "Content-Length: 5_0"),
                post(400, "a space inside", "Content-Length: 5 0"),
                post(400, "letters", "Content-Length: five"),
                post(400, "a fraction", "Content-Length: 5.0"),
                post(400, "an exponent", "Content-Length: 5e0"),
                post(400, "a list of the same", "Content-Length: 5, 5"),
                post(400, "a list of different ones", "Content-Length: 5, 6"),
                post(400, "a list with an empty element", "Content-Length: 5,"),
                post(400, "nothing", "Content-Length:"),
                post(400, "white space only", "Content-Length: \t "),
                post(400, "Arabic digits in UTF-8", "Content-Length: \u00d9\u00a5"),
                post(400, "a superscript digit", "Content-Length: \u00b2"),
                post(400, "a no-break space", "Content-Length: 5\u00a0"),
                post(400, "NUL", "Content-Length: 5\0"),
                post(400, "a vertical tab", "Content-Length: \u000b5"),
                post(400, "quotes", "Content-Length: \"5\""),
                post(400, "2^63", "Content-Length: 9223372036854775808"),
                post(400, "2^64 + 5", "Content-Length: 18446744073709551621"),
                post(400, "hundreds of digits", "Content-Length: " + "9".repeat(400)),
                post(400, "twice the same", "Content-Length: 5\r\nContent-Length: 5"),
                post(400, "twice, different", "Content-Length: 5\r\nContent-Length: 6"),
                post(400, "twice, other case", "Content-Length: 5\r\ncontent-length: 0"),
                row(
                        400,
                        "twice in HTTP/1.0",
                        "POST / HTTP/1.0\r\nHost: a.test\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
                row(
                        400,
                        "twice the same in HTTP/1.0",
                        "POST / HTTP/1.0\r\nHost: a.test\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
                row(400, "a list in HTTP/1.0", "POST / HTTP/1.0\r\nHost: a.test\r\nContent-Length: 5,5\r\n\r\nhello"));
    }

    static Stream<Arguments> transferEncodings() {
        String chunks = "0\r\n\r\n";
        return Stream.of(
                post(400, "CL.TE", "Content-Length: 5\r\nTransfer-Encoding: chunked"),
                post(400, "TE.CL", "Transfer-Encoding: chunked\r\nContent-Length: 5"),
                post(400, "0.TE", "Content-Length: 0\r\nTransfer-Encoding: chunked"),
                post(400, "CL and an unknown coding", "Content-Length: 5\r\nTransfer-Encoding: xchunked"),
                post(400, "two lines", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
                post(400, "two lines, one identity", "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked"),
                post(400, "two lines, identity last", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"),
                post(400, "identity", "Transfer-Encoding: identity"),
                post(400, "an unknown coding", "Transfer-Encoding: xchunked"),
                post(400, "not final", "Transfer-Encoding: chunked, identity"),
                post(400, "chunked twice", "Transfer-Encoding: chunked, chunked"),
                post(501, "gzip before chunked", "Transfer-Encoding: gzip, chunked"),
                post(400, "gzip alone", "Transfer-Encoding: gzip"),
                post(501, "identity before chunked", "Transfer-Encoding: identity, chunked"),
                post(501, "an empty element first", "Transfer-Encoding: ,chunked"),
                post(400, "a parameter", "Transfer-Encoding: chunked;q=1"),
                post(400, "quotes", "Transfer-Encoding: \"chunked\""),
                post(400, "nothing", "Transfer-Encoding:"),
                post(400, "a vertical tab", "Transfer-Encoding: \u000bchunked"),
                post(400, "a form feed", "Transfer-Encoding: chunked\f"),
                post(400, "NUL", "Transfer-Encoding: chunked\0"),
                post(400, "a no-break space", "Transfer-Encoding:\u00a0chunked"),
                post(400, "a trailing no-break space", "Transfer-Encoding: chunked\u00a0"),
                post(400, "a space before the colon", "Transfer-Encoding : chunked"),
                post(400, "a tab before the colon", "Transfer-Encoding\t: chunked"),
                post(400, "a high bit in the name", "Transfer-Encodin\u00e7: chunked"),
                post(400, "NUL in the name", "Transfer\0-Encoding: chunked"),
                post(400, "a leading space", " Transfer-Encoding: chunked"),
                post(400, "folded", "Transfer-Encoding:\r\n chunked"),
                post(400, "a folded second coding", "Transfer-Encoding: chunked\r\n , identity"),
                post(400, "behind a bare CR", "X: y\rTransfer-Encoding: chunked"),
                post(400, "behind a bare LF", "X: y\nTransfer-Encoding: chunked"),
                row(400, "HTTP/1.0", "POST / HTTP/1.0\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks),
                row(
                        400,
                        "HTTP/1.0 with keep-alive",
                        "POST / HTTP/1.0\r\nHost: a.test\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + chunks));
    }

    static Stream<Arguments> lines() {
        return Stream.of(
                row(400, "LF only", "GET / HTTP/1.1\nHost: a.test\n\n"),
                row(400, "LF after the request line", "GET / HTTP/1.1\nHost: a.test\r\n\r\n"),
                row(400, "LF after a field", "GET / HTTP/1.1\r\nHost: a.test\nX: y\r\n\r\n"),
                row(400, "LF at the end of the head", "GET / HTTP/1.1\r\nHost: a.test\r\n\n"),
                row(400, "CR only", "GET / HTTP/1.1\rHost: a.test\r\r"),
                row(400, "CR CR LF", "GET / HTTP/1.1\r\nHost: a.test\r\r\n\r\n"),
                row(400, "CR CR LF at the end", "GET / HTTP/1.1\r\nHost: a.test\r\n\r\r\n"),
                get(400, "a bare CR in a value", "X: a\rb"),
                get(400, "a bare LF in a value", "X: a\nb"),
                get(400, "a folded value", "X: a\r\n b"),
                get(400, "a value folded by a tab", "X: a\r\n\tb"),
                get(400, "a folded empty line", "X: a\r\n \r\nY: b"),
                row(400, "a fold before any field", "GET / HTTP/1.1\r\n X: y\r\nHost: a.test\r\n\r\n"),
                row(400, "a folded Host", "GET / HTTP/1.1\r\nHost:\r\n a.test\r\n\r\n"),
                row(400, "a space before the colon of Host", "GET / HTTP/1.1\r\nHost : a.test\r\n\r\n"),
                get(400, "a space before the colon", "X : y"),
                get(400, "a space within a name", "X Y: z"),
                get(400, "no colon", "X"),
                get(400, "an empty name", ": y"),
                get(400, "an empty name and value", ":"),
                get(400, "NUL in a name", "X\0: y"),
                get(400, "NUL in a value", "X: a\0b"),
                get(400, "a bell in a value", "X: a\u0007b"),
                get(400, "an escape in a value", "X: \u001b[2J"),
                get(400, "DEL in a value", "X: a\u007fb"),
                get(400, "a vertical tab before a value", "X: \u000ba"),
                get(400, "a high bit in a name", "X\u00e9: y"),
                get(400, "a slash in a name", "X/Y: z"),
                get(400, "brackets in a name", "X[]: z"),
                get(400, "an at sign in a name", "X@Y: z"),
                get(400, "quotes in a name", "\"X\": z"),
                row(400, "nine empty lines in front", "\r\n".repeat(9) + "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"),
                row(400, "LF in front", "\nGET / HTTP/1.1\r\nHost: a.test\r\n\r\n"));
    }

    static Stream<Arguments> requestLines() {
        return Stream.of(
                line(400, "two spaces after the method", "GET  / HTTP/1.1"),
                line(400, "two spaces after the target", "GET /  HTTP/1.1"),
                line(400, "a tab after the method", "GET\t/ HTTP/1.1"),
                line(400, "a tab after the target", "GET /\tHTTP/1.1"),
                line(400, "a vertical tab", "GET\u000b/ HTTP/1.1"),
                line(400, "a form feed", "GET /\fHTTP/1.1"),
                line(400, "a bare CR", "GET\r/ HTTP/1.1"),
                line(400, "a leading space", " GET / HTTP/1.1"),
                line(400, "a leading tab", "\tGET / HTTP/1.1"),
                line(400, "a trailing space", "GET / HTTP/1.1 "),
                line(400, "a fourth word", "GET / HTTP/1.1 x"),
                line(400, "a no-break space", "GET\u00a0/ HTTP/1.1"),
                line(400, "NUL in the method", "GE\0T / HTTP/1.1"),
                line(400, "NUL in front", "\0GET / HTTP/1.1"),
                line(400, "a colon in the method", "GE:T / HTTP/1.1"),
                line(400, "a high bit in the method", "G\u00cbT / HTTP/1.1"),
                line(400, "no method", "/ HTTP/1.1"),
                line(400, "no target", "GET HTTP/1.1"),
                line(400, "a method only", "GET"),
                row(400, "HTTP/0.9", "GET /\r\n"),
                row(400, "HTTP/0.9 with fields", "GET /\r\nHost: a.test\r\n\r\n"),
                line(505, "HTTP/2.0", "GET / HTTP/2.0"),
                line(505, "HTTP/1.2", "GET / HTTP/1.2"),
                line(505, "HTTP/0.9 named", "GET / HTTP/0.9"),
                row(505, "the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                line(400, "http/1.1", "GET / http/1.1"),
                line(400, "HTTP/1", "GET / HTTP/1"),
                line(400, "HTTP/1.10", "GET / HTTP/1.10"),
                line(400, "HTTP/01.1", "GET / HTTP/01.1"),
                line(400, "HTTP/1,1", "GET / HTTP/1,1"),
                line(400, "HTTP /1.1", "GET / HTTP /1.1"),
                line(400, "HTTPS/1.1", "GET / HTTPS/1.1"),
                line(400, "another protocol", "GET / RTSP/1.0"),
                line(405, "CONNECT", "CONNECT a.test:80 HTTP/1.1"),
                line(405, "CONNECT with a path", "CONNECT / HTTP/1.1"),
                line(405, "TRACE", "TRACE / HTTP/1.1"),
                line(405, "TRACK", "TRACK / HTTP/1.1"),
                line(400, "no leading slash", "GET a HTTP/1.1"),
                line(400, "an asterisk for GET", "GET * HTTP/1.1"),
                line(400, "an asterisk and more", "OPTIONS *a HTTP/1.1"),
                line(400, "an authority for GET", "GET a.test:80 HTTP/1.1"),
                line(400, "a query only", "GET ?a HTTP/1.1"),
                line(400, "a fragment", "GET /a#b HTTP/1.1"),
                line(400, "a fragment in the query", "GET /a?b#c HTTP/1.1"),
                line(400, "NUL in the target", "GET /\0 HTTP/1.1"),
                line(400, "a control character in the target", "GET /\u0001 HTTP/1.1"),
                line(400, "DEL in the target", "GET /\u007f HTTP/1.1"),
                line(400, "a high bit in the target", "GET /\u00e9 HTTP/1.1"),
                line(400, "garbage", "\u0016\u0003\u0001\u0002\u0000\u0001"));
    }

    static Stream<Arguments> sizes() {
        return Stream.of(
                row(414, "a long target", "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: a.test\r\n\r\n"),
                row(414, "an endless target", "GET /" + "a".repeat(200_000)),
                row(414, "an endless method", "A".repeat(100_000)),
                get(431, "a large field", "X: " + "a".repeat(40_000)),
                get(431, "an endless field", "X: " + "a".repeat(300_000)),
                get(431, "many fields", "X: y\r\n".repeat(150) + "Z: z"),
                get(431, "an endless head", "X: y\r\n".repeat(50_000) + "Z: z"),
                get(431, "an endless name", "X".repeat(100_000) + ": y"));
    }

    static Stream<Arguments> hosts() {
        return Stream.of(
                row(400, "none", "GET / HTTP/1.1\r\n\r\n"),
                host("two", "Host: a.test\r\nHost: b.test\r\n"),
                host("two of the same", "Host: a.test\r\nHost: a.test\r\n"),
                host("two in other case", "Host: a.test\r\nhOST: b.test\r\n"),
                row(400, "two in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a.test\r\nHost: b.test\r\n\r\n"),
                host("an empty one", "Host:\r\n"),
                host("white space", "Host: \t\r\n"),
                host("user information", "Host: b.test@a.test\r\n"),
                host("a comma", "Host: a.test, b.test\r\n"),
                host("a slash", "Host: a.test/x\r\n"),
                host("a backslash", "Host: a.test\\x\r\n"),
                host("a query", "Host: a.test?x\r\n"),
                host("a fragment", "Host: a.test#x\r\n"),
                host("a space inside", "Host: a.test b.test\r\n"),
                host("a tab inside", "Host: a.test\tb.test\r\n"),
                host("a scheme", "Host: http://a.test\r\n"),
                host("a percent sign", "Host: a%2etest\r\n"),
                host("NUL", "Host: a.test\0.b\r\n"),
                host("a high bit", "Host: \u00e4.test\r\n"),
                host("a leading dot", "Host: .a.test\r\n"),
                host("a port of letters", "Host: a.test:http\r\n"),
                host("a port too large", "Host: a.test:65536\r\n"),
                host("port 0", "Host: a.test:0\r\n"),
                host("a signed port", "Host: a.test:+80\r\n"),
                host("two ports", "Host: a.test:80:80\r\n"),
                host("a port only", "Host: :80\r\n"),
                host("an address in brackets that is none", "Host: [a.test]\r\n"),
                host("brackets around nothing", "Host: []\r\n"),
                host("an open bracket", "Host: [::1\r\n"),
                host("text behind brackets", "Host: [::1]a\r\n"),
                host("an address with a zone", "Host: [fe80::1%25eth0]\r\n"),
                host("IPv6 without brackets", "Host: ::1\r\n"),
                host("quotes", "Host: \"a.test\"\r\n"),
                host("300 characters", "Host: " + "a".repeat(300) + "\r\n"),
                line(400, "an absolute target with user information", "GET http://b@a.test/ HTTP/1.1"),
                line(400, "an absolute target without authority", "GET http:///x HTTP/1.1"),
                line(400, "an absolute target without anything", "GET http:// HTTP/1.1"),
                line(400, "an absolute target with a bad port", "GET http://a.test:x/ HTTP/1.1"),
                line(400, "an odd scheme", "GET ftp://a.test/ HTTP/1.1"),
                line(400, "a file", "GET file:///etc/passwd HTTP/1.1"),
                line(400, "one slash after the scheme", "GET http:/a.test/ HTTP/1.1"),
                row(400, "an absolute target and no Host", "GET http://a.test/ HTTP/1.1\r\n\r\n"),
                row(
                        400,
                        "an absolute target and two Hosts",
                        "GET http://a.test/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"));
    }

    static Stream<Arguments> others() {
        return Stream.of(
                get(400, "the keys of hixie-76", "Sec-WebSocket-Key1: x\r\nSec-WebSocket-Key2: y"),
                get(
                        400,
                        "a whole request of hixie-76",
                        "Upgrade: WebSocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key1: x\r\nsec-websocket-key2: y"),
                get(400, "one key of hixie-76", "Sec-WebSocket-Key1: x"),
                post(417, "an unknown expectation", "Expect: 200-ok\r\nContent-Length: 5"),
                post(417, "a word before the expectation", "Expect: y 100-continue\r\nContent-Length: 5"),
                post(417, "two expectations", "Expect: 100-continue, x\r\nContent-Length: 5"),
                post(417, "two lines", "Expect: 100-continue\r\nExpect: 100-continue\r\nContent-Length: 5"),
                post(417, "an empty expectation", "Expect:\r\nContent-Length: 5"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"contentLengths", "transferEncodings", "lines", "requestLines", "sizes", "hosts", "others"})
    void aDoubtfulRequestIsAnsweredAndEndsTheConnection(String what, int status, String bytes) throws Exception {
        try (RawClient client = proxy.connect()) {
            client.send(bytes + SMUGGLED);

            RawClient.Response answer = client.read();
            assertThat(answer.status()).as(answer.head()).isEqualTo(status);
            assertThat(answer.all("connection")).containsExactly("close");
            assertThat(client.readAll()).isEmpty();
        }
        assertThat(upstream.requests()).isEmpty();
        assertThat(upstream.connections()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"transferEncodings", "lines", "requestLines"})
    void aDoubtfulRequestIsRefusedHoweverItsBytesArrive(String what, int status, String bytes) throws Exception {
        try (RawClient client = proxy.connect()) {
            for (String one : List.copyOf(
                    bytes.chars().mapToObj(c -> String.valueOf((char) c)).toList())) {
                if (client.socket().getInputStream().available() > 0) {
                    break;
                }
                client.send(one);
            }
            client.send("\r\n\r\n");

            assertThat(client.read().status()).isEqualTo(status);
            assertThat(client.readAll()).isEmpty();
        }
        assertThat(upstream.requests()).isEmpty();
        assertThat(upstream.connections()).isZero();
    }
}
