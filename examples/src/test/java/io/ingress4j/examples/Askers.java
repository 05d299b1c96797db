package io.ingress4j.examples;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that ask a stage without a pause until they are told to stop, each in a thread of its own. */
final class Askers implements AutoCloseable {
    private final Stage stage;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicLong answered = new AtomicLong();
    private final List<Future<?>> clients = new ArrayList<>();

    Askers(Stage stage) {
        this.stage = stage;
    }

    /** What is asked again and again, and what has to be answered. */
    interface Question {
        /** Asks once; throws where the answer is not what it has to be. */
        void ask(Client client) throws Exception;
    }

    /** Begins to ask, on a connection that is kept. */
    void askOnOneConnection(Question question) {
        begin(() -> {
            try (Client client = stage.http()) {
                while (goesOn()) {
                    question.ask(client);
                    answered.incrementAndGet();
                }
            }
            return null;
        });
    }

    /** Begins to ask, on a new connection each time. */
    void askOnNewConnections(Question question) {
        begin(() -> {
            while (goesOn()) {
                try (Client client = stage.http()) {
                    question.ask(client);
                }
                answered.incrementAndGet();
            }
            return null;
        });
    }

    private void begin(Callable<Void> client) {
        clients.add(threads.submit(client));
    }

    private boolean goesOn() throws InterruptedException {
        return !stopped.await(2, TimeUnit.MILLISECONDS);
    }

    /** Returns how many requests were answered as they have to be. */
    long answered() {
        return answered.get();
    }

    /** Waits for some more answers, of requests that are sent from now on for the most part. */
    void awaitMoreAnswers() throws Exception {
        long before = answered.get();
        await().atMost(Duration.ofSeconds(20)).until(() -> answered.get() > before + 200 || isAnyOver());
        if (isAnyOver()) {
            stop();
        }
    }

    private boolean isAnyOver() {
        return stopped.getCount() > 0 && clients.stream().anyMatch(Future::isDone);
    }

    /** Lets them end, and throws what one of them has thrown. */
    void stop() throws Exception {
        stopped.countDown();
        for (Future<?> client : clients) {
            client.get(20, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        threads.shutdownNow();
    }
}
