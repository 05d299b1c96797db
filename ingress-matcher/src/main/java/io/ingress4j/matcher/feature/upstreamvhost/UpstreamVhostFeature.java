package io.ingress4j.matcher.feature.upstreamvhost;

import io.ingress4j.matcher.feature.AnnotationKey;
import io.ingress4j.matcher.feature.AnnotationReader;
import io.ingress4j.matcher.feature.Feature;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.route.Route;
import java.util.List;
import java.util.Optional;

/** Reads {@link UpstreamVhostPolicy}. A variable that is not known, or that cannot stand in a host name, leaves out the Ingress. */
public final class UpstreamVhostFeature implements Feature<UpstreamVhostPolicy> {
    static final AnnotationKey VHOST = new AnnotationKey(
            "upstream-vhost",
            "The `Host` field that the upstream gets; with `$host`, `$http_host`, `$http_NAME`, `$service_name`,"
                    + " `$service_port`, `$namespace`, `$ingress_name`, `$scheme`, `$server_port`, `$remote_addr`"
                    + " where wanted.");

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
        return in.readOrRefuse(
                VHOST,
                "a host name, with a port where wanted, and with variables that can stand in one",
                text -> Optional.of(text.strip())
                        .filter(host -> HostTemplate.parse(host).isPresent())
                        .map(UpstreamVhostPolicy::new));
    }

    @Override
    public Optional<HttpFilter> filter(UpstreamVhostPolicy policy, Route route) {
        return HostTemplate.parse(policy.host()).map(template -> new UpstreamVhostFilter(template.of(route)));
    }
}
