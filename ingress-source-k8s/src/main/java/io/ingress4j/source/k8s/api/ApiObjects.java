package io.ingress4j.source.k8s.api;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.ingress4j.model.manifest.ManifestNode;
import io.ingress4j.model.manifest.ManifestNode.Mapping;
import io.ingress4j.model.manifest.ManifestNode.Scalar;
import io.ingress4j.model.manifest.ManifestNode.Sequence;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads and writes single objects, asking once and waiting a bounded time. For any thread. */
public final class ApiObjects {
    private static final String MERGE_PATCH = "application/merge-patch+json";

    private final Connection connection;
    private final KubernetesSerialization serialization;

    /**
     * Makes what asks through the connections of {@code client}, which stays the caller's.
     *
     * @param answer how long the API server is waited for
     */
    public ApiObjects(KubernetesClient client, Duration answer) {
        this.connection = new Connection(client, answer);
        this.serialization = client.getKubernetesSerialization();
    }

    /**
     * Reads an object or a list.
     *
     * @throws ApiFailure if the API server says no, does not answer in time or says something else
     */
    public <T> T get(String path, Class<T> type) throws ApiFailure, InterruptedException {
        return read(send(request(path)), type);
    }

    /**
     * Creates an object.
     *
     * @throws ApiFailure if the API server says no, does not answer in time or says something else
     */
    public <T> T post(String path, T object, Class<T> type) throws ApiFailure, InterruptedException {
        return read(send(request(path).post(Connection.JSON, serialization.asJson(object))), type);
    }

    /**
     * Replaces an object, or a part of it, if its version is still the one in {@code object}.
     *
     * @throws ApiFailure if the API server says no, does not answer in time or says something else
     */
    public <T> T put(String path, T object, Class<T> type) throws ApiFailure, InterruptedException {
        return read(send(request(path).put(Connection.JSON, serialization.asJson(object))), type);
    }

    /**
     * Changes some fields of an object.
     *
     * @throws ApiFailure if the API server says no or does not answer in time
     */
    public void patch(String path, Object fields) throws ApiFailure, InterruptedException {
        send(request(path).patch(MERGE_PATCH, serialization.asJson(fields)));
    }

    private HttpRequest.Builder request(String path) {
        return connection.request(path, Connection.JSON);
    }

    private String send(HttpRequest.Builder request) throws ApiFailure, InterruptedException {
        CompletableFuture<HttpResponse<String>> asked = null;
        try {
            asked = connection.http().sendAsync(request.build(), String.class);
            HttpResponse<String> response = asked.get(connection.answer().toMillis(), TimeUnit.MILLISECONDS);
            if (!response.isSuccessful()) {
                throw ApiFailure.answered(response.code(), response.body());
            }
            return response.body();
        } catch (TimeoutException e) {
            throw new ApiFailure(0, "no answer in " + connection.answer().toMillis() + " ms");
        } catch (ExecutionException | RuntimeException e) { // a client that its owner has closed, for instance
            throw ApiFailure.of(e);
        } finally {
            if (asked != null) {
                asked.cancel(true);
            }
        }
    }

    private <T> T read(String json, Class<T> type) throws ApiFailure {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try {
            return as(type, ApiJson.whole(bytes, bytes.length));
        } catch (IOException | RuntimeException e) {
            throw new ApiFailure(
                    0,
                    "an answer that is no " + type.getSimpleName() + ": "
                            + ApiFailure.of(e).getMessage());
        }
    }

    /**
     * Returns what a list or a watch showed, as the client's own type.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public <T> T as(Class<T> type, ApiObject object) {
        return as(type, object.tree());
    }

    private <T> T as(Class<T> type, Mapping tree) {
        return serialization.convertValue(plain(tree), type);
    }

    private static @Nullable Object plain(ManifestNode node) {
        if (node instanceof Mapping mapping) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            mapping.fields().forEach(field -> fields.put(field.name(), plain(field.value())));
            return fields;
        }
        if (node instanceof Sequence sequence) {
            List<@Nullable Object> items = new ArrayList<>();
            sequence.items().forEach(item -> items.add(plain(item)));
            return items;
        }
        Scalar scalar = (Scalar) node;
        return switch (scalar.kind()) {
            case NULL -> null;
            case BOOLEAN -> Boolean.valueOf(scalar.text());
            case INTEGER -> whole(new BigInteger(scalar.text()));
            case DECIMAL -> new BigDecimal(scalar.text());
            case STRING -> scalar.text();
        };
    }

    private static Number whole(BigInteger value) {
        return value.bitLength() < Integer.SIZE ? (Number) value.intValue() : value; // as a parser of JSON would
    }
}
