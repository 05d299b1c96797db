package io.ingress4j.matcher.http;

/** The two parts of a request target in origin form. */
public final class RequestTarget {
    private RequestTarget() {}

    /** Returns where the path of {@code target} ends: the index of the first {@code ?}, or the length. */
    public static int pathEnd(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target.length() : query;
    }
}
