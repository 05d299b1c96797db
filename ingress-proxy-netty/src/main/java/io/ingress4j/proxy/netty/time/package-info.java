/** One coarse timer for each event loop. */
@NullMarked
package io.ingress4j.proxy.netty.time;

import org.jspecify.annotations.NullMarked;
