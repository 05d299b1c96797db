package io.ingress4j.matcher.feature.rewrite;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.ingress4j.matcher.feature.FilterContext;
import io.ingress4j.matcher.feature.FilterResult;
import io.ingress4j.matcher.feature.HttpFilter;
import io.ingress4j.matcher.feature.Locations;
import io.ingress4j.matcher.http.DirectResponse;
import io.ingress4j.matcher.http.PathReading;
import io.ingress4j.matcher.http.RequestTarget;
import io.ingress4j.matcher.route.RouteMatch;
import org.jspecify.annotations.Nullable;

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
        String received = context.request().target();
        int end = RequestTarget.pathEnd(received);
        Matcher matcher = matching(context, received, end);
        if (matcher == null) {
            return FilterResult.CONTINUE;
        }
        String rewritten = expand(policy.target(), matcher);
        if (!rewritten.equals(policy.target()) && PathReading.hasDotSegment(rewritten)) {
            return FilterResult.answer(DirectResponse.BAD_REQUEST); // a group that begins within a segment may make one
        }
        String query = received.substring(end);
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

    /** Matches the path with its encoded slashes where it can, so that they arrive as they were sent. */
    private @Nullable Matcher matching(FilterContext context, String target, int end) {
        String kept = PathReading.keepingEncodedSlashes(target, end);
        if (kept != null) {
            Matcher matcher = path.matcher(kept);
            if (matcher.find()) {
                return matcher;
            }
        }
        Matcher matcher = path.matcher(context.normalizedPath());
        return matcher.find() ? matcher : null;
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
