package io.ingress4j.matcher.feature.accesslog;

import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.AnnotationReader;
import io.ingress4j.matcher.feature.Feature;
import java.util.List;
import java.util.Optional;

/** Reads {@link AccessLogPolicy}. Where requests are logged anyway, there is none. */
public final class AccessLogFeature implements Feature<AccessLogPolicy> {
    static final AnnotationKey ENABLED = new AnnotationKey(
            "enable-access-log", "Whether requests are logged, where there is a log; true by default.");

    /** Makes the feature. */
    public AccessLogFeature() {}

    @Override
    public List<AnnotationKey> annotations() {
        return List.of(ENABLED);
    }

    @Override
    public Class<AccessLogPolicy> policyType() {
        return AccessLogPolicy.class;
    }

    @Override
    public Optional<AccessLogPolicy> parse(AnnotationReader in) {
        return in.bool(ENABLED).filter(enabled -> !enabled).map(AccessLogPolicy::new);
    }
}
