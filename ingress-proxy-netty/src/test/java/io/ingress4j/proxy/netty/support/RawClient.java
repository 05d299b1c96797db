package io.ingress4j.proxy.netty.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A client that sends exactly the bytes it is told to, and reads responses as RFC 9112 frames them. */
public final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects to a port of loopback. */
    public static RawClient connect(int port) throws IOException {
        return new RawClient(new Socket("127.0.0.1", port));
    }

    /** Takes a connection that somebody else made, a TLS one for instance. */
    public static RawClient over(Socket socket) throws IOException {
        return new RawClient(socket);
    }

    /**
     * A response.
     *
     * @param status the status
     * @param head status line and fields, lines ended by CR LF
     * @param body the body without chunk framing
     */
    public record Response(int status, String head, String body) {

        /** Returns the values of a field, in order. */
        public List<String> all(String name) {
            String begin = name.toLowerCase(Locale.ROOT) + ":";
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(begin))
                    .map(line -> line.substring(begin.length()).strip())
                    .toList();
        }

        /** Returns the first value of a field. */
        public Optional<String> field(String name) {
            return all(name).stream().findFirst();
        }
    }

    /** Returns the socket. */
    public Socket socket() {
        return socket;
    }

    /** Returns what comes, behind what was read of it. */
    public InputStream input() {
        return in;
    }

    /** Sends text as ISO 8859-1. */
    public RawClient send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends a request without a body to host {@code a.test}. */
    public RawClient get(String target) throws IOException {
        return send("GET " + target + " HTTP/1.1\r\nHost: a.test\r\n\r\n");
    }

    /** Reads one response to a request that is no HEAD. */
    public Response read() throws IOException {
        return read(false);
    }

    /** Reads one response. */
    public Response read(boolean answersHead) throws IOException {
        String head = readHead();
        int status = Integer.parseInt(head.substring(9, 12));
        var bodiless = new Response(status, head, "");
        if (answersHead || status < 200 || status == 204 || status == 304) {
            return bodiless;
        }
        if (bodiless.field("transfer-encoding").isPresent()) {
            return new Response(status, head, readChunks());
        }
        Optional<String> length = bodiless.field("content-length");
        return new Response(status, head, length.isPresent() ? readExactly(Integer.parseInt(length.get())) : readAll());
    }

    /** Reads up to the empty line that ends a head. */
    public String readHead() throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) readByte());
        }
        return head.toString();
    }

    private String readChunks() throws IOException {
        var body = new StringBuilder();
        while (true) {
            String line = readLine();
            int size = Integer.parseInt(line, 16);
            if (size == 0) {
                while (!readLine().isEmpty()) {
                    // trailers are not part of the body
                }
                return body.toString();
            }
            body.append(readExactly(size));
            readExactly(2);
        }
    }

    /** Reads a line without its CR LF. */
    public String readLine() throws IOException {
        var line = new StringBuilder();
        while (line.length() < 2 || line.charAt(line.length() - 1) != '\n') {
            line.append((char) readByte());
        }
        return line.substring(0, line.length() - 2);
    }

    /** Reads so many bytes. */
    public String readExactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException(bytes.length + " bytes (expected: " + length + ")");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Reads up to the end of the connection. */
    public String readAll() throws IOException {
        var all = new ByteArrayOutputStream();
        in.transferTo(all);
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    private int readByte() throws IOException {
        int one = in.read();
        if (one < 0) {
            throw new EOFException("the connection ended");
        }
        return one;
    }

    /** Closes the connection with a reset instead of an orderly end. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
