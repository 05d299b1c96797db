/**
 * Answering with a redirect instead of forwarding.
 *
 * <p><b>Kind.</b> A filter.
 *
 * <p><b>Errors.</b> An unreadable value leaves out the whole Ingress, as upstream has it.
 */
@NullMarked
package io.ingress4j.matcher.feature.redirect;

import org.jspecify.annotations.NullMarked;
