package io.ingress4j.examples;

import java.util.List;
import java.util.Locale;

/**
 * What a client got for a request. Where a {@link Backend} answered, the body is its report, which the accessors read.
 *
 * @param status the status
 * @param protocol the protocol of the status line
 * @param fields the fields, a line each
 * @param body the body
 */
record Answer(int status, String protocol, List<String> fields, String body) {

    /** Returns a field of the answer; empty where it is not there. */
    String field(String name) {
        return valueOf(fields, name);
    }

    /** Returns the Service that answered; empty where none did. */
    String service() {
        return reported("service");
    }

    /** Returns the address and port of the endpoint that answered. */
    String endpoint() {
        return reported("endpoint");
    }

    /** Returns a line of the report: {@code method}, {@code target}, {@code protocol} or {@code body}. */
    String reported(String name) {
        return status == 200 ? valueOf(body.lines().toList(), name) : "";
    }

    /** Returns a field of the request as the Service saw it; empty where it was not there. */
    String forwarded(String name) {
        return status == 200 ? valueOf(body.lines().toList(), "> " + name) : "";
    }

    /** Returns the Service that answered, or the status where it is not 200: what tables of expectations compare. */
    String outcome() {
        return status == 200 ? service() : Integer.toString(status);
    }

    private static String valueOf(List<String> lines, String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return lines.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .findFirst()
                .orElse("");
    }
}
