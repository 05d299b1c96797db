package io.ingress4j.proxy.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Writes the head of a request to an upstream: request line, host and framing anew, what we know of the client in the
 * fields that ingress-nginx uses, and the rest as received.
 */
public final class RequestWriter {
    private static final String[] CLIENT_FIELDS = {
        "X-Real-IP", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto", "X-Forwarded-Scheme", "X-Scheme"
    };

    private static final int PORT = 2;
    private static final int SCHEME = 3;
    private static final int MAX_ID_LENGTH = 128;

    private final String[] clientValues;
    private final byte[] clientLines;

    /** Makes the writer for the requests of one client connection. */
    public RequestWriter(ReceivedRequest.Connection client) {
        String scheme = client.secure() ? "https" : "http";
        String port = client.secure() ? "443" : Integer.toString(client.localPort());
        this.clientValues = new String[] {client.remoteAddress(), client.remoteAddress(), port, scheme, scheme, scheme};
        var lines = new StringBuilder();
        for (int i = 0; i < CLIENT_FIELDS.length; i++) {
            lines.append(CLIENT_FIELDS[i]).append(": ").append(clientValues[i]).append("\r\n");
        }
        this.clientLines = lines.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Writes a head.
     *
     * @param out where to
     * @param request what was received
     * @param target path and query to send
     * @param host the {@code Host} to send
     * @param changes what steps changed, or null
     * @param webSocket whether to ask for a WebSocket
     */
    public void write(
            ByteBuf out,
            ReceivedRequest request,
            String target,
            String host,
            @Nullable HeaderChanges changes,
            boolean webSocket) {
        var head = new HeadBytes(out);
        head.text(request.method()).space().text(target).text(" HTTP/1.1\r\n").field("Host", host);
        if (changes == null || !changes.replaces("x-forwarded-host")) {
            head.field("X-Forwarded-Host", request.originalHost());
        }
        writeClient(head, request.forwarded(), changes);
        if (changes == null || !changes.replaces("x-request-id")) {
            String id = request.header("x-request-id");
            head.field("X-Request-ID", id != null && isUsableId(id) ? id : newId());
        }
        writeIfPresent(head, "X-Original-Forwarded-For", request.joined("x-forwarded-for"));
        writeIfPresent(head, "X-Original-Forwarded-Host", request.joined("x-forwarded-host"));
        head.received(
                request.headers(),
                changes,
                request.forwarded() == null ? FieldNames::isOursOrForwarded : FieldNames::isOurs);
        if (request.chunked()) {
            head.field("Transfer-Encoding", "chunked");
        } else if (request.contentLength() > 0 || request.header("content-length") != null) {
            head.field("Content-Length", request.contentLength());
        }
        if (webSocket) {
            head.field("Connection", "upgrade").field("Upgrade", "websocket");
        }
        head.line();
    }

    private void writeClient(HeadBytes head, @Nullable Forwarded said, @Nullable HeaderChanges changes) {
        if (said == null && changes == null) {
            head.bytes(clientLines);
            return;
        }
        String[] values = said == null ? clientValues : believed(said);
        for (int i = 0; i < CLIENT_FIELDS.length; i++) {
            if (changes == null || !changes.replaces(CLIENT_FIELDS[i])) {
                head.field(CLIENT_FIELDS[i], values[i]);
            }
        }
    }

    private String[] believed(Forwarded said) {
        String port = said.port() == null ? clientValues[PORT] : said.port();
        String scheme = said.scheme() == null ? clientValues[SCHEME] : said.scheme();
        return new String[] {said.address(), said.chain(), port, scheme, scheme, scheme};
    }

    private static boolean isUsableId(String id) {
        boolean usable = !id.isEmpty() && id.length() <= MAX_ID_LENGTH;
        for (int i = 0; i < id.length() && usable; i++) {
            usable = id.charAt(i) > ' ' && id.charAt(i) < 127;
        }
        return usable;
    }

    private static void writeIfPresent(HeadBytes head, String name, @Nullable String value) {
        if (value != null) {
            head.field(name, value);
        }
    }

    private static String newId() {
        byte[] bytes = new byte[16];
        ThreadLocalRandom.current().nextBytes(bytes);
        return ByteBufUtil.hexDump(bytes);
    }
}
