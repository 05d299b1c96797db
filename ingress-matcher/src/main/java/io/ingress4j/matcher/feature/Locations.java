package io.ingress4j.matcher.feature;

import io.ingress4j.matcher.http.PathReading;
import io.ingress4j.matcher.http.RequestHead;
import java.nio.charset.StandardCharsets;

/** Building blocks of {@code Location} fields and rewritten targets. Whatever comes from a request is escaped. */
public final class Locations {
    private static final String KEPT = "!$&'()*+,-./:;=@_~";

    private Locations() {}

    /** Returns the scheme of the client's connection. */
    public static String scheme(RequestHead request) {
        return request.secure() ? "https" : "http";
    }

    /** Returns scheme and host to put before a path, or nothing for a request that names no host. */
    public static String origin(RequestHead request, String host) {
        return host.isEmpty() ? "" : scheme(request) + "://" + host;
    }

    /** Returns the host that the request names, without its port, as sent. */
    public static String hostWithoutPort(RequestHead request) {
        String authority = request.authority();
        int colon = authority.startsWith("[") ? authority.indexOf("]:") + 1 : authority.indexOf(':');
        return colon <= 0 ? authority : authority.substring(0, colon);
    }

    /** Returns whether all characters of {@code text} are letters, digits or in {@code others}. */
    public static boolean consistsOf(String text, String others) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!plain && others.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns a decoded path percent-encoded again, so that it is valid in a request line. {@link
     * PathReading#ENCODED_SLASH} becomes an encoded slash.
     */
    public static String escapePath(String decoded) {
        if (consistsOf(decoded, KEPT)) {
            return decoded;
        }
        int slash = decoded.indexOf(PathReading.ENCODED_SLASH);
        if (slash >= 0) {
            return escapePath(decoded.substring(0, slash)) + "%2F" + escapePath(decoded.substring(slash + 1));
        }
        var text = new StringBuilder(decoded.length() + 16);
        for (byte b : decoded.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 128 && consistsOf(String.valueOf(c), KEPT)) {
                text.append(c);
            } else {
                text.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return text.toString();
    }
}
