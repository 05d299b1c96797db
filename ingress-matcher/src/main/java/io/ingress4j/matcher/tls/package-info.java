/** Certificates and keys from Secrets. */
@NullMarked
package io.ingress4j.matcher.tls;

import org.jspecify.annotations.NullMarked;
