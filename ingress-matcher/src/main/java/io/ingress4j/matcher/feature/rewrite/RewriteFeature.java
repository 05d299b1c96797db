package io.ingress4j.matcher.feature.rewrite;

import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.AnnotationReader;
import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.feature.Locations;
import io.ingress4j.matcher.route.RouteMatch;
import java.util.List;
import java.util.Optional;

/** Reads {@link RewritePolicy}. */
public final class RewriteFeature implements Feature<RewritePolicy> {
    static final AnnotationKey USE_REGEX = new AnnotationKey(
            "use-regex", "Makes every path of the host a regular expression, anchored at the start, without case.");
    static final AnnotationKey TARGET =
            new AnnotationKey("rewrite-target", "Replaces the path; `$1` to `$9` are groups of the rule's path.");
    static final AnnotationKey PREFIX =
            new AnnotationKey("x-forwarded-prefix", "Sets `X-Forwarded-Prefix` on rewritten requests.");

    private static final String EXPECTED = "a path of letters, digits and -._~/: with $1 to $9 for groups";

    /** Makes the feature. */
    public RewriteFeature() {}

    @Override
    public List<AnnotationKey> annotations() {
        return List.of(USE_REGEX, TARGET, PREFIX);
    }

    @Override
    public Class<RewritePolicy> policyType() {
        return RewritePolicy.class;
    }

    @Override
    public Optional<RewritePolicy> parse(AnnotationReader in) {
        boolean useRegex = in.bool(USE_REGEX).orElse(false);
        String target = in.text(TARGET, EXPECTED, RewriteFeature::isTarget).orElse("");
        Optional<String> prefix =
                in.readOrRefuse(PREFIX, EXPECTED, text -> Optional.of(text).filter(RewriteFeature::isTarget));
        if (prefix.isPresent() && target.isEmpty()) {
            in.reportUnused(PREFIX, "expected: rewrite-target beside it");
        }
        return useRegex || !target.isEmpty()
                ? Optional.of(new RewritePolicy(useRegex, target, prefix.orElse("")))
                : Optional.empty();
    }

    private static boolean isTarget(String text) {
        for (int i = text.indexOf('$'); i >= 0; i = text.indexOf('$', i + 1)) {
            if (i + 1 == text.length() || text.charAt(i + 1) < '1' || text.charAt(i + 1) > '9') {
                return false;
            }
        }
        return Locations.consistsOf(text, "-._~/:$");
    }

    @Override
    public Optional<HttpFilter> filter(RewritePolicy policy, RouteMatch match) {
        return policy.rewrites(match.path()) ? Optional.of(new RewriteFilter(policy, match)) : Optional.empty();
    }
}
