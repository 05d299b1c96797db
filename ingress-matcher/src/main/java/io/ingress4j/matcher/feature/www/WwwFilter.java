package io.ingress4j.matcher.feature.www;

import io.ingress4j.matcher.feature.FilterContext;
import io.ingress4j.matcher.feature.FilterResult;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.http.DirectResponse;

/** Redirects every request to the other name of its host. The port is always named, as upstream does. */
final class WwwFilter implements HttpFilter {
    private final WwwPolicy policy;

    WwwFilter(WwwPolicy policy) {
        this.policy = policy;
    }

    @Override
    public FilterResult onRequest(FilterContext context) {
        String target = context.request().target();
        String path = target.endsWith("/") ? target.substring(0, target.length() - 1) : target;
        String origin = context.request().secure()
                ? "https://" + policy.target() + ":" + policy.globals().advertisedHttpsPort()
                : "http://" + policy.target() + ":" + context.request().localPort();
        return FilterResult.answer(DirectResponse.redirect(policy.globals().redirectStatus(), origin + path));
    }
}
