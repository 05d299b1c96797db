package io.ingress4j.matcher.feature.redirect;

import io.ingress4j.matcher.feature.FilterContext;
import io.ingress4j.matcher.feature.FilterResult;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.feature.Locations;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.http.RequestHead;

/** Answers every request with one redirect. */
final class RedirectFilter implements HttpFilter {
    private final RedirectPolicy policy;

    RedirectFilter(RedirectPolicy policy) {
        this.policy = policy;
    }

    @Override
    public FilterResult onRequest(FilterContext context) {
        String location = policy.location();
        if (location.startsWith("/") && !policy.relative()) {
            RequestHead request = context.request();
            location = Locations.origin(request, Locations.hostWithoutPort(request)) + location;
        }
        return FilterResult.answer(DirectResponse.redirect(policy.status(), location));
    }
}
