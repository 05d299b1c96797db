/**
 * Regular expressions in paths, and replacing the path that the upstream sees.
 *
 * <p><b>Kind.</b> A shape (a host on which any Ingress asks for it has all paths as regular expressions) and a filter.
 *
 * <p><b>Errors.</b> An unreadable target is reported and nothing is rewritten.
 */
@NullMarked
package io.ingress4j.matcher.feature.rewrite;

import org.jspecify.annotations.NullMarked;
