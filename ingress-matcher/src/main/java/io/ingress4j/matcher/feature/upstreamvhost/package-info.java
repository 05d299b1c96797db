/**
 * The host that the upstream is told.
 *
 * <p><b>Kind.</b> A filter.
 *
 * <p><b>Errors.</b> An unreadable value leaves out the whole Ingress, as upstream has it.
 */
@NullMarked
package io.ingress4j.matcher.feature.upstreamvhost;

import org.jspecify.annotations.NullMarked;
