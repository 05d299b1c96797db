/** Clients' connections: one exchange at a time, read on demand, ended so that no answer is lost. */
@NullMarked
package io.ingress4j.proxy.netty.downstream;

import org.jspecify.annotations.NullMarked;
