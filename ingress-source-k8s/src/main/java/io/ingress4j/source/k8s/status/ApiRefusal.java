package io.ingress4j.source.k8s.status;

import java.io.IOException;
import java.io.Serial;

/** The API server's answer where it is not yes. */
final class ApiRefusal extends IOException {
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int CONFLICT = 409;

    @Serial
    private static final long serialVersionUID = 1;

    private final int code;

    ApiRefusal(int code, String message) {
        super("status " + code + ": " + message);
        this.code = code;
    }

    int code() {
        return code;
    }
}
