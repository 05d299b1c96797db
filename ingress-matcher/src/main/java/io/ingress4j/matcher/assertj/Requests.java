package io.ingress4j.matcher.assertj;

import io.ingress4j.matcher.http.PlainRequest;

/** Reads requests from texts. */
final class Requests {
    private Requests() {}

    /** Reads a method and a URL; a URL alone is a {@code GET}. */
    static PlainRequest read(String text) {
        int space = text.indexOf(' ');
        return space < 0
                ? PlainRequest.of("GET", text)
                : PlainRequest.of(text.substring(0, space), text.substring(space + 1));
    }
}
