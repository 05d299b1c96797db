package io.ingress4j.matcher.feature.approot;

import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.AnnotationReader;
import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.feature.Locations;
import io.ingress4j.matcher.route.RouteMatch;
import java.util.List;
import java.util.Optional;

/** Reads {@link AppRootPolicy}. */
public final class AppRootFeature implements Feature<AppRootPolicy> {
    static final AnnotationKey APP_ROOT =
            new AnnotationKey("app-root", "Redirects a request for exactly `/` to this path, with 302.");

    /** Makes the feature. */
    public AppRootFeature() {}

    @Override
    public List<AnnotationKey> annotations() {
        return List.of(APP_ROOT);
    }

    @Override
    public Class<AppRootPolicy> policyType() {
        return AppRootPolicy.class;
    }

    @Override
    public Optional<AppRootPolicy> parse(AnnotationReader in) {
        return in.text(
                        APP_ROOT,
                        "a path that begins with / and holds letters, digits and -._~/: only, no variables",
                        text -> text.startsWith("/") && Locations.consistsOf(text, "-._~/:"))
                .map(AppRootPolicy::new);
    }

    @Override
    public Optional<HttpFilter> filter(AppRootPolicy policy, RouteMatch match) {
        return Optional.of(new AppRootFilter(policy));
    }
}
