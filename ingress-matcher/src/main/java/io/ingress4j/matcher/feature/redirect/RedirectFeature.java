package io.ingress4j.matcher.feature.redirect;

import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.AnnotationReader;
import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.feature.Locations;
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
    public Class<RedirectPolicy> policyType() {
        return RedirectPolicy.class;
    }

    @Override
    public Optional<RedirectPolicy> parse(AnnotationReader in) {
        boolean relative = in.bool(RELATIVE).orElse(false);
        if (in.has(TEMPORAL)) {
            return location(in, TEMPORAL)
                    .map(url -> new RedirectPolicy(code(in, TEMPORAL_CODE, 302, 307), url, relative));
        }
        if (in.has(PERMANENT)) {
            return location(in, PERMANENT)
                    .map(url -> new RedirectPolicy(code(in, PERMANENT_CODE, 301, 308), url, relative));
        }
        return Optional.empty();
    }

    private static Optional<String> location(AnnotationReader in, AnnotationKey key) {
        String text = in.raw(key).orElse("").strip();
        int scheme = text.indexOf("://");
        boolean readable = Locations.consistsOf(text, "-._~/:,?&=") && (scheme < 0 || text.startsWith("http"));
        if (!readable) {
            in.refuseIngress(key, EXPECTED);
            return Optional.empty();
        }
        return Optional.of(text);
    }

    private static int code(AnnotationReader in, AnnotationKey key, int otherwise, int highest) {
        if (!in.has(key)) {
            return otherwise;
        }
        Optional<Integer> code = in.integer(key);
        if (code.isEmpty()) {
            in.refuseIngress(key, "a status code");
        } else if (code.get() < 300 || code.get() > highest) {
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
