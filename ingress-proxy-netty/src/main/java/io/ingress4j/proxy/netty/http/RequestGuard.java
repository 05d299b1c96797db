package io.ingress4j.proxy.netty.http;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.util.Iterator;
import java.util.Map;

/**
 * What Netty's decoder lets through and a proxy must not: ambiguous framing, hosts that are none, targets of the wrong
 * form. A doubt is answered and ends the connection; nothing is repaired.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112</a>
 */
public final class RequestGuard {
    private static final AsciiString HIXIE_KEY1 = AsciiString.cached("sec-websocket-key1");
    private static final AsciiString HIXIE_KEY2 = AsciiString.cached("sec-websocket-key2");

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
        int fields = checkFields(headers, request.protocolVersion().equals(HttpVersion.HTTP_1_0));
        return fields != 0 ? fields : checkMethodAndTarget(request.method().name(), request.uri());
    }

    /** Looks at the fields that say where a request ends and whom it is for; one walk finds how many there are of each. */
    private static int checkFields(HttpHeaders headers, boolean http10) {
        int hosts = 0;
        int lengths = 0;
        int codings = 0;
        int expectations = 0;
        for (Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence(); all.hasNext(); ) {
            CharSequence name = all.next().getKey();
            switch (name.length()) {
                case 4 -> hosts += isName(name, HttpHeaderNames.HOST) ? 1 : 0;
                case 6 -> expectations += isName(name, HttpHeaderNames.EXPECT) ? 1 : 0;
                case 14 -> lengths += isName(name, HttpHeaderNames.CONTENT_LENGTH) ? 1 : 0;
                case 17 -> codings += isName(name, HttpHeaderNames.TRANSFER_ENCODING) ? 1 : 0;
                case 18 -> {
                    // Netty still reads eight bytes behind a request of the draft hixie-76; on a pooled connection
                    // that is smuggling.
                    if (isName(name, HIXIE_KEY1) || isName(name, HIXIE_KEY2)) {
                        return 400;
                    }
                }
                default -> {
                    // says nothing of the frame
                }
            }
        }
        if (codings > 0) {
            if (http10 || lengths > 0 || codings > 1) {
                return 400;
            }
            if (!headers.get(HttpHeaderNames.TRANSFER_ENCODING).equalsIgnoreCase("chunked")) {
                return 501;
            }
        }
        if (lengths > 1 || lengths == 1 && contentLength(headers.get(HttpHeaderNames.CONTENT_LENGTH)) < 0) {
            return 400;
        }
        if (expectations > 1
                || expectations == 1 && !headers.get(HttpHeaderNames.EXPECT).equalsIgnoreCase("100-continue")) {
            return 417;
        }
        return hosts > 1 || hosts == 0 && !http10 ? 400 : 0;
    }

    private static boolean isName(CharSequence name, AsciiString expected) {
        return AsciiString.contentEqualsIgnoreCase(name, expected);
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
