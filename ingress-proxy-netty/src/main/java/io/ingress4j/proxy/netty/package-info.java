/** Moves bytes: an HTTP proxy for the routes of the matcher. */
@NullMarked
package io.ingress4j.proxy.netty;

import org.jspecify.annotations.NullMarked;
