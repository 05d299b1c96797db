package io.ingress4j.proxy.netty.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that does on each connection what its script says, however wrong that is. */
public final class ScriptedUpstream implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    /** What happens on a connection. */
    @FunctionalInterface
    public interface Script {
        /** Runs on a thread of the connection, which is closed after it; {@code number} counts connections from 0. */
        void run(Connection connection, int number) throws IOException;
    }

    private final ServerSocket listener;
    private final Script script;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger accepted = new AtomicInteger();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Socket> open = new ConcurrentLinkedQueue<>();

    private ScriptedUpstream(Script script) throws IOException {
        this.script = script;
        this.listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        daemon("accept", this::acceptAll);
    }

    /** Starts a server. */
    public static ScriptedUpstream start(Script script) throws IOException {
        return new ScriptedUpstream(script);
    }

    /** Starts a server that answers every request of every connection with the same bytes. */
    public static ScriptedUpstream answering(String response) throws IOException {
        return start((connection, number) -> {
            while (true) {
                connection.readRequest();
                connection.send(response);
            }
        });
    }

    /** Returns its port. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Returns how many connections were accepted. */
    public int connections() {
        return accepted.get();
    }

    /** Returns the heads of the requests that scripts read, in order. */
    public List<String> heads() {
        return heads;
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket socket = listener.accept();
                open.add(socket);
                int number = accepted.getAndIncrement();
                daemon("connection-" + number, () -> serve(socket, number));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            script.run(new Connection(socket), number);
        } catch (IOException e) {
            // the other side ended the connection
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, "upstream-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** A connection of a script. */
    public final class Connection {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        private Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
            this.out = socket.getOutputStream();
        }

        /** Returns the socket. */
        public Socket socket() {
            return socket;
        }

        /** Reads a head and the body that a {@code Content-Length} announces; returns the head. */
        public String readRequest() throws IOException {
            String head = readHead();
            head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                    .findFirst()
                    .ifPresent(
                            line -> discard(Integer.parseInt(line.substring(15).strip())));
            return head;
        }

        private void discard(int length) {
            try {
                in.readNBytes(length);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        /** Reads up to the empty line that ends a head. */
        public String readHead() throws IOException {
            var head = new StringBuilder();
            while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
                int one = in.read();
                if (one < 0) {
                    throw new IOException("the connection ended after " + head.length() + " bytes");
                }
                head.append((char) one);
            }
            heads.add(head.toString());
            return head.toString();
        }

        /** Reads at least one byte and at most so many; an empty text is the end of the connection. */
        public String readSome(int most) throws IOException {
            byte[] bytes = new byte[most];
            int length = in.read(bytes);
            return new String(bytes, 0, Math.max(0, length), StandardCharsets.ISO_8859_1);
        }

        /** Sends text as ISO 8859-1. */
        public void send(String bytes) throws IOException {
            out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /** Reads and forgets what comes up to the end of the connection. */
        public void awaitEnd() throws IOException {
            socket.setSoTimeout(60_000);
            in.transferTo(OutputStream.nullOutputStream());
        }

        /** Does nothing for a while, or up to the moment when the server is closed. */
        public void pause(Duration time) throws IOException {
            try {
                closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        /** Ends the connection in an orderly way. */
        public void end() throws IOException {
            socket.close();
        }

        /** Ends the connection with a reset. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
