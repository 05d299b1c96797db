/**
 * Further names for the hosts of an Ingress.
 *
 * <p><b>Kind.</b> A shape.
 *
 * <p><b>Errors.</b> An unreadable value leaves out the whole Ingress, as upstream has it.
 */
@NullMarked
package io.ingress4j.matcher.feature.serveralias;

import org.jspecify.annotations.NullMarked;
