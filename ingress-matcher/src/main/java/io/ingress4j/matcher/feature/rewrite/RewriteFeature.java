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

    private static final String CHARACTERS = "-._~/:$";

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
        String target = in.text(TARGET, "a path of letters, digits and " + CHARACTERS, RewriteFeature::isTarget)
                .orElse("");
        Optional<String> prefix = in.raw(PREFIX);
        if (prefix.isPresent() && !isTarget(prefix.get())) {
            in.refuseIngress(PREFIX, "a path of letters, digits and " + CHARACTERS);
        }
        return useRegex || !target.isEmpty()
                ? Optional.of(new RewritePolicy(useRegex, target, prefix.orElse("")))
                : Optional.empty();
    }

    private static boolean isTarget(String text) {
        return Locations.consistsOf(text, CHARACTERS);
    }

    @Override
    public Optional<HttpFilter> filter(RewritePolicy policy, RouteMatch match) {
        return policy.rewrites(match.path()) ? Optional.of(new RewriteFilter(policy, match)) : Optional.empty();
    }
}
