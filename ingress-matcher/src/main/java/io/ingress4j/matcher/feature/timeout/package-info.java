/**
 * How long an exchange may wait for its upstream.
 *
 * <p><b>Kind.</b> A mechanism of the data plane.
 *
 * <p><b>Errors.</b> An unreadable value is reported and the default holds.
 */
@NullMarked
package io.ingress4j.matcher.feature.timeout;

import org.jspecify.annotations.NullMarked;
