package io.ingress4j.matcher.feature.accesslog;

import io.ingress4j.matcher.route.Policy;

/**
 * Whether a log of requests has the requests of the route.
 *
 * <p><b>Source.</b> The annotation {@code enable-access-log}.
 *
 * @param enabled whether they are logged; as is the case without the policy
 */
public record AccessLogPolicy(boolean enabled) implements Policy {}
