package io.ingress4j.model.manifest;

import java.util.stream.Stream;

/** What counts as the name of an object, or as a host, by RFC 1123 and as an API server judges it. */
final class DnsName {
    private static final int MAX_NAME = 253;
    private static final int MAX_LABEL = 63;

    private DnsName() {}

    /** Returns whether {@code name} is made of small letters, digits, hyphens and dots; labels may be of any length. */
    static boolean isSubdomain(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            return false;
        }
        for (String label : name.split("\\.", -1)) {
            if (label.isEmpty() || label.startsWith("-") || label.endsWith("-")) {
                return false;
            }
            if (!label.chars().allMatch(c -> isLetter(c) || isDigit(c) || c == '-')) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether {@code host} is a name that DNS can hold, {@code *.} before it where wanted, and no IPv4 address. */
    static boolean isHost(String host) {
        String name = host.startsWith("*.") ? host.substring(2) : host;
        boolean labelsFit = Stream.of(name.split("\\.", -1)).allMatch(label -> label.length() <= MAX_LABEL);
        return labelsFit && isSubdomain(name) && !name.chars().allMatch(c -> isDigit(c) || c == '.');
    }

    private static boolean isLetter(int c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
