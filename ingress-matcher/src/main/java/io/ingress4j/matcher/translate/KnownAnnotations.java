package io.ingress4j.matcher.translate;

import io.ingress4j.matcher.feature.AnnotationKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is known of annotation names beside those that features claim. */
final class KnownAnnotations {

    /** Annotations that protect something or that change what a route means; unapplied, they close the route. */
    static final List<AnnotationKey> ACCESS = List.of(
            new AnnotationKey("auth-type", "Basic or digest authentication."),
            new AnnotationKey("auth-url", "Asks this URL whether a request is allowed."),
            new AnnotationKey(
                    "auth-tls-secret", "Asks clients for a certificate of this authority; for the whole host."),
            new AnnotationKey("auth-tls-verify-client", "How client certificates are checked; for the whole host."),
            new AnnotationKey(
                    "auth-tls-match-cn", "Which subjects of client certificates are allowed; for the whole host."),
            new AnnotationKey("allowlist-source-range", "Addresses that are allowed, all others being denied."),
            new AnnotationKey("whitelist-source-range", "The older name of `allowlist-source-range`."),
            new AnnotationKey("denylist-source-range", "Addresses that are denied."),
            new AnnotationKey("enable-modsecurity", "A web application firewall."),
            new AnnotationKey("enable-owasp-core-rules", "The OWASP rules of the web application firewall."),
            new AnnotationKey(
                    "backend-protocol",
                    "The protocol that upstreams speak. `HTTP` is applied; `HTTPS`, `GRPC` and the others are not yet."),
            new AnnotationKey(
                    "ssl-passthrough", "Passes TLS connections of the host to the upstream; for the whole host."),
            new AnnotationKey("configuration-snippet", "Text for the configuration of nginx."),
            new AnnotationKey("server-snippet", "Text for the configuration of nginx; for the whole host."),
            new AnnotationKey("stream-snippet", "Text for the configuration of nginx."),
            new AnnotationKey("auth-snippet", "Text for the configuration of nginx."),
            new AnnotationKey("modsecurity-snippet", "Text for the configuration of the web application firewall."));

    /** Those of them that hold for every Ingress of the host. */
    private static final Set<String> OF_HOST = Set.of(
            "auth-tls-secret", "auth-tls-verify-client", "auth-tls-match-cn", "ssl-passthrough", "server-snippet");

    /** Left out as a whole. */
    static final AnnotationKey CANARY =
            new AnnotationKey("canary", "Gives a part of another Ingress's requests to this one; it is left out.");

    /** Annotations of ingress-nginx that protect nothing; unapplied, they are only reported. */
    static final List<AnnotationKey> UPSTREAM = List.of(
            new AnnotationKey("affinity", "Keeps a client at one endpoint by a cookie."),
            new AnnotationKey("affinity-canary-behavior", "Whether a canary keeps the affinity of its primary."),
            new AnnotationKey("affinity-mode", "Whether affinity survives a change of endpoints."),
            new AnnotationKey(
                    "auth-always-set-cookie", "Passes cookies of the authentication service on with every status."),
            new AnnotationKey("auth-cache-duration", "How long verdicts of `auth-url` are kept."),
            new AnnotationKey("auth-cache-key", "What verdicts of `auth-url` are kept by."),
            new AnnotationKey("auth-keepalive", "How many idle connections to the authentication service are kept."),
            new AnnotationKey(
                    "auth-keepalive-requests", "How many requests one connection to the authentication service takes."),
            new AnnotationKey("auth-keepalive-share-vars", "Whether `auth-url` requests have the id of the request."),
            new AnnotationKey(
                    "auth-keepalive-timeout", "How long connections to the authentication service stay idle."),
            new AnnotationKey("auth-method", "The method of requests to `auth-url`."),
            new AnnotationKey("auth-proxy-set-headers", "The ConfigMap with fields for requests to `auth-url`."),
            new AnnotationKey("auth-realm", "The realm that browsers show for `auth-type`."),
            new AnnotationKey(
                    "auth-request-redirect", "The `X-Auth-Request-Redirect` field of requests to `auth-url`."),
            new AnnotationKey("auth-response-headers", "Fields of the verdict that the upstream gets."),
            new AnnotationKey("auth-secret", "The Secret with users and passwords for `auth-type`."),
            new AnnotationKey("auth-secret-type", "The form of that Secret."),
            new AnnotationKey("auth-signin", "Where clients are sent that have to sign in."),
            new AnnotationKey(
                    "auth-signin-redirect-param", "The parameter that tells `auth-signin` where the client came from."),
            new AnnotationKey("auth-tls-error-page", "Where clients without a valid certificate are sent."),
            new AnnotationKey(
                    "auth-tls-pass-certificate-to-upstream", "Passes the client's certificate to the upstream."),
            new AnnotationKey("auth-tls-verify-depth", "How long a chain of client certificates may be."),
            new AnnotationKey("canary-by-cookie", "The cookie that sends a client to the canary."),
            new AnnotationKey("canary-by-header", "The request field that sends a client to the canary."),
            new AnnotationKey("canary-by-header-pattern", "The expression that this field has to match."),
            new AnnotationKey("canary-by-header-value", "The value that this field has to have."),
            new AnnotationKey("canary-weight", "The share of requests that the canary gets."),
            new AnnotationKey("canary-weight-total", "What this share is a share of."),
            new AnnotationKey("client-body-buffer-size", "How much of a request body is kept in memory."),
            new AnnotationKey("connection-proxy-header", "The `Connection` field that the upstream gets."),
            new AnnotationKey("cors-allow-credentials", "Whether other origins may send credentials."),
            new AnnotationKey("cors-allow-headers", "The request fields that other origins may send."),
            new AnnotationKey("cors-allow-methods", "The methods that other origins may use."),
            new AnnotationKey("cors-allow-origin", "The origins that may read responses."),
            new AnnotationKey("cors-expose-headers", "The response fields that other origins may read."),
            new AnnotationKey("cors-max-age", "How long browsers keep the answer to a preflight request."),
            new AnnotationKey("custom-headers", "The ConfigMap with fields for responses."),
            new AnnotationKey("custom-http-errors", "The statuses for which the default backend answers."),
            new AnnotationKey("default-backend", "The Service that answers where no endpoint is ready."),
            new AnnotationKey("disable-proxy-intercept-errors", "Whether error responses of upstreams pass unchanged."),
            new AnnotationKey("enable-cors", "Answers requests of other origins."),
            new AnnotationKey("enable-global-auth", "Whether the global `global-auth-url` holds for the Ingress."),
            new AnnotationKey("enable-opentelemetry", "Whether requests are traced."),
            new AnnotationKey("enable-rewrite-log", "Whether rewrites are logged."),
            new AnnotationKey("fastcgi-index", "The index file of FastCGI."),
            new AnnotationKey("fastcgi-params-configmap", "The ConfigMap with parameters of FastCGI."),
            new AnnotationKey("http2-push-preload", "Nothing; servers push no longer."),
            new AnnotationKey("limit-allowlist", "Addresses without limits."),
            new AnnotationKey("limit-burst-multiplier", "How many times the limit a burst may have."),
            new AnnotationKey("limit-connections", "How many requests an address may have at once."),
            new AnnotationKey("limit-rate", "How fast responses are sent."),
            new AnnotationKey("limit-rate-after", "How much of a response is sent before `limit-rate` holds."),
            new AnnotationKey("limit-rpm", "How many requests a minute an address may send."),
            new AnnotationKey("limit-rps", "How many requests a second an address may send."),
            new AnnotationKey("limit-whitelist", "The older name of `limit-allowlist`."),
            new AnnotationKey("load-balance", "How an endpoint is chosen; round robin is what happens."),
            new AnnotationKey("mirror-host", "The `Host` field of copies."),
            new AnnotationKey("mirror-request-body", "Whether copies have the body."),
            new AnnotationKey("mirror-target", "Where a copy of each request is sent."),
            new AnnotationKey(
                    "modsecurity-transaction-id", "The id of requests in the log of the web application firewall."),
            new AnnotationKey("opentelemetry-operation-name", "The name of spans."),
            new AnnotationKey("opentelemetry-trust-incoming-span", "Whether spans of clients are continued."),
            new AnnotationKey("proxy-buffer-size", "How long the head of a response may be."),
            new AnnotationKey("proxy-buffering", "Whether responses are buffered; they are streamed."),
            new AnnotationKey("proxy-buffers-number", "How many buffers a response has."),
            new AnnotationKey("proxy-busy-buffers-size", "How much of a buffered response may be under way."),
            new AnnotationKey("proxy-cookie-domain", "Changes the domain of cookies of the upstream."),
            new AnnotationKey("proxy-cookie-path", "Changes the path of cookies of the upstream."),
            new AnnotationKey("proxy-http-version", "The HTTP version that upstreams get; 1.1 is what happens."),
            new AnnotationKey("proxy-max-temp-file-size", "How much of a response goes to disk; nothing does."),
            new AnnotationKey("proxy-next-upstream", "When another endpoint is tried."),
            new AnnotationKey("proxy-next-upstream-timeout", "How long other endpoints are tried."),
            new AnnotationKey("proxy-next-upstream-tries", "How many endpoints are tried."),
            new AnnotationKey("proxy-redirect-from", "Changes redirects of the upstream: what is replaced."),
            new AnnotationKey("proxy-redirect-to", "Changes redirects of the upstream: what it is replaced by."),
            new AnnotationKey("proxy-request-buffering", "Whether requests are buffered; they are streamed."),
            new AnnotationKey("proxy-ssl-ciphers", "The ciphers of connections to the upstream."),
            new AnnotationKey("proxy-ssl-name", "The name that the upstream's certificate has to have."),
            new AnnotationKey("proxy-ssl-protocols", "The TLS versions of connections to the upstream."),
            new AnnotationKey("proxy-ssl-secret", "The Secret with the certificate that we show the upstream."),
            new AnnotationKey("proxy-ssl-server-name", "Whether the upstream is told the server name."),
            new AnnotationKey("proxy-ssl-verify", "Whether the upstream's certificate is checked."),
            new AnnotationKey("proxy-ssl-verify-depth", "How long its chain may be."),
            new AnnotationKey("satisfy", "Whether one of several access rules is enough."),
            new AnnotationKey("service-upstream", "Sends requests to the Service's address instead of its endpoints."),
            new AnnotationKey(
                    "session-cookie-change-on-failure",
                    "Whether a failed endpoint's clients get another one for good."),
            new AnnotationKey(
                    "session-cookie-conditional-samesite-none",
                    "Leaves `SameSite=None` out for browsers that do not know it."),
            new AnnotationKey("session-cookie-domain", "The domain of the affinity cookie."),
            new AnnotationKey("session-cookie-expires", "When the affinity cookie expires."),
            new AnnotationKey("session-cookie-max-age", "How long the affinity cookie lives."),
            new AnnotationKey("session-cookie-name", "The name of the affinity cookie."),
            new AnnotationKey("session-cookie-path", "The path of the affinity cookie."),
            new AnnotationKey("session-cookie-samesite", "The `SameSite` attribute of the affinity cookie."),
            new AnnotationKey("session-cookie-secure", "The `Secure` attribute of the affinity cookie."),
            new AnnotationKey("ssl-ciphers", "The ciphers of the host."),
            new AnnotationKey("ssl-prefer-server-ciphers", "Whether the server chooses the cipher."),
            new AnnotationKey("upstream-hash-by", "Chooses an endpoint by the hash of this text."),
            new AnnotationKey("upstream-hash-by-subset", "Chooses a set of endpoints by that hash."),
            new AnnotationKey("upstream-hash-by-subset-size", "How many endpoints the set has."),
            new AnnotationKey("use-port-in-redirects", "Names the port in redirects."));

    /** What to write instead of names that ingress-nginx has no longer, or that are often made up. */
    private static final Map<String, String> INSTEAD = Map.of(
            "secure-backends", "backend-protocol: HTTPS",
            "grpc-backend", "backend-protocol: GRPC",
            "rate-limit", "limit-rps",
            "rate-limit-rps", "limit-rps",
            "limit-burst", "limit-burst-multiplier",
            "hsts", "the global setting hsts",
            "limit-status-code", "the global setting limit-req-status-code",
            "add-base-url", "nothing; it was removed",
            "session-cookie-hash", "nothing; it was removed",
            "enable-websocket", "nothing; WebSockets work without it");

    private static final Set<String> NAMES = names();

    private KnownAnnotations() {}

    private static Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        UPSTREAM.forEach(key -> names.add(key.name()));
        ACCESS.forEach(key -> names.add(key.name()));
        names.add(CANARY.name());
        return names;
    }

    /** Returns whether requests must not be served while nobody applies the annotation. */
    static boolean closesRoute(String name, String value) {
        return switch (name) {
            case "enable-modsecurity", "enable-owasp-core-rules", "ssl-passthrough" -> !isFalse(value);
            case "backend-protocol" -> !value.isBlank() && !value.strip().equalsIgnoreCase("HTTP");
            case "auth-tls-verify-client" -> !value.strip().equals("off");
            case "allowlist-source-range", "whitelist-source-range" -> !allowsEverybody(value);
            default -> isAccess(name);
        };
    }

    /** So write the Ingresses by which cert-manager proves that a host is ours. */
    private static boolean allowsEverybody(String ranges) {
        List<String> all = Stream.of(ranges.split(",", -1)).map(String::strip).toList();
        return all.contains("0.0.0.0/0") && all.contains("::/0");
    }

    /** Returns whether the annotation asks for a protection, whatever its value. */
    static boolean isAccess(String name) {
        return name.endsWith("-snippet")
                || ACCESS.stream().anyMatch(key -> key.name().equals(name));
    }

    /** Returns whether the annotation, where it closes a route, closes those of every other Ingress of the host, too. */
    static boolean concernsHost(String name) {
        return OF_HOST.contains(name);
    }

    static boolean isFalse(String value) {
        return switch (value) {
            case "0", "f", "F", "FALSE", "false", "False" -> true;
            default -> false;
        };
    }

    /** Returns whether the name is one of ingress-nginx. */
    static boolean isKnown(String name) {
        return NAMES.contains(name);
    }

    /** Returns what to write instead of an unknown name, as the end of a sentence; possibly nothing. */
    static String instead(String name, Collection<String> claimed) {
        String known = INSTEAD.get(name);
        return known != null
                ? "; instead: " + known
                : nearest(name, claimed)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("");
    }

    /** Returns the known name that looks most like {@code name}, if any is near. */
    static Optional<String> nearest(String name, Collection<String> claimed) {
        String wanted = name.toLowerCase(Locale.ROOT);
        String best = null;
        int bestDistance = Math.max(2, wanted.length() / 4) + 1;
        List<String> names = new ArrayList<>(claimed);
        names.addAll(NAMES);
        for (String candidate : names) {
            int distance = distance(wanted, candidate);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The number of characters to add, drop or replace; of short texts only. */
    private static int distance(String a, String b) {
        if (a.length() > 64) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? diagonal : diagonal + 1;
                diagonal = row[j];
                row[j] = Math.min(cost, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
