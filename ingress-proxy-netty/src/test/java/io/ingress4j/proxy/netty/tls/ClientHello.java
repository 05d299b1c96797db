package io.ingress4j.proxy.netty.tls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes hellos that no library would send: old versions, weak ciphers, odd names. */
final class ClientHello {
    private ClientHello() {}

    /** Returns one record with a hello of TLS 1.2 or less. */
    static byte[] record(int version, String name, int padding, int... ciphers) {
        return framed(0x16, 0x0301, message(version, name, padding, ciphers));
    }

    /** Returns the hello without a record around it. */
    static byte[] message(int version, String name, int padding, int... ciphers) {
        var body = new ByteArrayOutputStream();
        u16(body, version);
        body.writeBytes(new byte[32]);
        body.write(0); // no session
        u16(body, 2 * ciphers.length);
        for (int cipher : ciphers) {
            u16(body, cipher);
        }
        body.write(1);
        body.write(0); // no compression
        var extensions = new ByteArrayOutputStream();
        byte[] host = name.getBytes(StandardCharsets.ISO_8859_1);
        var names = new ByteArrayOutputStream();
        u16(names, host.length + 3);
        names.write(0);
        u16(names, host.length);
        names.writeBytes(host);
        extension(extensions, 0, names.toByteArray());
        extension(extensions, 10, new byte[] {0, 4, 0, 0x17, 0, 0x1d}); // P-256, X25519
        extension(extensions, 11, new byte[] {1, 0});
        extension(extensions, 13, new byte[] {0, 8, 4, 3, 8, 4, 4, 1, 2, 1});
        extension(extensions, 23, new byte[0]); // extended master secret
        extension(extensions, 0xff01, new byte[] {0});
        if (padding > 0) {
            extension(extensions, 21, new byte[padding]);
        }
        u16(body, extensions.size());
        body.writeBytes(extensions.toByteArray());
        var message = new ByteArrayOutputStream();
        message.write(1);
        message.write(body.size() >> 16);
        u16(message, body.size());
        message.writeBytes(body.toByteArray());
        return message.toByteArray();
    }

    /** Returns content in a record. */
    static byte[] framed(int type, int version, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(type);
        u16(out, version);
        u16(out, content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static void extension(ByteArrayOutputStream out, int type, byte[] content) {
        u16(out, type);
        u16(out, content.length);
        out.writeBytes(content);
    }

    private static void u16(ByteArrayOutputStream out, int number) {
        out.write(number >> 8);
        out.write(number);
    }
}
