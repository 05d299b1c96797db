package io.ingress4j.source.k8s;

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

    /**
     * Takes all of {@code from}.
     *
     * @throws IOException if there are more than the bound
     */
    void add(ByteBuffer from) throws IOException {
        int sum = length + from.remaining();
        if (sum > most || sum < 0) {
            throw new IOException("an answer of more than " + most + " bytes");
        }
        if (sum > array.length) {
            array = Arrays.copyOf(array, Math.min(most, Math.max(sum, array.length * 2)));
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
