package io.ingress4j.proxy.netty.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.SecureRandom;
import java.util.function.LongSupplier;

/**
 * The keys of session tickets (RFC 5077), shared by all contexts of a proxy so that resumption outlives the change of a
 * certificate. A new key every few hours encrypts; the one before it still decrypts; older ones are forgotten, so a
 * stolen key opens little. For any thread.
 */
final class TicketKeys {
    static final long ROTATION_NANOS = 6L * 60 * 60 * 1_000_000_000L;

    /** The keys of one period. */
    static final class Generation {
        private final byte[] current;
        private final byte[] previous;
        private final long since;

        private Generation(byte[] current, byte[] previous, long since) {
            this.current = current;
            this.previous = previous;
            this.since = since;
        }

        /** Returns the keys, that which encrypts first. */
        OpenSslSessionTicketKey[] keys() {
            return new OpenSslSessionTicketKey[] {key(current), key(previous)};
        }

        private static OpenSslSessionTicketKey key(byte[] bytes) {
            int name = OpenSslSessionTicketKey.NAME_SIZE;
            int hmac = OpenSslSessionTicketKey.HMAC_KEY_SIZE;
            return new OpenSslSessionTicketKey(
                    java.util.Arrays.copyOfRange(bytes, 0, name),
                    java.util.Arrays.copyOfRange(bytes, name, name + hmac),
                    java.util.Arrays.copyOfRange(bytes, name + hmac, bytes.length));
        }
    }

    private final SecureRandom random = new SecureRandom();
    private final LongSupplier nanoTime;
    private volatile Generation generation;

    TicketKeys(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.generation = new Generation(fresh(), fresh(), nanoTime.getAsLong());
    }

    /** Returns the keys to use now. */
    Generation now() {
        Generation seen = generation;
        return nanoTime.getAsLong() - seen.since < ROTATION_NANOS ? seen : rotate();
    }

    private synchronized Generation rotate() {
        long now = nanoTime.getAsLong();
        Generation seen = generation;
        long age = now - seen.since;
        if (age >= ROTATION_NANOS) {
            // After two periods without a handshake the current key is as old as one that would be gone.
            seen = new Generation(fresh(), age < 2 * ROTATION_NANOS ? seen.current : fresh(), now);
            generation = seen;
        }
        return seen;
    }

    private byte[] fresh() {
        byte[] bytes = new byte[OpenSslSessionTicketKey.TICKET_KEY_SIZE];
        random.nextBytes(bytes);
        return bytes;
    }
}
