package io.ingress4j.matcher.feature.sslredirect;

import io.ingress4j.matcher.feature.FilterContext;
import io.ingress4j.matcher.feature.FilterResult;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.feature.Locations;
import io.ingress4j.matcher.http.DirectResponse;

/** Answers plain HTTP requests with a redirect to HTTPS. */
final class SslRedirectFilter implements HttpFilter {
    private final SslRedirectPolicy policy;
    private final int status;

    SslRedirectFilter(SslRedirectPolicy policy) {
        this.policy = policy;
        this.status = policy.globals().redirectStatus();
    }

    @Override
    public FilterResult onRequest(FilterContext context) {
        if (context.request().secure() || !(policy.force() || context.hostHasTls())) {
            return FilterResult.CONTINUE;
        }
        String target = context.request().target();
        if (!policy.preserveTrailingSlash() && target.endsWith("/")) {
            target = target.substring(0, target.length() - 1);
        }
        String host = Locations.hostWithoutPort(context.request());
        if (host.isEmpty()) { // HTTP/1.0: there is no place to send the client to
            return FilterResult.answer(DirectResponse.BAD_REQUEST);
        }
        String origin = policy.globals().httpsOrigin(host);
        return FilterResult.answer(DirectResponse.redirect(status, origin + target));
    }
}
