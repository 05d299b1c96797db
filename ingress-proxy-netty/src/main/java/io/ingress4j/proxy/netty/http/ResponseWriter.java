package io.ingress4j.proxy.netty.http;

import io.ingress4j.matcher.http.DirectResponse;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes the heads of responses to a client over HTTP/1, status line and framing anew. */
public final class ResponseWriter {
    /** How the client learns where the body ends: RFC 9112, 6.3. */
    public enum Framing {
        /** There is none, or {@code Content-Length} says. */
        LENGTH,
        /** The last chunk says. */
        CHUNKED,
        /** The end of the connection says. */
        CLOSE
    }

    private ResponseWriter() {}

    /** Returns how the body of a final response is framed for the client that sent {@code request}. */
    public static Framing framing(ReceivedRequest request, ReceivedResponse response) {
        if (isBodiless(request, response.status()) || response.contentLength() >= 0) {
            return Framing.LENGTH;
        }
        return request.isHttp10() ? Framing.CLOSE : Framing.CHUNKED;
    }

    private static boolean isBodiless(ReceivedRequest request, int status) {
        return request.isHead() || status == 204 || status == 304;
    }

    /** Writes the head of an upstream's response. */
    public static void write(
            ByteBuf out,
            ReceivedRequest request,
            ReceivedResponse response,
            @Nullable HeaderChanges changes,
            Framing framing,
            boolean keepAlive) {
        var head = statusLine(out, response.status());
        head.received(response.headers(), changes, name -> false);
        if (framing == Framing.CHUNKED) {
            head.field("Transfer-Encoding", "chunked");
        } else if (framing == Framing.LENGTH && response.contentLength() >= 0 && response.status() != 204) {
            head.field("Content-Length", response.contentLength());
        }
        writePersistence(head, request.isHttp10(), keepAlive);
        head.line();
    }

    /** Writes an interim response, or the 101 that the client asked for. */
    public static void writeInterim(ByteBuf out, ReceivedResponse response) {
        var head = statusLine(out, response.status());
        head.received(response.headers(), null, name -> false);
        if (response.status() == 101) {
            head.field("Connection", "upgrade").field("Upgrade", "websocket");
        }
        head.line();
    }

    /** Writes the interim response that lets a client send its body. */
    public static void writeContinue(ByteBuf out) {
        statusLine(out, 100).line();
    }

    /**
     * Writes an answer of our own with its body.
     *
     * @param date the value of the {@code Date} field
     * @param request what is answered
     */
    public static void writeOwn(
            ByteBuf out,
            DirectResponse answer,
            String date,
            @Nullable HeaderChanges changes,
            ReceivedRequest request,
            boolean keepAlive) {
        int status = answer.status();
        boolean bodiless = status == 204 || status == 304;
        byte[] body = bodiless ? new byte[0] : bodyOf(answer).getBytes(StandardCharsets.UTF_8);
        var head = statusLine(out, status).field("Date", date);
        if (!answer.location().isEmpty()) {
            head.field("Location", answer.location());
        }
        if (!bodiless) {
            if (changes == null || !changes.replaces("content-type")) {
                head.field("Content-Type", "text/plain; charset=utf-8");
            }
            head.field("Content-Length", body.length);
        }
        if (changes != null) {
            changes.writeAdded(head);
        }
        writePersistence(head, request.isHttp10(), keepAlive);
        head.line();
        if (!request.isHead()) {
            head.bytes(body);
        }
    }

    /**
     * Writes the answer to a request that is not served and ends the connection.
     *
     * @param date the value of the {@code Date} field
     * @param toHead whether the request is known to be a HEAD, whose answer has no body
     */
    public static void writeRefusal(ByteBuf out, int status, String date, boolean toHead) {
        byte[] body = bodyOf(DirectResponse.of(status)).getBytes(StandardCharsets.UTF_8);
        var head = statusLine(out, status)
                .field("Date", date)
                .field("Content-Type", "text/plain; charset=utf-8")
                .field("Content-Length", body.length);
        if (status == 405) {
            head.field("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        }
        head.field("Connection", "close").line();
        if (!toHead) {
            head.bytes(body);
        }
    }

    private static String bodyOf(DirectResponse answer) {
        return answer.body().isEmpty()
                ? answer.status() + " "
                        + HttpResponseStatus.valueOf(answer.status()).reasonPhrase() + "\n"
                : answer.body();
    }

    private static HeadBytes statusLine(ByteBuf out, int status) {
        return new HeadBytes(out)
                .text("HTTP/1.1 ")
                .number(status)
                .space()
                .text(HttpResponseStatus.valueOf(status).reasonPhrase())
                .line();
    }

    private static void writePersistence(HeadBytes head, boolean http10, boolean keepAlive) {
        if (!keepAlive) {
            head.field("Connection", "close");
        } else if (http10) {
            head.field("Connection", "keep-alive");
        }
    }
}
