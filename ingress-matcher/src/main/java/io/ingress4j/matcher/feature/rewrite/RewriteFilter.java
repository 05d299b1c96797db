package io.ingress4j.matcher.feature.rewrite;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.ingress4j.matcher.feature.FilterContext;
import io.ingress4j.matcher.feature.FilterResult;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.feature.Locations;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.http.RequestTarget;
import io.ingress4j.matcher.route.RouteMatch;

/** Replaces the path that the upstream sees. The query is kept. */
final class RewriteFilter implements HttpFilter {
    private final RewritePolicy policy;
    private final Pattern path;

    RewriteFilter(RewritePolicy policy, RouteMatch match) {
        this.policy = policy;
        this.path = match.kind() == RouteMatch.Kind.REGEX
                ? Pattern.compile(match.path(), Pattern.CASE_INSENSITIVE)
                : Pattern.compile(Pattern.quote(match.path()));
    }

    @Override
    public FilterResult onRequest(FilterContext context) {
        Matcher matcher = path.matcher(context.normalizedPath());
        if (!matcher.find()) {
            return FilterResult.CONTINUE;
        }
        String rewritten = expand(policy.target(), matcher);
        String received = context.request().target();
        String query = received.substring(RequestTarget.pathEnd(received));
        if (rewritten.startsWith("http://") || rewritten.startsWith("https://")) {
            return FilterResult.answer(DirectResponse.redirect(302, Locations.escapePath(rewritten) + query));
        }
        String absolute = rewritten.startsWith("/") ? rewritten : "/" + rewritten;
        context.upstreamTarget(Locations.escapePath(absolute) + query);
        if (!policy.forwardedPrefix().isEmpty()) {
            String prefix = expand(policy.forwardedPrefix(), matcher);
            context.upstreamHeaders().set("x-forwarded-prefix", Locations.escapePath(prefix));
        }
        return FilterResult.CONTINUE;
    }

    private static String expand(String template, Matcher groups) {
        if (template.indexOf('$') < 0) {
            return template;
        }
        var text = new StringBuilder();
        int i = 0;
        while (i < template.length()) {
            char c = template.charAt(i);
            int group = c == '$' && i + 1 < template.length() ? template.charAt(i + 1) - '0' : -1;
            if (group < 1 || group > 9) {
                text.append(c);
                i++;
                continue;
            }
            String captured = group <= groups.groupCount() ? groups.group(group) : null;
            text.append(captured == null ? "" : captured);
            i += 2;
        }
        return text.toString();
    }
}
