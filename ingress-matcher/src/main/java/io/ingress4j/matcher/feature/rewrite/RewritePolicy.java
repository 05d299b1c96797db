package io.ingress4j.matcher.feature.rewrite;

import static java.util.Objects.requireNonNull;

import io.ingress4j.matcher.route.Policy;

/**
 * How paths are compared and what the upstream sees of them.
 *
 * <p><b>Source.</b> The annotations {@code use-regex}, {@code rewrite-target} and {@code x-forwarded-prefix}.
 *
 * @param useRegex whether the paths of the host are regular expressions
 * @param target what the path is replaced by, {@code $1} to {@code $9} standing for groups of the rule's path; or empty
 * @param forwardedPrefix the value of {@code X-Forwarded-Prefix} on rewritten requests, or empty
 */
public record RewritePolicy(boolean useRegex, String target, String forwardedPrefix) implements Policy {

    /** Checks that no part is null. */
    public RewritePolicy {
        requireNonNull(target, "target");
        requireNonNull(forwardedPrefix, "forwardedPrefix");
    }

    /** Returns this policy without a target. */
    public RewritePolicy withoutTarget() {
        return new RewritePolicy(useRegex, "", "");
    }

    /** Returns how many groups target and prefix name: the highest number after a {@code $}. */
    public int groups() {
        int highest = 0;
        String templates = target + " " + forwardedPrefix;
        for (int i = templates.indexOf('$'); i >= 0; i = templates.indexOf('$', i + 1)) {
            highest = Math.max(highest, templates.charAt(i + 1) - '0');
        }
        return highest;
    }

    /** Returns whether requests of {@code path} are changed: a target that equals the path has no effect. */
    public boolean rewrites(String path) {
        return !target.isEmpty() && !target.equals(path);
    }
}
