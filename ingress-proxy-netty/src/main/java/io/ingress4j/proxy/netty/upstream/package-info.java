/** Connections to endpoints: made, pooled by event loop and endpoint, and read from on demand. */
@NullMarked
package io.ingress4j.proxy.netty.upstream;

import org.jspecify.annotations.NullMarked;
