package io.ingress4j.examples;

import io.ingress4j.model.ObjectKey;

/** The name of an object with its namespace, as options have it. */
final class KeyText {
    private KeyText() {}

    /**
     * Reads a name.
     *
     * @param option the option, for the message
     * @param text {@code NAMESPACE/NAME}
     * @throws IllegalArgumentException if it is none
     */
    static ObjectKey of(String option, String text) {
        int slash = text.indexOf('/');
        if (slash < 1 || slash == text.length() - 1 || text.indexOf('/', slash + 1) >= 0) {
            throw new IllegalArgumentException(option + ": " + text + " (expected: NAMESPACE/NAME)");
        }
        return new ObjectKey(text.substring(0, slash), text.substring(slash + 1));
    }
}
