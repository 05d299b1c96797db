package io.ingress4j.source.k8s.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that are gathered, up to a bound. */
final class Bytes {
    private static final int SMALL = 1 << 16;

    private final int most;
    private byte[] array = new byte[1024];
    private int length;

    Bytes(int most) {
        this.most = most;
    }

    /** Returns whether all of {@code more} can be taken. */
    boolean haveRoomFor(ByteBuffer more) {
        return more.remaining() <= most - length;
    }

    /**
     * Takes all of {@code from}.
     *
     * @throws IOException if there are more than the bound
     */
    void add(ByteBuffer from) throws IOException {
        if (!haveRoomFor(from)) {
            throw new IOException("more than " + most + " bytes at once (expected: less)");
        }
        int sum = length + from.remaining();
        if (sum > array.length) {
            array = Arrays.copyOf(array, Math.min(most, Math.max(sum, 2 * array.length)));
        }
        from.get(array, length, sum - length);
        length = sum;
    }

    byte[] array() {
        return array;
    }

    int length() {
        return length;
    }

    /** Forgets them; a large array goes. */
    void clear() {
        length = 0;
        if (array.length > SMALL) {
            array = new byte[1024];
        }
    }
}
