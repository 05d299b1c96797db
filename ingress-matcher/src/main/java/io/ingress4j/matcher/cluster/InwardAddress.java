package io.ingress4j.matcher.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells addresses that lead back into the machine or to its cloud's metadata: loopback, link-local, unspecified, multicast
 * and broadcast ones and the well-known metadata services, in every form that a resolver understands. A name that an
 * author chose must not lead there.
 */
public final class InwardAddress {
    private static final Set<String> NAMES = Set.of(
            "localhost",
            "localhost.localdomain",
            "ip6-localhost",
            "ip6-loopback",
            "metadata",
            "metadata.google.internal",
            "instance-data",
            "instance-data.ec2.internal");

    /** Metadata services at addresses that are not link-local: Alibaba, Azure, Oracle. */
    private static final Set<String> METADATA = Set.of("100.100.100.200", "168.63.129.16", "192.0.0.192");

    private static final byte[] METADATA_OF_AWS = {
        (byte) 0xfd, 0, 0x0e, (byte) 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54
    };
    private static final byte[] BROADCAST = {-1, -1, -1, -1};

    private static final byte[] COMPATIBLE = new byte[12];
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
    private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b};

    /** For translators within one network (RFC 8215), where the IPv4 address may lie at several places (RFC 6052, 2.2). */
    private static final byte[] NAT64_LOCAL = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 1};

    private static final byte[] SIX_TO_FOUR = {0x20, 2};

    private InwardAddress() {}

    /** Returns whether a DNS name or the text of an address leads inward; nothing is resolved. */
    public static boolean isInward(String host) {
        String name = host.strip().toLowerCase(Locale.ROOT);
        name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
        }
        if (NAMES.contains(name) || name.endsWith(".localhost")) {
            return true;
        }
        if (name.indexOf(':') >= 0) {
            return isInwardLiteral(name);
        }
        byte @Nullable [] four = ipv4(name);
        return four != null && isInward(address(four));
    }

    /** An address with a colon is never looked up; one that cannot be read leads nowhere good. */
    private static boolean isInwardLiteral(String name) {
        int zone = name.indexOf('%');
        try {
            return isInward(InetAddress.getByName(zone < 0 ? name : name.substring(0, zone)));
        } catch (UnknownHostException e) {
            return true;
        }
    }

    /**
     * Returns whether an address leads inward; an IPv6 address that carries an IPv4 one is judged by that as well, and one
     * of a network's own translators (64:ff9b:1::/48) counts as inward whatever it carries.
     */
    public static boolean isInward(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()) {
            return true;
        }
        if (bytes.length == 4) {
            return bytes[0] == 0 // "this network"
                    || Arrays.equals(bytes, BROADCAST)
                    || METADATA.contains(address.getHostAddress());
        }
        if (startsWith(bytes, NAT64_LOCAL)) {
            return true; // which of the places holds the address, only the network knows
        }
        if (startsWith(bytes, SIX_TO_FOUR)) {
            return isInwardFour(bytes, 2);
        }
        boolean carriesFour = startsWith(bytes, COMPATIBLE) || startsWith(bytes, MAPPED) || startsWith(bytes, NAT64);
        return carriesFour ? isInwardFour(bytes, 12) : Arrays.equals(bytes, METADATA_OF_AWS);
    }

    private static boolean isInwardFour(byte[] bytes, int from) {
        return isInward(address(Arrays.copyOfRange(bytes, from, from + 4)));
    }

    private static boolean startsWith(byte[] bytes, byte[] beginning) {
        for (int i = 0; i < beginning.length; i++) {
            if (bytes[i] != beginning[i]) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address: " + bytes.length + " bytes (expected: 4 or 16)", e);
        }
    }

    /**
     * Reads an IPv4 address in the forms of {@code inet_aton}: one to four numbers, decimal, octal or hexadecimal, of which
     * the last fills what is left. Null where the text is none.
     */
    private static byte @Nullable [] ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length > 4) {
            return null;
        }
        long value = 0;
        for (int i = 0; i < parts.length; i++) {
            long part = number(parts[i]);
            boolean last = i == parts.length - 1;
            long limit = last ? 1L << 8 * (5 - parts.length) : 256;
            if (part < 0 || part >= limit) {
                return null;
            }
            value |= part << (last ? 0 : 8 * (3 - i));
        }
        return new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }

    private static long number(String text) {
        boolean hexadecimal = text.startsWith("0x");
        boolean octal = !hexadecimal && text.length() > 1 && text.startsWith("0");
        String digits = hexadecimal ? text.substring(2) : text;
        if (digits.isEmpty() || digits.length() > 12) {
            return hexadecimal && digits.isEmpty() ? 0 : -1;
        }
        try {
            return digits.charAt(0) == '-' || digits.charAt(0) == '+'
                    ? -1
                    : Long.parseLong(digits, hexadecimal ? 16 : octal ? 8 : 10);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
