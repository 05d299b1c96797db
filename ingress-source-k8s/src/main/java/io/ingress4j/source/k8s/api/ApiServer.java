package io.ingress4j.source.k8s.api;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.ingress4j.model.ObjectKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks the API server without waiting. Everything that comes back is handled on one thread, and the next bytes are asked for
 * when those before are done with.
 */
public final class ApiServer {
    private static final int MAX_ERROR_BYTES = 1 << 16;
    private static final int MAX_OBJECT_BYTES = 4 << 20; // of a Secret's 1 MiB of data, in base64, with metadata

    private final Connection connection;
    private final Work work;
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Makes what asks through the connections of {@code client}, which stays the caller's.
     *
     * @param answer how long the API server may say nothing where an answer is due
     */
    public ApiServer(KubernetesClient client, Work work, Duration answer) {
        this.connection = new Connection(client, answer);
        this.work = work;
    }

    /** Who gets one object, or hears that it cannot be had. */
    public interface Found {
        /**
         * This is the object.
         *
         * @throws IOException if it makes no sense, which counts as a failure
         */
        void found(ApiObject object) throws IOException;

        /** There is no answer, or another one than yes. */
        void failed(ApiFailure failure);
    }

    /** Asks for one object by its name. */
    public void object(ApiResource resource, ObjectKey key, Found found) {
        String path = resource.path(key.namespace()) + "/" + ApiResource.encode(key.name());
        get(path, Connection.JSON, connection.answer(), new Answer() {
            private final Bytes bytes = new Bytes(MAX_OBJECT_BYTES);

            @Override
            public void data(ByteBuffer data) throws IOException {
                bytes.add(data);
            }

            @Override
            public void end() throws IOException {
                ApiObject object = ApiJson.object(bytes.array(), bytes.length(), resource);
                if (!object.key().equals(key)) {
                    throw new IOException(resource.kind() + " " + object.key() + " (expected: " + key + ")");
                }
                found.found(object);
            }

            @Override
            public void failed(ApiFailure failure) {
                found.failed(failure);
            }
        });
    }

    /** Who gets an answer; the end or a failure is the last that is heard, and comes once. */
    interface Answer {
        /** The API server said yes; the body follows. */
        default void opened() {}

        /**
         * Some bytes of the body.
         *
         * @throws IOException if they make no sense, which ends the call as failed
         */
        void data(ByteBuffer bytes) throws IOException;

        /**
         * The body is complete.
         *
         * @throws IOException if it makes no sense, which ends the call as failed
         */
        void end() throws IOException;

        /** There is no answer, or another one than yes. */
        void failed(ApiFailure failure);
    }

    /**
     * Begins to ask; after {@link #close}, what is never answered.
     *
     * @param path path and query below the API server's root
     * @param accept the media type
     * @param silence how long the body may say nothing
     */
    Call get(String path, String accept, Duration silence, Answer answer) {
        var call = new Call(silence, answer);
        calls.add(call);
        if (closed) {
            call.cancel();
        } else {
            call.begin(path, accept);
        }
        return call;
    }

    /** Ends every call under way, and lets none begin; nobody is told. For any thread. */
    public void close() {
        closed = true;
        calls.forEach(Call::cancel);
    }

    /** One question. */
    final class Call {
        private final Answer answer;
        private final Duration silence;
        private final StringBuilder error = new StringBuilder();
        private long heard = System.nanoTime();
        private int code;

        // The rest is seen by whoever ends the call.
        private volatile boolean ended;
        private volatile Work.@Nullable Later asking;
        private volatile Work.@Nullable Later watchdog;
        private volatile @Nullable CompletableFuture<?> head;
        private volatile @Nullable AsyncBody body;

        private Call(Duration silence, Answer answer) {
            this.answer = answer;
            this.silence = silence;
        }

        private void begin(String path, String accept) {
            watchdog = work.after(connection.answer(), this::look);
            asking = work.aside(() -> ask(path, accept)); // who gets credentials for it may have to wait for them
        }

        private void ask(String path, String accept) {
            if (ended) {
                return;
            }
            try {
                HttpRequest request = connection.request(path, accept).build();
                CompletableFuture<HttpResponse<AsyncBody>> asked = connection
                        .http()
                        .consumeBytes(request, (buffers, from) -> work.run(() -> received(buffers, from)));
                head = asked;
                asked.whenComplete((response, failure) -> {
                    body = response == null ? null : response.body();
                    work.run(() -> opened(response, failure));
                    release();
                });
                release();
            } catch (RuntimeException e) { // a client that its owner has closed, for instance
                work.run(() -> fail(ApiFailure.of(e)));
            }
        }

        private void opened(@Nullable HttpResponse<AsyncBody> response, @Nullable Throwable failure) {
            if (ended) {
                return;
            }
            if (response == null) {
                fail(failure == null ? new ApiFailure(0, "no answer") : ApiFailure.of(failure));
                return;
            }
            heard = System.nanoTime();
            code = response.code();
            watchAgain(silence);
            response.body().done().whenComplete((nothing, why) -> work.run(() -> completed(why)));
            if (isYes()) {
                answer.opened();
            }
            response.body().consume();
        }

        private boolean isYes() {
            return code >= 200 && code < 300;
        }

        private void received(List<ByteBuffer> buffers, AsyncBody from) {
            heard = System.nanoTime();
            try {
                for (ByteBuffer bytes : buffers) {
                    if (ended) {
                        return;
                    }
                    if (isYes()) {
                        answer.data(bytes);
                    } else if (error.length() < MAX_ERROR_BYTES) {
                        error.append(StandardCharsets.UTF_8.decode(bytes));
                    }
                }
            } catch (IOException | RuntimeException | Error e) {
                fail(ApiFailure.of(e));
            }
            if (!ended) {
                from.consume();
            }
        }

        private void completed(@Nullable Throwable why) {
            if (ended) {
                return;
            }
            if (why != null) {
                fail(ApiFailure.of(why));
                return;
            }
            body = null; // and its connection serves the next question
            if (!isYes()) {
                fail(ApiFailure.answered(code, error.toString()));
            } else {
                try {
                    cancel();
                    answer.end();
                } catch (IOException | RuntimeException | Error e) {
                    answer.failed(ApiFailure.of(e));
                }
            }
        }

        private void look() {
            long limit = (code == 0 ? connection.answer() : silence).toNanos();
            long silent = System.nanoTime() - heard;
            if (ended) {
                return;
            }
            if (silent >= limit) {
                fail(new ApiFailure(
                        0, "nothing was heard for " + Duration.ofNanos(silent).toMillis() + " ms"));
            } else {
                watchAgain(Duration.ofNanos(limit - silent));
            }
        }

        private void watchAgain(Duration in) {
            Work.Later before = watchdog;
            if (before != null) {
                before.cancel();
            }
            watchdog = work.after(in, this::look);
        }

        private void fail(ApiFailure failure) {
            if (!ended) {
                cancel();
                answer.failed(failure);
            }
        }

        /** Ends the call; nobody is told. For any thread. */
        void cancel() {
            ended = true;
            calls.remove(this);
            release();
        }

        /** Gives back what a call that ended holds. Whoever adds to that comes here afterwards, too. */
        private void release() {
            if (!ended) {
                return;
            }
            Work.Later question = asking;
            if (question != null) {
                question.cancel();
            }
            Work.Later limit = watchdog;
            if (limit != null) {
                limit.cancel();
            }
            CompletableFuture<?> asked = head;
            if (asked != null) {
                asked.cancel(false);
            }
            AsyncBody opened = body;
            if (opened != null) {
                opened.cancel();
            }
        }
    }
}
