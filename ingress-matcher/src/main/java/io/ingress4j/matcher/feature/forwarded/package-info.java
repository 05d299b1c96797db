/**
 * Whom to believe what it says about the client behind it.
 *
 * <p><b>Kind.</b> A mechanism of the data plane, asked for by the global settings and by no annotation.
 *
 * <p><b>Errors.</b> What cannot be read of {@code proxy-real-ip-cidr} is trusted by nobody.
 */
@NullMarked
package io.ingress4j.matcher.feature.forwarded;

import org.jspecify.annotations.NullMarked;
