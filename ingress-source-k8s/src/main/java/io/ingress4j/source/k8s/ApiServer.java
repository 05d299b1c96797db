package io.ingress4j.source.k8s;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks the API server, with the connections and credentials of the host's client. Everything that comes back is handled on
 * the source's thread, and the next bytes are asked for when those before are done with.
 */
final class ApiServer {
    private static final int MAX_ERROR_BYTES = 1 << 16;

    private final HttpClient http;
    private final String root;
    private final Work work;
    private final Timing timing;
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    ApiServer(KubernetesClient client, Work work, Timing timing) {
        var config = client.getConfiguration().getRequestConfig();
        // The client would try again by itself for long, and nobody would know.
        var once =
                new RequestConfigBuilder(config).withRequestRetryBackoffLimit(0).build();
        once.setImpersonateUsername(config.getImpersonateUsername());
        once.setImpersonateGroups(config.getImpersonateGroups());
        once.setImpersonateExtras(config.getImpersonateExtras());
        this.http = client.getHttpClient().newBuilder().tag(once).build();
        String url = client.getMasterUrl().toString();
        this.root = url.endsWith("/") ? url : url + "/";
        this.work = work;
        this.timing = timing;
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
    void close() {
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
            watchdog = work.after(timing.answer(), this::look);
            asking = work.aside(() -> ask(path, accept)); // who gets credentials for it may have to wait for them
        }

        private void ask(String path, String accept) {
            if (ended) {
                return;
            }
            try {
                HttpRequest request = http.newHttpRequestBuilder()
                        .uri(root + path)
                        .setHeader("Accept", accept)
                        .timeout(timing.answer().toMillis(), TimeUnit.MILLISECONDS)
                        .build();
                CompletableFuture<HttpResponse<AsyncBody>> asked =
                        http.consumeBytes(request, (buffers, from) -> work.run(() -> received(buffers, from)));
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
                fail(new ApiFailure(code, messageOf(error.toString())));
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
            long limit = (code == 0 ? timing.answer() : silence).toNanos();
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

    /** An error is a Status object, or the text of whoever stands before the API server. */
    private static String messageOf(String error) {
        byte[] bytes = error.getBytes(StandardCharsets.UTF_8);
        String text = error;
        try {
            text = ApiJson.text(
                    ApiJson.object(bytes, bytes.length, ApiResource.INGRESSES).tree(), "message");
        } catch (IOException e) {
            // no JSON
        }
        return text.length() > 300 ? text.substring(0, 300) + "..." : text.strip();
    }
}
