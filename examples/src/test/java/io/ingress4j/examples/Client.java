package io.ingress4j.examples;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * One connection of a client that writes HTTP/1.1 as it is told: the {@code Host} field, the target and the name in the
 * TLS handshake need not agree. It trusts every certificate and waits thirty seconds at most for anything.
 */
final class Client implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;

    private Client(Socket socket) throws IOException {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects in the clear. */
    static Client http(int port) throws IOException {
        return new Client(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Connects with TLS and asks for a name in the handshake; an empty one is not sent. */
    static Client https(int port, String serverName) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        plain.setSoTimeout(TIMEOUT_MILLIS);
        var socket = (SSLSocket) trustEverybody().getSocketFactory().createSocket(plain, "loopback", port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(serverName.isEmpty() ? List.of() : List.of(new SNIHostName(serverName)));
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return new Client(socket);
    }

    /** Returns the port that it is connected to. */
    int port() {
        return socket.getPort();
    }

    /** Returns the certificate that the server showed. */
    X509Certificate certificate() throws IOException {
        return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
    }

    /** Sends a GET and reads the answer. */
    Answer get(String host, String target) throws IOException {
        return send("GET", host, target);
    }

    /** Sends a request without a body, with further lines for its head, and reads the answer. */
    Answer send(String method, String host, String target, String... lines) throws IOException {
        sendHead(method, host, target, lines);
        return read(method.equals("HEAD"));
    }

    /** Sends the head of a request only. */
    void sendHead(String method, String host, String target, String... lines) throws IOException {
        var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n");
        for (String line : lines) {
            head.append(line).append("\r\n");
        }
        socket.getOutputStream().write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends a part of a body, or anything else. */
    void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends a head as its lines say and reads the answer. */
    Answer sendLines(String... lines) throws IOException {
        String head = String.join("\r\n", lines) + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        return read(false);
    }

    /** Sends a POST with a body and reads the answer. */
    Answer post(String host, String target, String body) throws IOException {
        String head =
                "POST " + target + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: " + body.length() + "\r\n\r\n";
        socket.getOutputStream().write((head + body).getBytes(StandardCharsets.ISO_8859_1));
        return read(false);
    }

    /** Sends a WebSocket frame with a short payload, all zeros as its mask: 1 is a text, 8 the end. */
    void sendFrame(int opcode, String payload) throws IOException {
        var frame = new ByteArrayOutputStream();
        frame.write(0x80 | opcode);
        frame.write(0x80 | payload.length());
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(frame.toByteArray());
    }

    /** Reads a WebSocket frame with a short payload and returns its opcode, a space and its payload. */
    String readFrame() throws IOException {
        byte[] start = in.readNBytes(2);
        if (start.length < 2) {
            throw new EOFException("the WebSocket was closed");
        }
        return (start[0] & 0x0F) + " " + text(start[1]);
    }

    /** Returns whether the server has closed the connection, once it has sent nothing more. */
    boolean isAtEnd() throws IOException {
        return in.read() < 0;
    }

    /** Reads an answer. */
    Answer read(boolean headOnly) throws IOException {
        List<String> head = readHead();
        String[] start = head.get(0).split(" ", 3);
        int status = Integer.parseInt(start[1]);
        var answer = new Answer(status, start[0], head.subList(1, head.size()), "");
        String body = headOnly || status == 204 || status == 304 ? "" : readBody(answer);
        return new Answer(status, start[0], answer.fields(), body);
    }

    /** Reads the head of an answer: its status line and its fields. */
    List<String> readHead() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            lines.add(line);
        }
        return lines;
    }

    private String readLine() throws IOException {
        var line = new ByteArrayOutputStream();
        int b = in.read();
        while (b != '\n') {
            if (b < 0) {
                throw new EOFException(
                        "the connection was closed after: " + line.toString(StandardCharsets.ISO_8859_1));
            }
            line.write(b);
            b = in.read();
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private String readBody(Answer head) throws IOException {
        String length = head.field("content-length");
        if (!length.isEmpty()) {
            return text(Integer.parseInt(length));
        }
        if (!head.field("transfer-encoding").equals("chunked")) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        var body = new StringBuilder();
        for (String chunk = readChunk(); !chunk.isEmpty(); chunk = readChunk()) {
            body.append(chunk);
        }
        return body.toString();
    }

    /** Reads one chunk of a body; the last, empty one with what follows it. */
    String readChunk() throws IOException {
        int size = Integer.parseInt(readLine(), 16);
        String chunk = text(size);
        readLine();
        return chunk;
    }

    private String text(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the connection was closed after " + bytes.length + " of " + length + " bytes");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Returns a context whose sessions nobody resumes, so that every handshake shows a certificate. */
    static SSLContext trustEverybody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustEverybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class TrustEverybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
