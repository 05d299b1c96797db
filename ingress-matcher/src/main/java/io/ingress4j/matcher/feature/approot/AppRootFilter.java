package io.ingress4j.matcher.feature.approot;

import io.ingress4j.matcher.feature.FilterContext;
import io.ingress4j.matcher.feature.FilterResult;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.feature.Locations;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.http.RequestHead;

/** Redirects a request for exactly {@code /}, over the scheme and to the authority that the client used. */
final class AppRootFilter implements HttpFilter {
    private final AppRootPolicy policy;

    AppRootFilter(AppRootPolicy policy) {
        this.policy = policy;
    }

    @Override
    public FilterResult onRequest(FilterContext context) {
        if (!context.normalizedPath().equals("/")) {
            return FilterResult.CONTINUE;
        }
        RequestHead request = context.request();
        String origin = Locations.origin(request, request.authority());
        return FilterResult.answer(DirectResponse.redirect(302, origin + policy.path()));
    }
}
