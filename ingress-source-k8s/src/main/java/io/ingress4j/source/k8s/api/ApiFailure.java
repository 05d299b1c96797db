package io.ingress4j.source.k8s.api;

import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Why the API server did not give or do what it was asked for. */
public final class ApiFailure extends IOException {
    /** The credentials are not known, or no longer. */
    public static final int UNAUTHORIZED = 401;
    /** A right is missing, or something else forbids a write: a quota, a policy. */
    public static final int FORBIDDEN = 403;
    /** There is no such object. */
    public static final int NOT_FOUND = 404;
    /** Somebody was faster, or the object is there already. */
    public static final int CONFLICT = 409;
    /** It is no longer known what happened since then. */
    public static final int GONE = 410;
    /** There are more questions than are answered. */
    public static final int TOO_MANY = 429;

    /** Whoever stands before the API server does not reach it. */
    private static final int BAD_GATEWAY = 502;
    /** It, or whoever stands before it, is beginning or ending. */
    private static final int UNAVAILABLE = 503;

    private static final int MAX_MESSAGE_CHARS = 300;

    /** As the API server says it of every authorizer. */
    private static final Pattern NO_RIGHT = Pattern.compile(" cannot [a-z]+ resource \"");

    @Serial
    private static final long serialVersionUID = 1;

    private final int code;
    private final boolean namesRight;

    ApiFailure(int code, String message) {
        this(code, message, false);
    }

    private ApiFailure(int code, String message, boolean namesRight) {
        super(code == 0 ? message : "status " + code + ": " + message);
        this.code = code;
        this.namesRight = namesRight;
    }

    /** Returns what went wrong on the way. */
    static ApiFailure of(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root instanceof ApiFailure failure ? failure : new ApiFailure(0, root.toString());
    }

    /** Returns what an answer says: its body is a Status object, or the text of whoever stands before the API server. */
    static ApiFailure answered(int code, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String text = body;
        try {
            text = ApiJson.text(
                    ApiJson.object(bytes, bytes.length, ApiResource.INGRESSES).tree(), "message");
        } catch (IOException e) {
            // no JSON
        }
        return new ApiFailure(
                code,
                text.length() > MAX_MESSAGE_CHARS ? text.substring(0, MAX_MESSAGE_CHARS) + "..." : text.strip(),
                NO_RIGHT.matcher(text).find());
    }

    /** Returns the status that the API server answered, or 0 where it did not answer to the end. */
    public int code() {
        return code;
    }

    /**
     * Returns whether what failed did so for want of {@code right}. Nothing else forbids to read, but quotas and policies
     * forbid to write with the same status.
     */
    public boolean isWithout(Right right) {
        return code == FORBIDDEN && (namesRight || right.isToRead());
    }

    /** Returns whether the same question may well be answered later. */
    public boolean mayPass() {
        return code == 0 || code == UNAUTHORIZED || code == TOO_MANY || code >= 500;
    }

    /**
     * Returns whether a watch may go on from where it stood, once the API server answers again: what refused it did not look
     * at the position.
     */
    boolean keepsPosition() {
        return switch (code) {
            case 0, UNAUTHORIZED, FORBIDDEN, TOO_MANY, BAD_GATEWAY, UNAVAILABLE -> true;
            default -> false;
        };
    }
}
