package io.ingress4j.matcher.http;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request given by its parts: for explanations, for tests, and for data planes that have the parts as texts.
 *
 * @param method the method, case as sent
 * @param authority host and port as the client names them
 * @param target path and query in origin form
 * @param headers the fields, names in lower case, each with its values in order
 * @param secure whether the client's connection is TLS
 * @param localPort the port that the connection was accepted on
 * @param remoteAddress the client's address without a port
 */
public record PlainRequest(
        String method,
        String authority,
        String target,
        Map<String, List<String>> headers,
        boolean secure,
        int localPort,
        String remoteAddress)
        implements RequestHead {

    /** Copies the fields, their names in lower case. */
    public PlainRequest {
        requireNonNull(method, "method");
        requireNonNull(authority, "authority");
        requireNonNull(target, "target");
        requireNonNull(remoteAddress, "remoteAddress");
        Map<String, List<String>> copy = new LinkedHashMap<>();
        headers.forEach((name, values) -> {
            if (!values.isEmpty()) {
                copy.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                        .addAll(values);
            }
        });
        copy.replaceAll((name, values) -> List.copyOf(values));
        headers = Map.copyOf(copy);
    }

    /**
     * Returns the request for a URL, from a client on this machine and without header fields. The path is taken as
     * written; a fragment is left out, as clients do.
     *
     * @param method the method
     * @param url {@code http://HOST[:PORT][/PATH][?QUERY]}, or the same with {@code https}
     * @throws IllegalArgumentException if the URL has another form
     */
    public static PlainRequest of(String method, String url) {
        int colon = url.indexOf("://");
        String scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        int begin = colon + 3;
        int end = begin;
        while (colon >= 0 && end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        if (!scheme.equals("http") && !scheme.equals("https") || end == begin) {
            throw new IllegalArgumentException("url: " + url
                    + " (expected: http://HOST/PATH or https://HOST/PATH, https://shop.example.com/cart for instance)");
        }
        String authority = url.substring(begin, end);
        int fragment = url.indexOf('#', end);
        String rest = url.substring(end, fragment < 0 ? url.length() : fragment);
        boolean secure = scheme.equals("https");
        return new PlainRequest(
                method,
                authority,
                rest.startsWith("/") ? rest : "/" + rest,
                Map.of(),
                secure,
                portOf(authority, secure ? 443 : 80),
                "127.0.0.1");
    }

    private static int portOf(String authority, int otherwise) {
        int colon = authority.lastIndexOf(':');
        String digits = authority.substring(colon + 1);
        boolean written = colon >= 0 && digits.matches("[0-9]{1,5}");
        return written ? Integer.parseInt(digits) : otherwise;
    }

    /** Returns this request with one more field; {@code Host} replaces the authority. */
    public PlainRequest withHeader(String name, String value) {
        String key = name.toLowerCase(Locale.ROOT);
        if (key.equals("host")) {
            return new PlainRequest(method, value, target, headers, secure, localPort, remoteAddress);
        }
        Map<String, List<String>> more = new LinkedHashMap<>(headers);
        List<String> values = new ArrayList<>(headers.getOrDefault(key, List.of()));
        values.add(requireNonNull(value, "value"));
        more.put(key, values);
        return new PlainRequest(method, authority, target, more, secure, localPort, remoteAddress);
    }

    @Override
    public @Nullable String header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null ? null : values.get(0);
    }

    /** Returns method and URL. */
    @Override
    public String toString() {
        return method + " " + (secure ? "https://" : "http://") + authority + target;
    }
}
