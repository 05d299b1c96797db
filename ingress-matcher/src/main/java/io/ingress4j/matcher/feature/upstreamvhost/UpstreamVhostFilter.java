package io.ingress4j.matcher.feature.upstreamvhost;

import io.ingress4j.matcher.feature.FilterContext;
import io.ingress4j.matcher.feature.FilterResult;
import io.ingress4j.matcher.feature.HttpFilter;

/** Replaces the host that the upstream is told. */
final class UpstreamVhostFilter implements HttpFilter {
    private final UpstreamVhostPolicy policy;

    UpstreamVhostFilter(UpstreamVhostPolicy policy) {
        this.policy = policy;
    }

    @Override
    public FilterResult onRequest(FilterContext context) {
        context.upstreamHost(policy.host());
        return FilterResult.CONTINUE;
    }
}
