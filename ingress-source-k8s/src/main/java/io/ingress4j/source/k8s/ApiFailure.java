package io.ingress4j.source.k8s;

/**
 * Why the API server did not give what it was asked for.
 *
 * @param code the status that it answered, or 0 where it did not answer to the end
 * @param message what it said, or what went wrong on the way
 */
record ApiFailure(int code, String message) {
    static final int UNAUTHORIZED = 401;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int GONE = 410;
    static final int TOO_MANY = 429;

    static ApiFailure of(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return new ApiFailure(0, root.toString());
    }

    /** Returns whether a watch may go on from where it stood, once the API server answers again. */
    boolean keepsPosition() {
        return code == 0 || code == UNAUTHORIZED || code == FORBIDDEN || code == TOO_MANY;
    }

    @Override
    public String toString() {
        return code == 0 ? message : "status " + code + ": " + message;
    }
}
