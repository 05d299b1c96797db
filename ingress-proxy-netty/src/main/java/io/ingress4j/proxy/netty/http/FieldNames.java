package io.ingress4j.proxy.netty.http;

import static io.netty.util.AsciiString.contentEqualsIgnoreCase;
import static io.netty.util.AsciiString.regionMatches;

/** Which fields are not ours to pass on. */
final class FieldNames {
    private FieldNames() {}

    /** Returns whether a field belongs to one connection, or frames a message: those are written anew on every hop. */
    static boolean belongsToHop(CharSequence name) {
        return switch (name.length()) {
            case 2 -> is(name, "te");
            case 7 -> is(name, "upgrade") || is(name, "trailer");
            case 10 -> is(name, "connection") || is(name, "keep-alive");
            case 14 -> is(name, "content-length") || is(name, "http2-settings");
            case 16 -> is(name, "proxy-connection");
            case 17 -> is(name, "transfer-encoding");
            case 18 -> is(name, "proxy-authenticate");
            case 19 -> is(name, "proxy-authorization");
            case 25 -> is(name, "proxy-authentication-info");
            default -> false;
        };
    }

    /**
     * Returns whether a field of a request stays behind: what we say ourselves about the client, what could be mistaken
     * for it, and names with an underscore, which CGI cannot tell from a hyphen.
     */
    static boolean isOurs(CharSequence name) {
        int length = name.length();
        boolean named = switch (length) {
            case 4 -> is(name, "host");
            case 5 -> is(name, "proxy");
            case 6 -> is(name, "expect");
            case 8 -> is(name, "x-scheme");
            case 9 -> is(name, "x-real-ip") || is(name, "forwarded");
            case 12 -> is(name, "x-request-id");
            case 15 -> is(name, "x-forwarded-for");
            case 16 -> is(name, "x-forwarded-host") || is(name, "x-forwarded-port");
            case 17 -> is(name, "x-forwarded-proto");
            case 18 -> is(name, "x-forwarded-scheme");
            case 24 -> is(name, "x-original-forwarded-for");
            case 25 -> is(name, "x-original-forwarded-host");
            default -> false;
        };
        return named || hasUnderscore(name) || isTlsIdentity(name);
    }

    /** Returns whether a field of a request stays behind where nobody believes the client what it says of itself. */
    static boolean isOursOrForwarded(CharSequence name) {
        return isOurs(name) || begins(name, "x-forwarded-");
    }

    /**
     * Returns whether a field has no place behind a body: it belongs to a hop, frames or routes the message, asks for or
     * proves something, or says how to read the body. RFC 9110, 6.5.1.
     */
    static boolean belongsToHead(CharSequence name) {
        boolean named = switch (name.length()) {
            case 3 -> is(name, "age");
            case 4 -> is(name, "date") || is(name, "vary");
            case 5 -> is(name, "range");
            case 6 -> is(name, "pragma") || is(name, "cookie");
            case 7 -> is(name, "expires") || is(name, "warning");
            case 8 -> is(name, "location") || is(name, "if-match") || is(name, "if-range");
            case 10 -> is(name, "set-cookie");
            case 11 -> is(name, "retry-after");
            case 12 -> is(name, "content-type") || is(name, "max-forwards");
            case 13 ->
                is(name, "authorization")
                        || is(name, "cache-control")
                        || is(name, "content-range")
                        || is(name, "if-none-match");
            case 16 -> is(name, "content-encoding") || is(name, "www-authenticate");
            case 17 -> is(name, "if-modified-since");
            case 19 -> is(name, "authentication-info") || is(name, "if-unmodified-since");
            default -> false;
        };
        return named || belongsToHop(name) || isOurs(name);
    }

    private static boolean isTlsIdentity(CharSequence name) {
        return begins(name, "ssl-client-");
    }

    private static boolean begins(CharSequence name, String beginning) {
        int length = beginning.length();
        return name.length() > length && regionMatches(name, true, 0, beginning, 0, length);
    }

    private static boolean hasUnderscore(CharSequence name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == '_') {
                return true;
            }
        }
        return false;
    }

    private static boolean is(CharSequence name, String other) {
        return contentEqualsIgnoreCase(name, other);
    }
}
