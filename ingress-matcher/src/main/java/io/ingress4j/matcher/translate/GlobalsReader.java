package io.ingress4j.matcher.translate;

import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.feature.FeatureSet;
import io.ingress4j.matcher.feature.GlobalSettings;
import io.ingress4j.matcher.feature.SettingKey;
import io.ingress4j.model.ConfigMap;
import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.ResourceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads the ConfigMap with the global settings. What a feature reads is checked and passed on; a setting that protects
 * something and that nobody applies closes every route; all else is reported.
 */
final class GlobalsReader {

    /** Settings that protect something; unapplied, they close every route. */
    private static final Set<String> ACCESS = Set.of(
            "whitelist-source-range",
            "denylist-source-range",
            "block-cidrs",
            "block-user-agents",
            "block-referers",
            "global-auth-url",
            "enable-modsecurity",
            "enable-owasp-modsecurity-crs");

    /** Settings of ingress-nginx that protect nothing; unapplied, they are only reported. */
    private static final Set<String> UPSTREAM = Set.of(
            "add-headers",
            "allow-backend-server-header",
            "allow-cross-namespace-resources",
            "allow-snippet-annotations",
            "annotation-value-word-blocklist",
            "annotations-risk-level",
            "brotli-level",
            "brotli-min-length",
            "brotli-types",
            "client-body-buffer-size",
            "client-body-timeout",
            "client-header-buffer-size",
            "client-header-timeout",
            "compute-full-forwarded-for",
            "custom-http-errors",
            "default-type",
            "disable-access-log",
            "disable-http-access-log",
            "disable-proxy-intercept-errors",
            "disable-stream-access-log",
            "enable-access-log-for-default-backend",
            "enable-auth-access-log",
            "enable-brotli",
            "enable-opentelemetry",
            "enable-real-ip",
            "enable-serial-reloads",
            "enable-underscores-in-headers",
            "error-log-level",
            "forwarded-for-header",
            "forwarded-host-header",
            "generate-request-id",
            "global-allowed-response-headers",
            "global-auth-always-set-cookie",
            "global-auth-cache-duration",
            "global-auth-cache-key",
            "global-auth-method",
            "global-auth-request-redirect",
            "global-auth-response-headers",
            "global-auth-signin",
            "global-auth-signin-redirect-param",
            "grpc-buffer-size-kb",
            "gzip-level",
            "gzip-min-length",
            "gzip-types",
            "hide-headers",
            "hsts",
            "hsts-include-subdomains",
            "hsts-max-age",
            "hsts-preload",
            "http2-max-concurrent-streams",
            "http2-max-requests",
            "ignore-invalid-headers",
            "keep-alive",
            "keep-alive-requests",
            "large-client-header-buffers",
            "limit-conn-status-code",
            "limit-rate",
            "limit-rate-after",
            "limit-req-status-code",
            "load-balance",
            "log-format-escape-json",
            "log-format-escape-none",
            "log-format-upstream",
            "max-worker-connections",
            "no-auth-locations",
            "opentelemetry-trust-incoming-span",
            "otel-sampler",
            "otel-sampler-ratio",
            "otel-service-name",
            "otlp-collector-host",
            "otlp-collector-port",
            "proxy-add-original-uri-header",
            "proxy-buffer-size",
            "proxy-buffering",
            "proxy-buffers-number",
            "proxy-busy-buffers-size",
            "proxy-http-version",
            "proxy-max-temp-file-size",
            "proxy-next-upstream",
            "proxy-next-upstream-timeout",
            "proxy-next-upstream-tries",
            "proxy-protocol-header-timeout",
            "proxy-real-ip-cidr",
            "proxy-request-buffering",
            "proxy-set-headers",
            "proxy-ssl-location-only",
            "proxy-stream-next-upstream",
            "proxy-stream-next-upstream-timeout",
            "proxy-stream-next-upstream-tries",
            "proxy-stream-responses",
            "proxy-stream-timeout",
            "retry-non-idempotent",
            "server-tokens",
            "service-upstream",
            "skip-access-log-urls",
            "ssl-ciphers",
            "ssl-early-data",
            "ssl-ecdh-curve",
            "ssl-protocols",
            "ssl-reject-handshake",
            "ssl-session-cache",
            "ssl-session-cache-size",
            "ssl-session-tickets",
            "ssl-session-timeout",
            "strict-validate-path-type",
            "upstream-keepalive-connections",
            "upstream-keepalive-requests",
            "upstream-keepalive-time",
            "upstream-keepalive-timeout",
            "use-forwarded-headers",
            "use-gzip",
            "use-http2",
            "use-port-in-redirects",
            "use-proxy-protocol",
            "worker-processes",
            "worker-shutdown-timeout");

    /**
     * The global settings.
     *
     * @param settings what features may read
     * @param closing the names of settings that close every route, those that an Ingress opts out of aside
     * @param diagnostics what there is to say about the ConfigMap
     */
    record Globals(GlobalSettings settings, Set<String> closing, List<Diagnostic> diagnostics) {}

    private final TranslationSettings operator;
    private final Map<String, SettingKey> applied = new HashMap<>();
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    GlobalsReader(TranslationSettings operator, FeatureSet features) {
        this.operator = operator;
        for (Feature<?> feature : features.features()) {
            feature.settings().forEach(key -> applied.put(key.name(), key));
        }
    }

    Globals read(ConfigMap written) {
        ResourceId configMap = written.id();
        Map<String, String> readable = new TreeMap<>();
        Set<String> closing = new TreeSet<>();
        diagnostics.clear();
        if (!written.isReadable()) {
            closing.add("data");
            diagnostics.add(Diagnostic.error(
                    "unreadable-configmap",
                    configMap,
                    "data",
                    "",
                    "expected: a mapping of texts; all routes answer 503, since it may have protected them"));
        }
        for (var entry : new TreeMap<>(written.data()).entrySet()) {
            String name = entry.getKey();
            String value = entry.getValue();
            SettingKey key = applied.get(name);
            if (key != null) {
                boolean isReadable = key.isReadable().test(value);
                if (isReadable || key.failsClosed()) {
                    readable.put(name, value);
                }
                if (!isReadable) {
                    String end = key.failsClosed() ? "; grants nothing" : "; ignored";
                    warn(configMap, "invalid-setting", name, value, "expected: " + key.expected() + end);
                }
            } else if (isAccess(name, value)) {
                access(configMap, name, value, closing);
            } else if (!value.isBlank() && !isAccess(name, "on")) {
                unapplied(configMap, name, value);
            }
        }
        return new Globals(
                new GlobalSettings(readable, operator.advertisedHttpsPort()),
                Set.copyOf(closing),
                List.copyOf(diagnostics));
    }

    private static boolean isAccess(String name, String value) {
        boolean named = ACCESS.contains(name) || name.endsWith("-snippet");
        return named && !value.isBlank() && !(name.startsWith("enable-") && KnownAnnotations.isFalse(value));
    }

    private void access(ResourceId configMap, String name, String value, Set<String> closing) {
        if (operator.allowedAnnotations().contains(name)) {
            warn(
                    configMap,
                    "unapplied-protection",
                    name,
                    value,
                    "nobody applies it; served without it, since a setting allows that");
            return;
        }
        closing.add(name);
        diagnostics.add(Diagnostic.error(
                "unapplied-protection",
                configMap,
                "data[" + name + "]",
                value,
                "nobody applies it yet; all routes answer 503 unless a setting allows " + name + " to go unapplied"));
    }

    private void unapplied(ResourceId configMap, String name, String value) {
        if (UPSTREAM.contains(name)) {
            warn(configMap, "unapplied-setting", name, value, "nobody applies it yet; ignored");
        } else {
            warn(configMap, "unknown-setting", name, value, "no setting has this name; ignored");
        }
    }

    private void warn(ResourceId configMap, String code, String name, String value, String message) {
        diagnostics.add(Diagnostic.warning(code, configMap, "data[" + name + "]", value, message));
    }
}
