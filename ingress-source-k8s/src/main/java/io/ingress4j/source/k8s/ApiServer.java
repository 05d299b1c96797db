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
import java.util.concurrent.CompletableFuture;
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
     * Begins to ask.
     *
     * @param path path and query below the API server's root
     * @param accept the media type
     * @param silence how long the body may say nothing
     */
    Call get(String path, String accept, Duration silence, Answer answer) {
        return new Call(path, accept, silence, answer);
    }

    /** One question. */
    final class Call {
        private final Answer answer;
        private final Duration silence;
        private @Nullable AsyncBody body;
        private Work.Later watchdog;
        private long heard = System.nanoTime();
        private int code;
        private final StringBuilder error = new StringBuilder();
        private boolean ended;

        private Call(String path, String accept, Duration silence, Answer answer) {
            this.answer = answer;
            this.silence = silence;
            watchdog = work.after(timing.answer(), this::look);
            work.aside(() -> ask(path, accept)); // who gets credentials for it may have to wait for them
        }

        private void ask(String path, String accept) {
            try {
                HttpRequest request = http.newHttpRequestBuilder()
                        .uri(root + path)
                        .setHeader("Accept", accept)
                        .timeout(timing.answer().toMillis(), TimeUnit.MILLISECONDS)
                        .build();
                CompletableFuture<HttpResponse<AsyncBody>> head =
                        http.consumeBytes(request, (buffers, from) -> work.run(() -> received(buffers, from)));
                head.whenComplete((response, failure) -> {
                    if (response != null && work.isClosed()) {
                        response.body().cancel();
                    }
                    work.run(() -> opened(response, failure));
                });
            } catch (RuntimeException e) { // a client that its owner has closed, for instance
                work.run(() -> fail(ApiFailure.of(e)));
            }
        }

        private void opened(@Nullable HttpResponse<AsyncBody> response, @Nullable Throwable failure) {
            if (response == null) {
                fail(failure == null ? new ApiFailure(0, "no answer") : ApiFailure.of(failure));
            } else if (ended) {
                response.body().cancel();
            } else {
                heard = System.nanoTime();
                code = response.code();
                watchdog.cancel();
                watchdog = work.after(silence, this::look);
                AsyncBody opened = response.body();
                body = opened;
                opened.done().whenComplete((nothing, why) -> work.run(() -> completed(why)));
                if (isYes()) {
                    answer.opened();
                }
                opened.consume();
            }
        }

        private boolean isYes() {
            return code >= 200 && code < 300;
        }

        private void received(List<ByteBuffer> buffers, AsyncBody from) {
            if (ended) {
                from.cancel();
                return;
            }
            heard = System.nanoTime();
            try {
                for (ByteBuffer bytes : buffers) {
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
            } else if (!isYes()) {
                fail(new ApiFailure(code, messageOf(error.toString())));
            } else {
                try {
                    ended = true;
                    watchdog.cancel();
                    answer.end();
                } catch (IOException | RuntimeException | Error e) {
                    answer.failed(ApiFailure.of(e));
                }
            }
        }

        private void look() {
            long limit = (body == null ? timing.answer() : silence).toNanos();
            long silent = System.nanoTime() - heard;
            if (ended) {
                return;
            }
            if (silent >= limit) {
                fail(new ApiFailure(
                        0, "nothing was heard for " + Duration.ofNanos(silent).toMillis() + " ms"));
            } else {
                watchdog = work.after(Duration.ofNanos(limit - silent), this::look);
            }
        }

        private void fail(ApiFailure failure) {
            if (!ended) {
                cancel();
                answer.failed(failure);
            }
        }

        /** Ends the call; nobody is told. */
        void cancel() {
            ended = true;
            watchdog.cancel();
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
