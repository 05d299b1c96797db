package io.ingress4j.matcher.feature.upstreamvhost;

import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.AnnotationReader;
import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.feature.Locations;
import io.ingress4j.matcher.route.RouteMatch;
import java.util.List;
import java.util.Optional;

/** Reads {@link UpstreamVhostPolicy}. Variables are not supported; a value that holds one leaves out the Ingress. */
public final class UpstreamVhostFeature implements Feature<UpstreamVhostPolicy> {
    static final AnnotationKey VHOST =
            new AnnotationKey("upstream-vhost", "The `Host` field that the upstream gets; without variables.");

    /** Makes the feature. */
    public UpstreamVhostFeature() {}

    @Override
    public List<AnnotationKey> annotations() {
        return List.of(VHOST);
    }

    @Override
    public Class<UpstreamVhostPolicy> policyType() {
        return UpstreamVhostPolicy.class;
    }

    @Override
    public Optional<UpstreamVhostPolicy> parse(AnnotationReader in) {
        Optional<String> host = in.raw(VHOST).map(String::strip);
        if (host.isPresent() && !Locations.consistsOf(host.get(), "-._:")) {
            in.refuseIngress(VHOST, "a host name, with a port where wanted, without variables");
            return Optional.empty();
        }
        return host.map(UpstreamVhostPolicy::new);
    }

    @Override
    public Optional<HttpFilter> filter(UpstreamVhostPolicy policy, RouteMatch match) {
        return Optional.of(new UpstreamVhostFilter(policy));
    }
}
