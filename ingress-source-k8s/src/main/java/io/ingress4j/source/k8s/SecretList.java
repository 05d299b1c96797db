package io.ingress4j.source.k8s;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Reads the Secrets with certificates of a namespace once, in small parts: quicker than to ask for many of them one by one.
 * Those that no Ingress names are let go at once.
 */
final class SecretList {
    private static final int PAGE = 20;
    private static final int MAX_PAGE_BYTES = 64 << 20;
    private static final String CERTIFICATES = "type=kubernetes.io/tls";

    private final ApiServer server;
    private final String namespace;
    private final Duration silence;
    private final Consumer<ApiObject> found;
    private final Runnable end;

    /**
     * Makes a list that is still to be read.
     *
     * @param silence how long the API server may say nothing
     * @param found gets each Secret
     * @param end is run after the last, or where the API server gives no more
     */
    SecretList(ApiServer server, String namespace, Duration silence, Consumer<ApiObject> found, Runnable end) {
        this.server = server;
        this.namespace = namespace;
        this.silence = silence;
        this.found = found;
        this.end = end;
    }

    void read() {
        read("");
    }

    private void read(String next) {
        String path = ApiResource.SECRETS.path(namespace) + "?limit=" + PAGE + "&fieldSelector="
                + ApiResource.encode(CERTIFICATES)
                + (next.isEmpty() ? "" : "&continue=" + ApiResource.encode(next));
        server.get(path, "application/json", silence, new ApiServer.Answer() {
            private final Bytes bytes = new Bytes(MAX_PAGE_BYTES);

            @Override
            public void data(ByteBuffer data) throws IOException {
                bytes.add(data);
            }

            @Override
            public void end() throws IOException {
                ApiJson.Page page = ApiJson.page(bytes.array(), bytes.length(), ApiResource.SECRETS);
                page.items().forEach(found);
                if (page.next().isEmpty()) {
                    end.run();
                } else {
                    read(page.next());
                }
            }

            @Override
            public void failed(ApiFailure failure) {
                end.run();
            }
        });
    }
}
