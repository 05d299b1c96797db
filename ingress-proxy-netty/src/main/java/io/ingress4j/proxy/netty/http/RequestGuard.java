package io.ingress4j.proxy.netty.http;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.NetUtil;
import java.util.List;

/**
 * What Netty's decoder lets through and a proxy must not: ambiguous framing, hosts that are none, targets of the wrong
 * form. A doubt is answered and ends the connection; nothing is repaired.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112</a>
 */
public final class RequestGuard {
    private RequestGuard() {}

    /** Returns the status to refuse a message with, or 0 where the decoder could read it. */
    public static int statusOf(DecoderResult result) {
        if (result.isSuccess()) {
            return 0;
        }
        Throwable cause = result.cause();
        if (cause instanceof TooLongHttpLineException) {
            return 414;
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return 431;
        }
        return cause instanceof RequestDecoder.RefusedException refused ? refused.status() : 400;
    }

    /** Returns the status to refuse a request with, or 0 where it can be read in one way only. */
    static int check(HttpRequest request, int maxHeaderCount) {
        int undecoded = statusOf(request.decoderResult());
        if (undecoded != 0) {
            return undecoded;
        }
        HttpHeaders headers = request.headers();
        if (headers.size() > maxHeaderCount) {
            return 431;
        }
        int framing = checkFraming(headers, request.protocolVersion());
        if (framing != 0) {
            return framing;
        }
        return checkMethodAndTarget(request.method().name(), request.uri());
    }

    private static int checkFraming(HttpHeaders headers, HttpVersion version) {
        List<String> codings = headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
                ? headers.getAll(HttpHeaderNames.TRANSFER_ENCODING)
                : List.of();
        if (!codings.isEmpty()) {
            if (version.equals(HttpVersion.HTTP_1_0) || headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
                return 400;
            }
            if (codings.size() > 1) {
                return 400;
            }
            if (!codings.get(0).equalsIgnoreCase("chunked")) {
                return 501;
            }
        }
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (lengths.size() > 1 || lengths.size() == 1 && contentLength(lengths.get(0)) < 0) {
            return 400;
        }
        // Netty still reads eight bytes behind a request of the draft hixie-76; on a pooled connection that is
        // smuggling.
        if (headers.contains("sec-websocket-key1") || headers.contains("sec-websocket-key2")) {
            return 400;
        }
        List<String> expectations =
                headers.contains(HttpHeaderNames.EXPECT) ? headers.getAll(HttpHeaderNames.EXPECT) : List.of();
        if (!expectations.isEmpty()
                && (expectations.size() > 1 || !expectations.get(0).equalsIgnoreCase("100-continue"))) {
            return 417;
        }
        return 0;
    }

    /** Returns the length that a field declares, or -1 for anything but digits that fit a long: RFC 9110, 8.6. */
    static long contentLength(String text) {
        long length = text.isEmpty() ? -1 : 0;
        for (int i = 0; i < text.length() && length >= 0; i++) {
            int digit = text.charAt(i) - '0';
            boolean fits = digit >= 0 && digit <= 9 && length <= (Long.MAX_VALUE - digit) / 10;
            length = fits ? length * 10 + digit : -1;
        }
        return length;
    }

    private static int checkMethodAndTarget(String method, String target) {
        if (method.equals("CONNECT") || method.equals("TRACE") || method.equals("TRACK")) {
            return 405;
        }
        if (target.indexOf('#') >= 0) {
            return 400;
        }
        if (target.equals("*")) {
            return method.equals("OPTIONS") ? 0 : 400;
        }
        return target.charAt(0) == '/' || schemeEnd(target) > 0 ? 0 : 400;
    }

    /** Returns where the authority of an absolute target begins, or 0 for a target that is not absolute. */
    static int schemeEnd(String target) {
        if (target.regionMatches(true, 0, "http://", 0, 7)) {
            return 7;
        }
        return target.regionMatches(true, 0, "https://", 0, 8) ? 8 : 0;
    }

    /** Returns whether a text is a host with an optional port, as RFC 3986, 3.2.2 has it, without user information. */
    static boolean isAuthority(String text) {
        int length = text.length();
        if (length == 0 || length > 262) {
            return false;
        }
        int hostEnd;
        if (text.charAt(0) == '[') {
            hostEnd = text.indexOf(']') + 1;
            if (hostEnd < 4 || text.indexOf('%') >= 0 || !NetUtil.isValidIpV6Address(text.substring(1, hostEnd - 1))) {
                return false;
            }
        } else {
            hostEnd = 0;
            while (hostEnd < length && isHostCharacter(text.charAt(hostEnd))) {
                hostEnd++;
            }
            if (hostEnd == 0 || text.charAt(0) == '.') {
                return false;
            }
        }
        return hostEnd == length || isPort(text, hostEnd);
    }

    private static boolean isHostCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c == '-' || c == '.' || c == '_';
    }

    private static boolean isPort(String text, int colon) {
        int digits = text.length() - colon - 1;
        if (text.charAt(colon) != ':' || digits > 5) {
            return false;
        }
        int port = 0;
        for (int i = colon + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = port * 10 + c - '0';
        }
        return digits == 0 || port > 0 && port <= 65535;
    }
}
