package io.ingress4j.proxy.netty.http;

import io.ingress4j.matcher.feature.forwarded.ForwardedPolicy;
import io.ingress4j.matcher.http.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request over HTTP/1 that passed the guard: a view over Netty's own object. */
public final class ReceivedRequest implements RequestHead {
    /** What of the connection every request on it shares. */
    public record Connection(boolean secure, int localPort, String remoteAddress) {}

    private final HttpHeaders headers;
    private final Connection connection;
    private final String method;
    private final String target;
    private final String authority;
    private final boolean http10;
    private final boolean keepAlive;
    private final boolean chunked;
    private final long contentLength;
    private @Nullable Forwarded forwarded;

    private ReceivedRequest(HttpRequest request, Connection connection, String target, String authority) {
        this.headers = request.headers();
        this.connection = connection;
        this.method = request.method().name();
        this.target = target;
        this.authority = authority;
        this.http10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        this.keepAlive = HttpUtil.isKeepAlive(request);
        this.chunked = headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        this.contentLength = chunked ? -1 : length == null ? 0 : RequestGuard.contentLength(length);
    }

    /** What became of a message: a request, or the status to refuse it with. */
    public record Reading(@Nullable ReceivedRequest request, int refusal) {}

    /** Reads a decoded head. A refusal also ends the connection. */
    public static Reading read(HttpRequest request, Connection connection, int maxHeaderCount) {
        int refusal = RequestGuard.check(request, maxHeaderCount);
        if (refusal != 0) {
            return new Reading(null, refusal);
        }
        String host = request.headers().get(HttpHeaderNames.HOST);
        if (host != null && !RequestGuard.isAuthority(host)) {
            return new Reading(null, 400);
        }
        String authority = host == null ? "" : host;
        String target = request.uri();
        int begin = RequestGuard.schemeEnd(target);
        if (begin > 0 && target.charAt(0) != '/') {
            int end = begin;
            while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
                end++;
            }
            authority = target.substring(begin, end);
            if (!RequestGuard.isAuthority(authority)) {
                return new Reading(null, 400);
            }
            String rest = target.substring(end);
            target = rest.startsWith("/") ? rest : "/" + rest;
        }
        return new Reading(new ReceivedRequest(request, connection, target, authority), 0);
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String protocol() {
        return http10 ? "HTTP/1.0" : "HTTP/1.1";
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public String authority() {
        return authority;
    }

    @Override
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    @Override
    public boolean secure() {
        Forwarded said = forwarded;
        return said == null || said.scheme() == null
                ? connection.secure()
                : said.scheme().equalsIgnoreCase("https");
    }

    @Override
    public int localPort() {
        return connection.localPort();
    }

    @Override
    public String remoteAddress() {
        Forwarded said = forwarded;
        return said == null ? connection.remoteAddress() : said.address();
    }

    /** Lets count what the peer says about the client, if the policy trusts it. To be called before anybody reads. */
    public void believe(ForwardedPolicy policy) {
        forwarded = Forwarded.read(this, connection.remoteAddress(), policy);
    }

    /** Returns what a trusted peer says about the client, or null. */
    @Nullable
    Forwarded forwarded() {
        return forwarded;
    }

    /** Returns the host that the client asked for: the authority, or what a trusted peer says it was. */
    public String originalHost() {
        Forwarded said = forwarded;
        return said == null || said.host() == null ? authority : said.host();
    }

    /** Returns all values of a field as the one value that RFC 9110, 5.3 says they are, or null for none. */
    @Nullable
    String joined(String name) {
        String first = headers.get(name);
        if (first == null) {
            return null;
        }
        List<String> values = headers.getAll(name);
        return values.size() == 1 ? first : String.join(", ", values);
    }

    /** Returns the fields, to be read only. */
    HttpHeaders headers() {
        return headers;
    }

    /** Returns whether the client speaks HTTP/1.0: no chunks, no interim answers. */
    public boolean isHttp10() {
        return http10;
    }

    /** Returns whether the client wants to keep the connection. */
    public boolean keepAlive() {
        return keepAlive;
    }

    /** Returns whether the body comes in chunks, its length unknown. */
    public boolean chunked() {
        return chunked;
    }

    /** Returns the declared length of the body in bytes, 0 for no body, -1 for one in chunks. */
    public long contentLength() {
        return contentLength;
    }

    /** Returns whether there is a body to come. */
    public boolean hasBody() {
        return chunked || contentLength > 0;
    }

    /** Returns whether the response has no body whatever its head says. */
    public boolean isHead() {
        return method.equals("HEAD");
    }

    /** Returns whether the client waits for a 100 before it sends the body. */
    public boolean expectsContinue() {
        return !http10 && hasBody() && headers.contains(HttpHeaderNames.EXPECT);
    }

    /** Returns whether the client takes fields behind a body in chunks: RFC 9110, 10.1.4. */
    public boolean takesTrailers() {
        return headers.containsValue(HttpHeaderNames.TE, "trailers", true);
    }

    /** Returns whether sending it twice means the same as sending it once: RFC 9110, 9.2.2. */
    public boolean isIdempotent() {
        return switch (method) {
            case "GET", "HEAD", "PUT", "DELETE", "OPTIONS" -> true;
            default -> false;
        };
    }

    /** Returns whether the client asks for a WebSocket and nothing but that: RFC 6455, 4.2.1. */
    public boolean asksForWebSocket() {
        return !http10
                && method.equals("GET")
                && !hasBody()
                && headers.containsValue(HttpHeaderNames.CONNECTION, "upgrade", true)
                && "websocket".equalsIgnoreCase(headers.get(HttpHeaderNames.UPGRADE))
                && headers.getAll(HttpHeaderNames.UPGRADE).size() == 1;
    }

    /** Returns method, authority and target. */
    @Override
    public String toString() {
        return method + " " + authority + target;
    }
}
