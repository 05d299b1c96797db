/**
 * Sending clients from the root to where the application lives.
 *
 * <p><b>Kind.</b> A shape (it holds for all paths of the host) and a filter.
 *
 * <p><b>Errors.</b> An unreadable value is reported and the default holds.
 */
@NullMarked
package io.ingress4j.matcher.feature.approot;

import org.jspecify.annotations.NullMarked;
