package io.ingress4j.examples;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One endpoint of a Service: an HTTP/1.1 server on loopback that answers with a report of what reached it, streams below
 * {@code /stream} until told to finish, and sends WebSocket messages back.
 */
final class Backend implements AutoCloseable {
    /** One line of an endless download. */
    static final String STREAMED = "one more line of a long download\n";

    private static final String WEB_SOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final String service;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch streamsEnd = new CountDownLatch(1);
    private final AtomicInteger requests = new AtomicInteger();

    private Backend(String service, ServerSocket listener) {
        this.service = service;
        this.listener = listener;
    }

    /** Starts an endpoint of a Service on an address of this machine. */
    static Backend start(String service, String address) throws IOException {
        var backend = new Backend(service, new ServerSocket(0, 200, InetAddress.getByName(address)));
        run("backend " + service, backend::accept);
        return backend;
    }

    String service() {
        return service;
    }

    int port() {
        return listener.getLocalPort();
    }

    String host() {
        return listener.getInetAddress().getHostAddress();
    }

    /** Returns how many requests came to their end here. */
    int requests() {
        return requests.get();
    }

    /** Gives every download its end. */
    void finishStreams() {
        streamsEnd.countDown();
    }

    @Override
    public void close() throws IOException {
        finishStreams();
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private static void run(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                run("backend connection " + service, () -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            List<String> head = readHead(in);
            String address = socket.getLocalAddress().getHostAddress();
            while (!head.isEmpty() && answer(address, head, in, out)) {
                head = readHead(in);
            }
        } catch (IOException e) {
            // the proxy went away
        } finally {
            open.remove(socket);
        }
    }

    private static List<String> readHead(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            lines.add(line);
        }
        return lines;
    }

    private static String readLine(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private boolean answer(String address, List<String> head, InputStream in, OutputStream out) throws IOException {
        String[] start = head.get(0).split(" ");
        if (field(head, "upgrade").equalsIgnoreCase("websocket")) {
            echo(head, in, out);
            return false;
        }
        int body = readBody(head, in);
        if (start[1].contains("/stream")) {
            stream(out);
        } else {
            write(out, start[0].equals("HEAD"), report(address, head, body));
        }
        requests.incrementAndGet();
        return true;
    }

    private static String field(List<String> head, String name) {
        return head.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static int readBody(List<String> head, InputStream in) throws IOException {
        String length = field(head, "content-length");
        if (!length.isEmpty()) {
            return in.readNBytes(Integer.parseInt(length)).length;
        }
        if (!field(head, "transfer-encoding").equals("chunked")) {
            return 0;
        }
        int total = 0;
        for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
            total += in.readNBytes(size).length;
            readLine(in);
        }
        readHead(in); // trailers and the empty line
        return total;
    }

    private static int chunkSize(InputStream in) throws IOException {
        return Integer.parseInt(readLine(in), 16);
    }

    private String report(String address, List<String> head, int body) {
        String[] start = head.get(0).split(" ");
        var text = new StringBuilder()
                .append("service: ")
                .append(service)
                .append('\n')
                .append("endpoint: ")
                .append(address)
                .append(' ')
                .append(port())
                .append('\n')
                .append("method: ")
                .append(start[0])
                .append('\n')
                .append("target: ")
                .append(start[1])
                .append('\n')
                .append("protocol: ")
                .append(start[2])
                .append('\n')
                .append("body: ")
                .append(body)
                .append('\n');
        head.subList(1, head.size())
                .forEach(line -> text.append("> ").append(line).append('\n'));
        return text.toString();
    }

    private static void write(OutputStream out, boolean headOnly, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        String head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nServer: backend\r\nDate: "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC))
                + "\r\nContent-Length: "
                + bytes.length + "\r\n\r\n";
        var message = new ByteArrayOutputStream();
        message.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        if (!headOnly) {
            message.writeBytes(bytes);
        }
        out.write(message.toByteArray());
    }

    private void stream(OutputStream out) throws IOException {
        out.write(("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        byte[] chunk = (Integer.toHexString(STREAMED.length()) + "\r\n" + STREAMED + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        try {
            do {
                out.write(chunk);
            } while (!streamsEnd.await(10, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    /** RFC 6455: the handshake, then short frames back as they came, up to and with the closing one. */
    private static void echo(List<String> head, InputStream in, OutputStream out) throws IOException {
        String accept = accept(field(head, "sec-websocket-key"));
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accept + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        boolean closing = false;
        while (!closing) {
            int first = in.read();
            if (first < 0) {
                throw new EOFException("the WebSocket was cut");
            }
            int length = in.read() & 0x7F;
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes(length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % 4];
            }
            closing = (first & 0x0F) == 8;
            var frame = new ByteArrayOutputStream();
            frame.write(first);
            frame.write(length);
            frame.writeBytes(payload);
            out.write(frame.toByteArray());
        }
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + WEB_SOCKET_GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
