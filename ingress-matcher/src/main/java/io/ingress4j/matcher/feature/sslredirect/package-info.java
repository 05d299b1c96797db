/**
 * Sending clients from HTTP to HTTPS.
 *
 * <p><b>Kind.</b> A filter.
 *
 * <p><b>Errors.</b> An unreadable value is reported and the default holds.
 */
@NullMarked
package io.ingress4j.matcher.feature.sslredirect;

import org.jspecify.annotations.NullMarked;
