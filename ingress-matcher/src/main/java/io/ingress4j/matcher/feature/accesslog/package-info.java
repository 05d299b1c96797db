/**
 * Whether requests are logged.
 *
 * <p><b>Kind.</b> A mechanism of the data plane, or rather of who observes it: a log looks at the policy of the route.
 *
 * <p><b>Errors.</b> An unreadable value is reported, and requests are logged.
 */
@NullMarked
package io.ingress4j.matcher.feature.accesslog;

import org.jspecify.annotations.NullMarked;
