package io.ingress4j.proxy.netty.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields behind a body in chunks, without those that mean something only in a head or on one hop: RFC 9110, 6.5.1.
 * They are never merged into a head.
 */
public final class Trailers {
    private final HttpHeaders received;

    private Trailers(HttpHeaders received) {
        this.received = received;
    }

    /** Returns what may be passed on, or null where that is nothing. */
    public static @Nullable Trailers of(HttpHeaders received) {
        if (received.isEmpty()) {
            return null;
        }
        for (Iterator<Map.Entry<CharSequence, CharSequence>> it = received.iteratorCharSequence(); it.hasNext(); ) {
            if (!FieldNames.belongsToHead(it.next().getKey())) {
                return new Trailers(received);
            }
        }
        return null;
    }

    void writeTo(HeadBytes out) {
        for (Iterator<Map.Entry<CharSequence, CharSequence>> it = received.iteratorCharSequence(); it.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> field = it.next();
            if (!FieldNames.belongsToHead(field.getKey())) {
                out.field(field.getKey(), field.getValue());
            }
        }
    }
}
