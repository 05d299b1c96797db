package io.ingress4j.examples;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A balancer of TCP connections in front of several processes, as slow as they are: it asks each for {@code /ready} five
 * times a second, and goes on for two seconds to send connections to one that was not ready.
 */
final class Balancer implements AutoCloseable {
    private static final long PERIOD_MILLIS = 200;
    private static final long LAG_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final List<RunningJar> jars;
    private final ServerSocket listener;
    private final Map<RunningJar, Long> unreadySince = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<String> unanswered = new CopyOnWriteArrayList<>();

    private Balancer(List<RunningJar> jars, ServerSocket listener) {
        this.jars = jars;
        this.listener = listener;
    }

    /** Starts a balancer in front of processes. */
    static Balancer start(List<RunningJar> jars) throws IOException {
        var balancer = new Balancer(List.copyOf(jars), new ServerSocket(0, 200, InetAddress.getLoopbackAddress()));
        run(balancer::look);
        run(balancer::accept);
        return balancer;
    }

    /** Returns where clients connect. */
    int port() {
        return listener.getLocalPort();
    }

    /** Returns of which connections nothing came back, and what is known of each. */
    List<String> unanswered() {
        return unanswered;
    }

    private static void run(Runnable task) {
        Thread thread = new Thread(task, "balancer");
        thread.setDaemon(true);
        thread.start();
    }

    private void look() {
        try {
            do {
                for (RunningJar jar : jars) {
                    if (isReady(jar)) {
                        unreadySince.remove(jar);
                    } else {
                        unreadySince.putIfAbsent(jar, System.nanoTime());
                    }
                }
            } while (!closed.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isReady(RunningJar jar) {
        try (Client admin = Client.http(jar.adminPort())) {
            return admin.send("GET", "localhost", "/ready", "Connection: close").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private RunningJar choose() {
        for (int i = 0; i < jars.size(); i++) {
            RunningJar jar = jars.get(Math.floorMod(next.getAndIncrement(), jars.size()));
            Long since = unreadySince.get(jar);
            if (since == null || System.nanoTime() - since < LAG_NANOS) {
                return jar;
            }
        }
        return jars.get(0);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                run(() -> serve(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client) {
        RunningJar jar = choose();
        long begin = System.nanoTime();
        try (client;
                var server = new Socket(InetAddress.getLoopbackAddress(), jar.httpPort())) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            var answered = new CountDownLatch(1);
            run(() -> {
                if (pass(server, client) == 0) {
                    miss(jar, begin, "ended");
                }
                answered.countDown();
            });
            pass(client, server);
            answered.await();
        } catch (IOException e) { // the client sees its connection end
            miss(jar, begin, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void miss(RunningJar jar, long begin, String reason) {
        long now = System.nanoTime();
        Long since = unreadySince.get(jar);
        unanswered.add("process %d of %d after %d ms: %s (%s)"
                .formatted(
                        jars.indexOf(jar) + 1,
                        jars.size(),
                        (now - begin) / 1_000_000,
                        reason,
                        since == null ? "ready" : "not ready for " + (now - since) / 1_000_000 + " ms"));
    }

    /** Passes on what comes and returns how many bytes that were. */
    private static long pass(Socket from, Socket to) {
        long passed = 0;
        try {
            InputStream in = from.getInputStream();
            var buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                to.getOutputStream().write(buffer, 0, read);
                passed += read;
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // one side is gone, and the other is to see it
            closeQuietly(from);
            closeQuietly(to);
        }
        return passed;
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
    }
}
