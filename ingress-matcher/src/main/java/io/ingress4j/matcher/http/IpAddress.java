package io.ingress4j.matcher.http;

import java.util.Optional;

/**
 * An IP address as 128 bits. An IPv4 address is its IPv4-mapped IPv6 address, so that the two are equal.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record IpAddress(long high, long low) {
    private static final int MAX_LENGTH = 45;
    private static final int GROUPS = 8;
    private static final long MAPPED = 0xffffL << 32;

    /** Reads an address in the usual notation, without brackets, zone and port; nothing for any other text. */
    public static Optional<IpAddress> parse(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        if (text.indexOf(':') < 0) {
            long four = parseFour(text, 0);
            return four < 0 ? Optional.empty() : Optional.of(new IpAddress(0, MAPPED | four));
        }
        return parseSix(text);
    }

    /** Returns whether this is an IPv4 address, mapped or not. */
    public boolean isFour() {
        return high == 0 && low >>> 32 == 0xffff;
    }

    /** Returns the 32 bits of four decimal numbers, or -1. */
    private static long parseFour(String text, int from) {
        long address = 0;
        int at = from;
        for (int i = 0; i < 4; i++) {
            int begin = at;
            int number = 0;
            while (at < text.length() && at - begin < 3 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                number = number * 10 + text.charAt(at++) - '0';
            }
            boolean leadingZero = at - begin > 1 && text.charAt(begin) == '0';
            boolean ended = i == 3 ? at == text.length() : at < text.length() && text.charAt(at++) == '.';
            if (at == begin || number > 255 || leadingZero || !ended || i < 3 && at - begin < 2) {
                return -1;
            }
            address = address << 8 | number;
        }
        return address;
    }

    private static Optional<IpAddress> parseSix(String text) {
        int[] groups = new int[GROUPS];
        int count = 0;
        int gap = -1;
        int at = 0;
        if (text.startsWith("::")) {
            gap = 0;
            at = 2;
        }
        while (at < text.length()) {
            if (count == GROUPS) {
                return Optional.empty();
            }
            int end = at;
            int group = 0;
            while (end < text.length() && end - at < 4 && hex(text.charAt(end)) >= 0) {
                group = group << 4 | hex(text.charAt(end++));
            }
            if (end < text.length() && text.charAt(end) == '.' && count <= GROUPS - 2) {
                long four = parseFour(text, at);
                if (four < 0) {
                    return Optional.empty();
                }
                groups[count++] = (int) (four >>> 16);
                groups[count++] = (int) (four & 0xffff);
                break;
            }
            if (end == at) {
                return Optional.empty();
            }
            groups[count++] = group;
            at = end;
            if (at == text.length()) {
                break;
            }
            if (text.charAt(at++) != ':' || at == text.length()) {
                return Optional.empty();
            }
            if (text.charAt(at) == ':') {
                if (gap >= 0) {
                    return Optional.empty();
                }
                gap = count;
                at++;
            }
        }
        if (gap < 0 ? count != GROUPS : count == GROUPS) {
            return Optional.empty();
        }
        return Optional.of(joined(groups, count, gap));
    }

    private static IpAddress joined(int[] groups, int count, int gap) {
        long[] halves = new long[2];
        for (int i = 0; i < count; i++) {
            int place = gap < 0 || i < gap ? i : GROUPS - count + i;
            halves[place / 4] |= (long) groups[i] << 16 * (3 - place % 4);
        }
        return new IpAddress(halves[0], halves[1]);
    }

    private static int hex(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    /** Returns the address in the usual notation; a mapped one as IPv4, no zeros left out otherwise. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        if (isFour()) {
            for (int shift = 24; shift >= 0; shift -= 8) {
                text.append(low >>> shift & 0xff).append(shift == 0 ? "" : ".");
            }
            return text.toString();
        }
        for (int i = 0; i < GROUPS; i++) {
            long half = i < 4 ? high : low;
            text.append(i == 0 ? "" : ":").append(Long.toHexString(half >>> 16 * (3 - i % 4) & 0xffff));
        }
        return text.toString();
    }
}
