package io.ingress4j.matcher.http;

import static java.util.Objects.requireNonNull;

/**
 * An answer that no upstream gives.
 *
 * @param status the status code, 200 to 599
 * @param location the {@code Location} field, or empty
 * @param body a short plain text, or empty for the reason phrase of the status
 */
public record DirectResponse(int status, String location, String body) {

    /** No route takes the request. */
    public static final DirectResponse NOT_FOUND = of(404);

    /** The request cannot be read in one way only. */
    public static final DirectResponse BAD_REQUEST = of(400);

    /** Nobody can serve the request now, or it is refused to be safe. */
    public static final DirectResponse UNAVAILABLE = of(503);

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the status is no final one, or the location holds a control character
     */
    public DirectResponse {
        requireNonNull(location, "location");
        requireNonNull(body, "body");
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status: " + status + " (expected: 200 to 599)");
        }
        for (int i = 0; i < location.length(); i++) {
            if (location.charAt(i) <= ' ' || location.charAt(i) >= 127) {
                throw new IllegalArgumentException(
                        "location: character " + (int) location.charAt(i) + " at " + i + " (expected: visible ASCII)");
            }
        }
    }

    /** Returns an answer with nothing but a status. */
    public static DirectResponse of(int status) {
        return new DirectResponse(status, "", "");
    }

    /** Returns a redirect. */
    public static DirectResponse redirect(int status, String location) {
        return new DirectResponse(status, location, "");
    }
}
