package io.ingress4j.matcher.feature.upstreamvhost;

import io.ingress4j.matcher.feature.FilterContext;
import io.ingress4j.matcher.feature.FilterResult;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.http.DirectResponse;

/** Replaces the host that the upstream is told. */
final class UpstreamVhostFilter implements HttpFilter {
    private final HostTemplate host;

    UpstreamVhostFilter(HostTemplate host) {
        this.host = host;
    }

    @Override
    public FilterResult onRequest(FilterContext context) {
        String text = host.expand(context.request());
        if (text.isEmpty()) {
            return FilterResult.answer(DirectResponse.BAD_REQUEST);
        }
        context.upstreamHost(text);
        return FilterResult.CONTINUE;
    }
}
