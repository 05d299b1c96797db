package io.ingress4j.proxy.netty.http;

import io.ingress4j.matcher.feature.forwarded.ForwardedPolicy;
import io.ingress4j.matcher.http.IpAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a trusted peer says about the client behind it. A list counts by its first element, as with ingress-nginx; a value
 * that could not stand in its field counts as not said.
 *
 * @param address the client's address
 * @param scheme the scheme that the client used, or null where the peer does not say
 * @param host the host that the client asked for, or null where the peer does not say
 * @param port the port that the client used, or null where the peer does not say
 * @param chain the value of {@code X-Forwarded-For}
 */
record Forwarded(
        String address,
        @Nullable String scheme,
        @Nullable String host,
        @Nullable String port,
        String chain) {
    private static final int MAX_SCHEME_LENGTH = 16;

    /** Reads what the peer says, or returns null where it is not believed. */
    static @Nullable Forwarded read(ReceivedRequest request, String peer, ForwardedPolicy policy) {
        Optional<IpAddress> from = IpAddress.parse(peer);
        if (from.isEmpty() || !policy.trusts(from.get())) {
            return null;
        }
        String said = request.joined(policy.addressField());
        String address = policy.address() && said != null ? client(from.get(), peer, said, policy) : peer;
        String chain = policy.chain() ? said == null ? peer : said + ", " + peer : address;
        if (!policy.fields()) {
            return new Forwarded(address, null, null, null, chain);
        }
        String scheme = first(request, "x-forwarded-proto");
        String host = first(request, policy.hostField());
        String port = first(request, "x-forwarded-port");
        return new Forwarded(
                address,
                scheme != null && isScheme(scheme) ? scheme : null,
                host != null && RequestGuard.isAuthority(host) ? host : null,
                port != null && isPort(port) ? port : null,
                chain);
    }

    /** Goes back from the peer as long as whoever speaks is trusted, and no further than what can be read. */
    private static String client(IpAddress peer, String peerText, String said, ForwardedPolicy policy) {
        IpAddress address = peer;
        String text = peerText;
        int end = said.length();
        while (end >= 0 && policy.trusts(address)) {
            int comma = said.lastIndexOf(',', end - 1);
            String next = withoutPort(said.substring(comma + 1, end).strip());
            Optional<IpAddress> read = IpAddress.parse(next);
            if (read.isEmpty()) {
                break;
            }
            address = read.get();
            text = next;
            end = comma;
        }
        return text;
    }

    private static String withoutPort(String element) {
        if (element.startsWith("[")) {
            int end = element.indexOf(']');
            return end < 0 ? element : element.substring(1, end);
        }
        int colon = element.indexOf(':');
        return colon > 0 && element.indexOf(':', colon + 1) < 0 ? element.substring(0, colon) : element;
    }

    private static @Nullable String first(ReceivedRequest request, String name) {
        List<String> values = request.headers().getAll(name);
        if (values.isEmpty()) {
            return null;
        }
        String value = values.get(0);
        int comma = value.indexOf(',');
        return (comma < 0 ? value : value.substring(0, comma)).strip();
    }

    private static boolean isScheme(String text) {
        boolean fits = !text.isEmpty() && text.length() <= MAX_SCHEME_LENGTH;
        for (int i = 0; i < text.length() && fits; i++) {
            char c = text.charAt(i);
            fits = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-');
        }
        return fits;
    }

    private static boolean isPort(String text) {
        long port = text.length() > 5 ? -1 : RequestGuard.contentLength(text);
        return port > 0 && port <= 65535;
    }
}
