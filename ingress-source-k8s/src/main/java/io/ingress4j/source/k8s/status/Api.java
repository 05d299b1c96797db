package io.ingress4j.source.k8s.status;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks the API server once, with the connections and credentials of the host's client, and waits a bounded time. */
final class Api {
    private static final String JSON = "application/json";
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final int MAX_MESSAGE_CHARS = 300;
    private static final int MAX_LINE_BYTES = 16 << 20;

    private final HttpClient http;
    private final KubernetesSerialization serialization;
    private final String root;
    private final Duration answer;

    Api(KubernetesClient client, Duration answer) {
        var config = client.getConfiguration().getRequestConfig();
        // The client would try again by itself, for longer than a lease.
        var once =
                new RequestConfigBuilder(config).withRequestRetryBackoffLimit(0).build();
        once.setImpersonateUsername(config.getImpersonateUsername());
        once.setImpersonateGroups(config.getImpersonateGroups());
        once.setImpersonateExtras(config.getImpersonateExtras());
        this.http = client.getHttpClient().newBuilder().tag(once).build();
        this.serialization = client.getKubernetesSerialization();
        String url = client.getMasterUrl().toString();
        this.root = url.endsWith("/") ? url : url + "/";
        this.answer = answer;
    }

    /**
     * Reads an object or a list.
     *
     * @throws ApiRefusal if the API server says no
     * @throws IOException if it does not answer in time, or with something else
     */
    <T> T get(String path, Class<T> type) throws IOException, InterruptedException {
        return read(send(request(path)), type);
    }

    /**
     * Creates an object.
     *
     * @throws ApiRefusal if the API server says no
     * @throws IOException if it does not answer in time, or with something else
     */
    <T> T post(String path, T object, Class<T> type) throws IOException, InterruptedException {
        return read(send(request(path).post(JSON, serialization.asJson(object))), type);
    }

    /**
     * Replaces an object, or a part of it, if its version is still the one in {@code object}.
     *
     * @throws ApiRefusal if the API server says no
     * @throws IOException if it does not answer in time, or with something else
     */
    <T> T put(String path, T object, Class<T> type) throws IOException, InterruptedException {
        return read(send(request(path).put(JSON, serialization.asJson(object))), type);
    }

    /**
     * Changes some fields of an object.
     *
     * @throws ApiRefusal if the API server says no
     * @throws IOException if it does not answer in time
     */
    void patch(String path, Object fields) throws IOException, InterruptedException {
        send(request(path).patch(MERGE_PATCH, serialization.asJson(fields)));
    }

    private HttpRequest.Builder request(String path) {
        return http.newHttpRequestBuilder()
                .uri(root + path)
                .setHeader("Accept", JSON)
                .timeout(answer.toMillis(), TimeUnit.MILLISECONDS);
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<String>> asked = null;
        try {
            asked = http.sendAsync(request.build(), String.class);
            HttpResponse<String> response = asked.get(answer.toMillis(), TimeUnit.MILLISECONDS);
            if (!response.isSuccessful()) {
                throw new ApiRefusal(response.code(), messageOf(response.body()));
            }
            return response.body();
        } catch (TimeoutException e) {
            throw new IOException("no answer in " + answer.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(rootOf(e).toString(), e);
        } catch (RuntimeException e) { // a client that its owner has closed, or credentials that cannot be had
            throw new IOException(rootOf(e).toString(), e);
        } finally {
            if (asked != null) {
                asked.cancel(true);
            }
        }
    }

    private String messageOf(String body) {
        String text = body;
        try {
            Status status = serialization.unmarshal(body, Status.class);
            if (status != null && status.getMessage() != null) {
                text = status.getMessage();
            }
        } catch (RuntimeException e) {
            // the text of whoever stands before the API server
        }
        return text.length() > MAX_MESSAGE_CHARS ? text.substring(0, MAX_MESSAGE_CHARS) + "..." : text.strip();
    }

    /**
     * Reads what the API server wrote.
     *
     * @throws IOException if it is something else
     */
    <T> T read(String json, Class<T> type) throws IOException {
        try {
            T value = serialization.unmarshal(json, type);
            if (value != null) {
                return value;
            }
        } catch (RuntimeException e) {
            throw new IOException("an answer that is no " + type.getSimpleName() + ": " + rootOf(e), e);
        }
        throw new IOException("an empty answer (expected: " + type.getSimpleName() + ")");
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    /**
     * Begins a watch. Its lines come on a thread of the client.
     *
     * @return what completes at the watch's end, and ends it when it is cancelled
     */
    CompletableFuture<Void> watch(String path, Consumer<String> line) {
        var lines = new Lines(line);
        try {
            HttpRequest request = request(path).forStreaming().build();
            http.consumeBytes(request, lines::received).whenComplete(lines::opened);
        } catch (RuntimeException e) {
            lines.ended.completeExceptionally(e);
        }
        return lines.ended;
    }

    /** The body of a watch, cut into lines. */
    private static final class Lines {
        private final Consumer<String> to;
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

        Lines(Consumer<String> to) {
            this.to = to;
        }

        private void opened(@Nullable HttpResponse<AsyncBody> response, @Nullable Throwable failure) {
            if (response == null) {
                ended.completeExceptionally(failure == null ? new IOException("no answer") : failure);
                return;
            }
            AsyncBody body = response.body();
            ended.whenComplete((nothing, why) -> body.cancel());
            if (!response.isSuccessful()) {
                ended.completeExceptionally(new ApiRefusal(response.code(), "a watch was refused"));
                return;
            }
            body.done().whenComplete((nothing, why) -> {
                if (why == null) {
                    ended.complete(null);
                } else {
                    ended.completeExceptionally(why);
                }
            });
            body.consume();
        }

        private void received(List<ByteBuffer> buffers, AsyncBody from) {
            if (ended.isDone()) {
                from.cancel();
                return;
            }
            try {
                for (ByteBuffer bytes : buffers) {
                    received(bytes);
                }
                from.consume();
            } catch (RuntimeException e) {
                ended.completeExceptionally(e);
            }
        }

        private void received(ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                byte next = bytes.get();
                if (next == '\n') {
                    to.accept(begun.toString(StandardCharsets.UTF_8));
                    begun.reset();
                } else if (begun.size() < MAX_LINE_BYTES) {
                    begun.write(next);
                } else {
                    throw new IllegalStateException("an event of more than " + MAX_LINE_BYTES + " bytes");
                }
            }
        }
    }
}
