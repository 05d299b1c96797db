/** One coarse timer for each event loop, how long anything is waited for, and how often anything is said. */
@NullMarked
package io.ingress4j.proxy.netty.time;

import org.jspecify.annotations.NullMarked;
