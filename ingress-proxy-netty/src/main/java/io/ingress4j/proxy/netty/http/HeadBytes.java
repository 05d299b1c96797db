package io.ingress4j.proxy.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A head of HTTP/1 being written, straight into the buffer that goes to the socket. */
final class HeadBytes {
    private static final int CRLF = '\r' << 8 | '\n';
    private static final int COLON = ':' << 8 | ' ';

    private final ByteBuf out;

    HeadBytes(ByteBuf out) {
        this.out = out;
    }

    HeadBytes text(CharSequence text) {
        if (text instanceof AsciiString ascii) {
            ByteBufUtil.copy(ascii, out);
        } else {
            out.writeCharSequence(text, StandardCharsets.ISO_8859_1);
        }
        return this;
    }

    HeadBytes space() {
        out.writeByte(' ');
        return this;
    }

    HeadBytes line() {
        out.writeShort(CRLF);
        return this;
    }

    HeadBytes bytes(byte[] lines) {
        out.writeBytes(lines);
        return this;
    }

    HeadBytes number(long value) {
        if (value >= 10) {
            number(value / 10);
        }
        out.writeByte((int) ('0' + value % 10));
        return this;
    }

    HeadBytes field(CharSequence name, CharSequence value) {
        text(name);
        out.writeShort(COLON);
        return text(value).line();
    }

    HeadBytes field(CharSequence name, long value) {
        text(name);
        out.writeShort(COLON);
        return number(value).line();
    }

    /** Which received fields stay behind. */
    interface Filter {
        boolean drops(CharSequence name);
    }

    /** Writes what was received, without what belongs to one hop, and what changes replace or add. */
    HeadBytes received(HttpHeaders received, @Nullable HeaderChanges changes, Filter filter) {
        List<String> nominated = nominated(received);
        for (Iterator<Map.Entry<CharSequence, CharSequence>> it = received.iteratorCharSequence(); it.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> field = it.next();
            CharSequence name = field.getKey();
            if (!FieldNames.belongsToHop(name)
                    && !filter.drops(name)
                    && (changes == null || !changes.replaces(name))
                    && (nominated.isEmpty()
                            || !nominated.contains(name.toString().toLowerCase(Locale.ROOT)))) {
                field(name, field.getValue());
            }
        }
        if (changes != null) {
            changes.writeAdded(this);
        }
        return this;
    }

    /** Returns the fields that {@code Connection} says belong to this hop: RFC 9110, 7.6.1. */
    private static List<String> nominated(HttpHeaders received) {
        String connection = received.get("connection");
        if (connection == null
                || connection.equalsIgnoreCase("keep-alive")
                || connection.equalsIgnoreCase("close")
                || connection.equalsIgnoreCase("upgrade")) {
            if (connection == null || received.getAll("connection").size() == 1) {
                return List.of();
            }
        }
        List<String> names = new ArrayList<>();
        for (String value : received.getAll("connection")) {
            int from = 0;
            while (from <= value.length()) {
                int comma = value.indexOf(',', from);
                int to = comma < 0 ? value.length() : comma;
                names.add(value.substring(from, to).strip().toLowerCase(Locale.ROOT));
                from = to + 1;
            }
        }
        return names;
    }
}
