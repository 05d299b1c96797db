/**
 * Sending clients from {@code www.host} to {@code host}, or the other way round.
 *
 * <p><b>Kind.</b> A shape (it makes the other host) and a filter.
 *
 * <p><b>Errors.</b> An unreadable value leaves out the whole Ingress, as upstream has it.
 */
@NullMarked
package io.ingress4j.matcher.feature.www;

import org.jspecify.annotations.NullMarked;
