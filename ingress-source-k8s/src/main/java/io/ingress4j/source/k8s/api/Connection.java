package io.ingress4j.source.k8s.api;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The connections and credentials of the host's client. */
final class Connection {
    static final String JSON = "application/json";

    private final HttpClient http;
    private final String root;
    private final Duration answer;

    /**
     * Borrows them.
     *
     * @param answer how long the API server may say nothing before it answers
     */
    Connection(KubernetesClient client, Duration answer) {
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
        this.answer = answer;
    }

    HttpClient http() {
        return http;
    }

    Duration answer() {
        return answer;
    }

    /** Returns a question about {@code path}, with its query, below the API server's root. */
    HttpRequest.Builder request(String path, String accept) {
        return http.newHttpRequestBuilder()
                .uri(root + path)
                .setHeader("Accept", accept)
                .timeout(answer.toMillis(), TimeUnit.MILLISECONDS);
    }
}
