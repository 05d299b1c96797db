package io.ingress4j.matcher.feature.redirect;

import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.AnnotationReader;
import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.feature.Locations;
import io.ingress4j.matcher.feature.SettingKey;
import io.ingress4j.matcher.route.RouteMatch;
import io.ingress4j.model.Diagnostic;
import java.util.List;
import java.util.Optional;

/** Reads {@link RedirectPolicy}. A temporal redirect wins over a permanent one. */
public final class RedirectFeature implements Feature<RedirectPolicy> {
    static final AnnotationKey PERMANENT =
            new AnnotationKey("permanent-redirect", "Answers with a redirect to this URL.");
    static final AnnotationKey PERMANENT_CODE = new AnnotationKey(
            "permanent-redirect-code", "The status of `permanent-redirect`, 300 to 308; 301 otherwise.");
    static final AnnotationKey TEMPORAL = new AnnotationKey(
            "temporal-redirect", "Answers with a redirect to this URL; wins over `permanent-redirect`.");
    static final AnnotationKey TEMPORAL_CODE = new AnnotationKey(
            "temporal-redirect-code", "The status of `temporal-redirect`, 300 to 307; 302 otherwise.");
    static final AnnotationKey RELATIVE = new AnnotationKey(
            "relative-redirects", "Sends a path in `permanent-redirect` as it is, without scheme and host.");

    private static final String EXPECTED = "a URL or path of letters, digits and -._~/:,?&= without variables";

    /** Makes the feature. */
    public RedirectFeature() {}

    @Override
    public List<AnnotationKey> annotations() {
        return List.of(PERMANENT, PERMANENT_CODE, TEMPORAL, TEMPORAL_CODE, RELATIVE);
    }

    @Override
    public List<SettingKey> settings() {
        return List.of(SettingKey.bool(RELATIVE.name()));
    }

    @Override
    public Class<RedirectPolicy> policyType() {
        return RedirectPolicy.class;
    }

    @Override
    public Optional<RedirectPolicy> parse(AnnotationReader in) {
        boolean relative = in.boolOrRefuse(RELATIVE).orElse(false);
        Optional<String> temporal = location(in, TEMPORAL);
        int temporalCode = code(in, TEMPORAL, TEMPORAL_CODE, 302, 307);
        Optional<String> permanent = location(in, PERMANENT);
        int permanentCode = code(in, PERMANENT, PERMANENT_CODE, 301, 308);
        if (temporal.filter(RedirectFeature::hasForeignScheme).isPresent()) {
            in.report(
                    Diagnostic.Severity.ERROR,
                    "invalid-annotation",
                    TEMPORAL,
                    "expected: a URL of http or https, or a path; nothing is redirected, as in ingress-nginx");
            return Optional.empty();
        }
        if (temporal.isPresent()) {
            if (permanent.isPresent()) {
                in.reportUnused(PERMANENT, "temporal-redirect wins");
            }
            return temporal.map(url -> new RedirectPolicy(temporalCode, url, relative));
        }
        return permanent.map(url -> new RedirectPolicy(permanentCode, url, relative));
    }

    private static Optional<String> location(AnnotationReader in, AnnotationKey key) {
        return in.raw(key).isEmpty()
                ? Optional.empty()
                : in.readOrRefuse(
                        key,
                        EXPECTED,
                        text -> Optional.of(text.strip()).filter(url -> Locations.consistsOf(url, "-._~/:,?&=")));
    }

    private static boolean hasForeignScheme(String url) {
        return url.indexOf("://") >= 0 && !url.startsWith("http");
    }

    private static int code(AnnotationReader in, AnnotationKey url, AnnotationKey key, int otherwise, int highest) {
        if (!in.has(key)) {
            return otherwise;
        }
        Optional<Integer> code = in.integerOrRefuse(key);
        if (code.isPresent() && !in.has(url)) {
            in.reportUnused(key, "expected: " + url.name() + " beside it");
        } else if (code.isPresent() && (code.get() < 300 || code.get() > highest)) {
            in.report(
                    Diagnostic.Severity.WARNING,
                    "invalid-annotation",
                    key,
                    "expected: 300 to " + highest + "; " + otherwise + " is used");
        }
        return code.filter(c -> c >= 300 && c <= highest).orElse(otherwise);
    }

    @Override
    public Optional<HttpFilter> filter(RedirectPolicy policy, RouteMatch match) {
        return Optional.of(new RedirectFilter(policy));
    }
}
