/**
 * How long a request body may be.
 *
 * <p><b>Kind.</b> A mechanism of the data plane.
 *
 * <p><b>Errors.</b> An unreadable value is reported and the default holds.
 */
@NullMarked
package io.ingress4j.matcher.feature.bodysize;

import org.jspecify.annotations.NullMarked;
