package io.ingress4j.examples;

import io.ingress4j.matcher.http.PlainRequest;
import java.util.List;

/** Reads a request from the texts of an option or a query. */
final class RequestText {
    private RequestText() {}

    /**
     * Returns the request.
     *
     * @param method its method
     * @param url its URL, {@code http} or {@code https}
     * @param headers its fields, each as {@code NAME: VALUE}
     * @throws IllegalArgumentException if one cannot be read; the message names it and what was expected
     */
    static PlainRequest read(String method, String url, List<String> headers) {
        if (!method.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}")) {
            throw new IllegalArgumentException("method: " + method + " (expected: a token, GET for instance)");
        }
        PlainRequest request = PlainRequest.of(method, url);
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon < 1 || !header.substring(0, colon).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
                throw new IllegalArgumentException(
                        "header: " + header + " (expected: NAME: VALUE, 'X-Tenant: blue' for instance)");
            }
            request = request.withHeader(
                    header.substring(0, colon), header.substring(colon + 1).strip());
        }
        return request;
    }
}
