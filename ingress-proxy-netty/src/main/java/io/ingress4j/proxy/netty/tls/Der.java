package io.ingress4j.proxy.netty.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Writes the few kinds of DER values (ITU-T X.690) that a certificate is made of. */
final class Der {
    private static final DateTimeFormatter UTC_TIME = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'");
    private static final DateTimeFormatter GENERALIZED_TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'");

    private Der() {}

    /** Returns a value of any tag: tag, length in its shortest form, content. */
    static byte[] value(int tag, byte[]... content) {
        var body = new ByteArrayOutputStream();
        for (byte[] part : content) {
            body.writeBytes(part);
        }
        int length = body.size();
        var out = new ByteArrayOutputStream(length + 6);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            int bytes = (39 - Integer.numberOfLeadingZeros(length)) / 8;
            out.write(0x80 | bytes);
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
                out.write(length >>> shift);
            }
        }
        out.writeBytes(body.toByteArray());
        return out.toByteArray();
    }

    static byte[] sequence(byte[]... content) {
        return value(0x30, content);
    }

    static byte[] set(byte[]... content) {
        return value(0x31, content);
    }

    static byte[] integer(BigInteger number) {
        return value(0x02, number.toByteArray());
    }

    static byte[] bool(boolean truth) {
        return value(0x01, new byte[] {(byte) (truth ? 0xff : 0)});
    }

    static byte[] utf8(String text) {
        return value(0x0c, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] octets(byte[] content) {
        return value(0x04, content);
    }

    /** Returns a string of bits whose last {@code unused} ones do not count. */
    static byte[] bits(int unused, byte[] content) {
        return value(0x03, new byte[] {(byte) unused}, content);
    }

    /** Returns an object identifier; none of its numbers may be negative. */
    static byte[] oid(int first, int second, int... rest) {
        var out = new ByteArrayOutputStream();
        base128(out, 40 * first + second);
        for (int number : rest) {
            base128(out, number);
        }
        return value(0x06, out.toByteArray());
    }

    private static void base128(ByteArrayOutputStream out, int number) {
        int groups = Math.max(1, (38 - Integer.numberOfLeadingZeros(number)) / 7);
        for (int i = groups - 1; i >= 0; i--) {
            out.write((number >>> (7 * i)) & 0x7f | (i == 0 ? 0 : 0x80));
        }
    }

    /** Returns a moment, to the second, in the form that RFC 5280 (4.1.2.5) wants for its year. */
    static byte[] time(Instant moment) {
        ZonedDateTime utc = moment.atZone(ZoneOffset.UTC);
        boolean shortYear = utc.getYear() >= 1950 && utc.getYear() < 2050;
        String text = utc.format(shortYear ? UTC_TIME : GENERALIZED_TIME);
        return value(shortYear ? 0x17 : 0x18, text.getBytes(StandardCharsets.US_ASCII));
    }
}
