package io.ingress4j.matcher.feature.www;

import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.AnnotationReader;
import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.feature.GlobalSettings;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.feature.SettingKey;
import io.ingress4j.matcher.route.RouteMatch;
import java.util.List;
import java.util.Optional;

/** Reads {@link WwwPolicy}. */
public final class WwwFeature implements Feature<WwwPolicy> {
    static final AnnotationKey WWW = new AnnotationKey(
            "from-to-www-redirect", "Redirects `www.` and the host to `host`, or the other way round, with 308.");

    /** Makes the feature. */
    public WwwFeature() {}

    @Override
    public List<AnnotationKey> annotations() {
        return List.of(WWW);
    }

    @Override
    public List<SettingKey> settings() {
        return List.of(GlobalSettings.REDIRECT_STATUS);
    }

    @Override
    public Class<WwwPolicy> policyType() {
        return WwwPolicy.class;
    }

    @Override
    public Optional<WwwPolicy> parse(AnnotationReader in) {
        return in.boolOrRefuse(WWW).filter(on -> on).map(on -> new WwwPolicy("", in.globals()));
    }

    @Override
    public Optional<HttpFilter> filter(WwwPolicy policy, RouteMatch match) {
        if (policy.target().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new WwwFilter(policy));
    }
}
