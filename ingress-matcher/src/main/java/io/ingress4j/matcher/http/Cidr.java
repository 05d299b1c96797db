package io.ingress4j.matcher.http;

import java.util.Optional;

/**
 * A block of IP addresses: RFC 4632 and RFC 4291, 2.3. {@code 0.0.0.0/0} is every IPv4 address and no other.
 *
 * @param address an address of the block; bits behind the prefix do not count and are cleared
 * @param bits how many of the 128 bits of the address the block fixes
 */
public record Cidr(IpAddress address, int bits) {

    /** Clears the bits behind the prefix. */
    public Cidr {
        if (bits < 0 || bits > 128) {
            throw new IllegalArgumentException("bits: " + bits + " (expected: 0 to 128)");
        }
        address = new IpAddress(address.high() & highMask(bits), address.low() & lowMask(bits));
    }

    private static long highMask(int bits) {
        return bits >= 64 ? -1 : bits == 0 ? 0 : -1L << 64 - bits;
    }

    private static long lowMask(int bits) {
        return bits <= 64 ? 0 : bits == 128 ? -1 : -1L << 128 - bits;
    }

    /** Reads {@code address/prefix}, or an address alone, which is a block of one; nothing for any other text. */
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        Optional<IpAddress> address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        boolean four = text.indexOf(':') < 0;
        int most = four ? 32 : 128;
        int prefix = slash < 0 ? most : prefix(text, slash + 1);
        if (prefix < 0 || prefix > most) {
            return Optional.empty();
        }
        return Optional.of(new Cidr(address.get(), four ? prefix + 96 : prefix));
    }

    private static int prefix(String text, int from) {
        int digits = text.length() - from;
        if (digits < 1 || digits > 3 || digits > 1 && text.charAt(from) == '0') {
            return -1;
        }
        int prefix = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            prefix = prefix * 10 + c - '0';
        }
        return prefix;
    }

    /** Returns whether an address is of this block. */
    public boolean contains(IpAddress other) {
        return (other.high() & highMask(bits)) == address.high() && (other.low() & lowMask(bits)) == address.low();
    }

    /** Returns {@code address/prefix}. */
    @Override
    public String toString() {
        boolean four = address.isFour() && bits >= 96;
        return address + "/" + (four ? bits - 96 : bits);
    }
}
