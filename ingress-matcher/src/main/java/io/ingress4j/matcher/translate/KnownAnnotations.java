package io.ingress4j.matcher.translate;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What is known of annotation names beside those that features claim. */
final class KnownAnnotations {

    /** Annotations that protect something; unapplied, they close the route. */
    private static final Set<String> ACCESS = Set.of(
            "auth-type",
            "auth-url",
            "auth-tls-secret",
            "auth-tls-match-cn",
            "allowlist-source-range",
            "whitelist-source-range",
            "denylist-source-range",
            "enable-modsecurity",
            "enable-owasp-core-rules",
            "ssl-passthrough");

    /** Annotations of ingress-nginx that protect nothing; unapplied, they are only reported. */
    static final List<String> UPSTREAM = List.of(
            "affinity",
            "affinity-canary-behavior",
            "affinity-mode",
            "auth-always-set-cookie",
            "auth-cache-duration",
            "auth-cache-key",
            "auth-keepalive",
            "auth-keepalive-requests",
            "auth-keepalive-share-vars",
            "auth-keepalive-timeout",
            "auth-method",
            "auth-proxy-set-headers",
            "auth-realm",
            "auth-request-redirect",
            "auth-response-headers",
            "auth-secret",
            "auth-secret-type",
            "auth-signin",
            "auth-signin-redirect-param",
            "auth-tls-error-page",
            "auth-tls-pass-certificate-to-upstream",
            "auth-tls-verify-client",
            "auth-tls-verify-depth",
            "canary-by-cookie",
            "canary-by-header",
            "canary-by-header-pattern",
            "canary-by-header-value",
            "canary-weight",
            "canary-weight-total",
            "client-body-buffer-size",
            "connection-proxy-header",
            "cors-allow-credentials",
            "cors-allow-headers",
            "cors-allow-methods",
            "cors-allow-origin",
            "cors-expose-headers",
            "cors-max-age",
            "custom-headers",
            "custom-http-errors",
            "default-backend",
            "disable-proxy-intercept-errors",
            "enable-access-log",
            "enable-cors",
            "enable-global-auth",
            "enable-opentelemetry",
            "enable-rewrite-log",
            "fastcgi-index",
            "fastcgi-params-configmap",
            "http2-push-preload",
            "limit-allowlist",
            "limit-burst-multiplier",
            "limit-connections",
            "limit-rate",
            "limit-rate-after",
            "limit-rpm",
            "limit-rps",
            "limit-whitelist",
            "load-balance",
            "mirror-host",
            "mirror-request-body",
            "mirror-target",
            "modsecurity-transaction-id",
            "opentelemetry-operation-name",
            "opentelemetry-trust-incoming-span",
            "proxy-buffer-size",
            "proxy-buffering",
            "proxy-buffers-number",
            "proxy-busy-buffers-size",
            "proxy-cookie-domain",
            "proxy-cookie-path",
            "proxy-http-version",
            "proxy-max-temp-file-size",
            "proxy-next-upstream",
            "proxy-next-upstream-timeout",
            "proxy-next-upstream-tries",
            "proxy-redirect-from",
            "proxy-redirect-to",
            "proxy-request-buffering",
            "proxy-ssl-ciphers",
            "proxy-ssl-name",
            "proxy-ssl-protocols",
            "proxy-ssl-secret",
            "proxy-ssl-server-name",
            "proxy-ssl-verify",
            "proxy-ssl-verify-depth",
            "satisfy",
            "service-upstream",
            "session-cookie-change-on-failure",
            "session-cookie-conditional-samesite-none",
            "session-cookie-domain",
            "session-cookie-expires",
            "session-cookie-max-age",
            "session-cookie-name",
            "session-cookie-path",
            "session-cookie-samesite",
            "session-cookie-secure",
            "ssl-ciphers",
            "ssl-prefer-server-ciphers",
            "upstream-hash-by",
            "upstream-hash-by-subset",
            "upstream-hash-by-subset-size",
            "use-port-in-redirects");

    private KnownAnnotations() {}

    /** Returns whether requests must not be served while nobody applies the annotation. */
    static boolean closesRoute(String name, String value) {
        return switch (name) {
            case "enable-modsecurity", "enable-owasp-core-rules", "ssl-passthrough" -> !isFalse(value);
            case "backend-protocol" -> !value.isBlank() && !value.strip().equalsIgnoreCase("HTTP");
            default -> ACCESS.contains(name) || name.endsWith("-snippet");
        };
    }

    private static boolean isFalse(String value) {
        return switch (value) {
            case "0", "f", "F", "FALSE", "false", "False" -> true;
            default -> false;
        };
    }

    /** Returns whether the name is one of ingress-nginx. */
    static boolean isKnown(String name) {
        return ACCESS.contains(name)
                || name.equals("backend-protocol")
                || name.equals("canary")
                || UPSTREAM.contains(name);
    }

    /** Returns the known name that looks most like {@code name}, if any is near. */
    static Optional<String> nearest(String name, Collection<String> claimed) {
        String wanted = name.toLowerCase(Locale.ROOT);
        String best = null;
        int bestDistance = Math.max(2, wanted.length() / 4) + 1;
        for (Collection<String> names : List.of(claimed, UPSTREAM, ACCESS)) {
            for (String candidate : names) {
                int distance = distance(wanted, candidate);
                if (distance < bestDistance) {
                    best = candidate;
                    bestDistance = distance;
                }
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
